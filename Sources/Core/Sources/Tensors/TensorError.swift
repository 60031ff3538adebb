/// A fault in the use of tensors that a caller, such as a plugin, can cause.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  /// Shapes that an operation can't take. `expectation` says what would be right.
  case shape(operation: String, shapes: [[Int]], expectation: String)
  /// An index outside what it selects from.
  case index(operation: String, value: Int, count: Int)
  /// An argument out of its range.
  case argument(operation: String, expectation: String)
  /// `backward()` on a tensor that no gradient leads to, or for the second time.
  case noGradient(String)
  /// A value that is not finite where one must be.
  case notFinite(String)

  public var description: String {
    switch self {
    case .shape(let operation, let shapes, let expectation):
      let found = shapes.map { "\($0)" }.joined(separator: " and ")
      return "\(operation): shapes \(found) don't fit; expected \(expectation)"
    case .index(let operation, let value, let count):
      return "\(operation): index \(value) is outside 0..<\(count)"
    case .argument(let operation, let expectation):
      return "\(operation): \(expectation)"
    case .noGradient(let reason):
      return "backward: \(reason)"
    case .notFinite(let what):
      return "\(what) is not finite"
    }
  }
}

/// Whether a shape is one of this many values.
func holds(_ count: Int, _ shape: [Int]) -> Bool {
  var product = 1
  for length in shape where length != 0 {
    let (next, overflows) = product.multipliedReportingOverflow(by: length)
    if length < 0 || overflows { return false }
    product = next
  }
  return (shape.contains(0) ? 0 : product) == count
}

/// Throws a shape error unless the condition holds.
func check(
  _ condition: Bool, _ operation: String, _ shapes: @autoclosure () -> [[Int]],
  _ expectation: @autoclosure () -> String
) throws {
  if !condition { throw TensorError.shape(operation: operation, shapes: shapes(), expectation: expectation()) }
}
