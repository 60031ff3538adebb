internal import Foundation

/// A named stream of random numbers.
///
/// All randomness of an experiment comes from one seed: each use draws from a stream of its own name, so that one use more
/// or less changes no other. A stream is used by one thread at a time.
///
/// The generator is SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
public final class RandomStream: RandomNumberGenerator {
  /// Whether initial values that are drawn from it are never looked at.
  public let isUnused: Bool
  private let origin: UInt64
  private var state: UInt64

  /// - Parameters:
  ///   - seed: the experiment's seed.
  ///   - name: what the numbers are for, such as `order` or `dropout`.
  public convenience init(seed: UInt64, name: String) {
    self.init(state: Self.mix(seed ^ Self.hash(name)))
  }

  /// A stream for a module whose parameters are all replaced before it computes, by loading or by copying: they begin
  /// as placeholders, since drawing millions of numbers takes longer than reading them.
  public static var unused: RandomStream { RandomStream(state: 0, isUnused: true) }

  private init(state: UInt64, isUnused: Bool = false) {
    self.isUnused = isUnused
    origin = state
    self.state = state
  }

  /// A stream that depends on this one's seed and the name only, not on how many numbers were drawn.
  public func child(_ name: String, _ index: Int = 0) -> RandomStream {
    RandomStream(
      state: Self.mix(Self.mix(origin ^ Self.hash(name)) &+ UInt64(bitPattern: Int64(index))), isUnused: isUnused)
  }

  public func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mix(state)
  }

  /// Uniform on `[0, 1)`, with the 24 bits that a float holds.
  public func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Standard normal, by Box and Muller.
  public func normal() -> Float {
    let radius = (-2 * log(1 - Double(next() >> 11) * 0x1p-53)).squareRoot()
    return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
  }

  /// The integers below `count` in random order.
  public func permutation(_ count: Int) -> [Int] {
    var generator = self
    return Array(0..<count).shuffled(using: &generator)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
