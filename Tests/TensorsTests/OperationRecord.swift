import Tensors
import Testing

/// One differentiable operation with what it is compared with.
struct OperationRecord: Sendable, CustomTestStringConvertible {
  /// Where the values of an input lie. Each kind keeps away from points where the operation has no derivative.
  enum Values: Sendable {
    case normal
    /// On 0.5 ..< 2.5.
    case positive
    /// Normal, but no nearer than 0.05 to one of these points.
    case awayFrom([Float])
    /// All different, by at least 0.01 where there are fewer than 1,000.
    case distinct
    /// Rows that sum to one.
    case probabilities
  }

  let name: String
  let inputs: [(shape: [Int], values: Values)]
  let operation: @Sendable ([Tensor]) throws -> Tensor
  /// The same in plain loops and double precision.
  let reference: @Sendable ([Reference]) -> Reference
  /// Greatest error of a result, relative to the greatest value of the reference (at least 1).
  var tolerance = 1e-5
  /// Likewise of a gradient.
  var gradientTolerance = 2e-5

  var testDescription: String { "\(name) \(inputs.map { "\($0.shape)" }.joined(separator: " "))" }

  func makeInputs() -> [Tensor] {
    inputs.enumerated().map { index, input in
      let random = RandomStream(seed: 7, name: testDescription).child("input", index)
      return Tensor.filled(input.shape) { buffer in
        for position in buffer.indices { buffer[position] = random.normal() }
        switch input.values {
        case .normal: break
        case .positive: for position in buffer.indices { buffer[position] = 0.5 + 2 * random.uniform() }
        case .awayFrom(let points):
          for position in buffer.indices {
            for point in points where abs(buffer[position] - point) < 0.05 {
              buffer[position] = buffer[position] < point ? point - 0.05 : point + 0.05
            }
          }
        case .distinct:
          let gap = max(0.01, 5 / Float(max(1, buffer.count)))
          for (position, rank) in random.permutation(buffer.count).enumerated() {
            buffer[position] = gap * (Float(rank) - Float(buffer.count) / 2)
          }
        case .probabilities:
          let columns = input.shape.last ?? 1
          for start in stride(from: 0, to: buffer.count, by: max(1, columns)) {
            for position in start..<start + columns { buffer[position] = 0.1 + random.uniform() }
            let total = buffer[start..<start + columns].reduce(0, +)
            for position in start..<start + columns { buffer[position] /= total }
          }
        }
      }
    }
  }
}

extension OperationRecord {
  /// Sizes with a single row or column, none at all, and enough floats for several threads.
  static let matrices = [[1, 1], [1, 17], [17, 1], [0, 4], [3, 300], [129, 300]]

  static let all =
    arithmetic + activations + reductions + products + normalizations + softmaxes + rowChoices + segments
    + neighborhoods + attentions + convolutions + shapes
}
