internal import CPlugin
internal import Foundation

/// Memory that a library reads for the time of a call, freed with this object.
final class CMemory {
  private var owned: [UnsafeMutableRawPointer] = []

  deinit { for pointer in owned { pointer.deallocate() } }

  /// Room for elements; never null, also for none.
  func allocate<Element: BitwiseCopyable>(_ type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: max(16, MemoryLayout<Element>.alignment))
    owned.append(raw)
    return raw.bindMemory(to: type, capacity: max(1, count))
  }

  func copy<Element: BitwiseCopyable>(_ values: some Collection<Element>) -> UnsafePointer<Element> {
    let pointer = allocate(Element.self, count: values.count)
    _ = UnsafeMutableBufferPointer(start: pointer, count: values.count).update(fromContentsOf: values)
    return UnsafePointer(pointer)
  }

  /// A text, cut at a zero byte if it holds one.
  func text(_ text: String) -> UnsafePointer<CChar> { copy(Array(text.utf8CString)) }
}

/// Floats that a library writes, with room behind them that it must leave alone.
final class GuardedFloats {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private static let guardCount = 64
  /// A NaN that no computation makes.
  private static let guardValue = Float(bitPattern: 0x7FA5_A5A5)

  init(count: Int, filledWith value: Float) {
    self.count = count
    pointer = .allocate(capacity: count + Self.guardCount)
    pointer.initialize(repeating: value, count: count)
    (pointer + count).initialize(repeating: Self.guardValue, count: Self.guardCount)
  }

  deinit { pointer.deallocate() }

  /// Whether the room behind is untouched.
  var isIntact: Bool {
    (count..<count + Self.guardCount).allSatisfy { pointer[$0].bitPattern == Self.guardValue.bitPattern }
  }

  var values: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: pointer, count: count) }
}

/// What a library says went wrong.
struct CMessage: ~Copyable {
  let pointer: UnsafeMutablePointer<CChar>
  private static let capacity = Int(ACML_MESSAGE_CAPACITY)

  init() {
    pointer = .allocate(capacity: Self.capacity)
    pointer.initialize(repeating: 0, count: Self.capacity)
  }

  deinit { pointer.deallocate() }

  /// On one line; bytes that are no UTF-8 are replaced. A library that leaves out the final zero byte loses its last character.
  var text: String { Self.text(pointer) }

  static func text(_ pointer: UnsafePointer<CChar>) -> String {
    let bytes = UnsafeBufferPointer(start: pointer, count: capacity - 1).prefix { $0 != 0 }
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .map { $0.isNewline ? " " : String($0) }.joined().trimmingCharacters(in: .whitespaces)
  }
}
