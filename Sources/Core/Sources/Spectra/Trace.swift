/// A curve sampled at even distances.
public struct Trace: Sendable, Equatable {
  /// The abscissa of the first and of the last value; the first may be the greater one.
  public var first: Double
  public var last: Double
  /// The ordinates; a missing one is NaN.
  public var values: [Float]

  public init(first: Double, last: Double, values: [Float]) {
    self.first = first
    self.last = last
    self.values = values
  }

  /// The abscissa of a value.
  public func position(_ index: Int) -> Double {
    values.count < 2 ? first : first + (last - first) * Double(index) / Double(values.count - 1)
  }
}
