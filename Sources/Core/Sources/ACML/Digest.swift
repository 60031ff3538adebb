public import NeuralNetworks
internal import Tensors

/// A digest of 128 bits: two chains over the 64-bit words of what is added. Each step of a chain is a bijection of its
/// state, so that two inputs that differ in a single word always differ in digest. No protection against malice.
public struct Digest {
  private var first: UInt64 = 0x243f_6a88_85a3_08d3
  private var second: UInt64 = 0x1319_8a2e_0370_7344

  public init() {}

  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(bytes.count))
    let words = bytes.count / 8
    for index in 0..<words {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
    }
    if bytes.count > 8 * words {
      add(bytes[(8 * words)...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// The steps are those of SplitMix64 and of FNV-1a, each with a rotation.
  private mutating func add(_ word: UInt64) {
    var z = (first ^ word) &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    first = z ^ (z >> 27)
    let product = (second ^ word) &* 0x0000_0100_0000_01b3
    second = product << 29 | product >> 35
  }

  /// 32 hexadecimal digits.
  public var text: String {
    [first, second].map { String($0, radix: 16) }
      .map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
  }

  /// Adds all parameters and buffers of a network, with their names.
  public mutating func add(_ network: any Module) {
    for (name, state) in network.namedState {
      add(name)
      state.value.withUnsafeValues { add(UnsafeRawBufferPointer($0)) }
    }
  }
}
