import Foundation
import Tensors

extension OperationRecord {
  static let normalizations: [OperationRecord] = [[2, 1], [2, 17], [17, 1], [3, 300], [129, 300]].flatMap {
    shape -> [OperationRecord] in
    let affine: [(shape: [Int], values: Values)] = [([shape[1]], .positive), ([shape[1]], .normal)]
    return [Activation.identity, .relu].flatMap { activation in
      [true, false].map { isTraining in
        OperationRecord(
          name: "batchNormalized \(isTraining ? "by the batch" : "by fixed moments") \(activation)",
          inputs: [(shape, .normal)] + affine,
          operation: { inputs in
            try inputs[0].batchNormalized(
              gamma: inputs[1], beta: inputs[2],
              statistics: isTraining ? inputs[0].columnStatistics() : fixedStatistics(shape[1]),
              areOfThisBatch: isTraining, epsilon: 1e-3, activation: activation)
          },
          reference: { inputs in
            let (mean, variance) = isTraining ? moments(inputs[0]) : moments(fixedStatistics(shape[1]))
            return Reference(rows: shape[0], columns: shape[1]) { row, column in
              let normal = (inputs[0][row, column] - mean[column]) / (variance[column] + 1e-3).squareRoot()
              let value = normal * inputs[1].values[column] + inputs[2].values[column]
              return activation == .relu ? max(0, value) : value
            }
          }, gradientTolerance: 5e-5)
      }
    } + [
      OperationRecord(
        name: "layerNormalized", inputs: [(shape, .normal)] + affine,
        operation: { try $0[0].layerNormalized(gamma: $0[1], beta: $0[2], epsilon: 1e-3) },
        reference: { inputs in
          Reference(
            shape,
            (0..<shape[0]).flatMap { row in
              let values = inputs[0].row(row)
              let mean = values.reduce(0, +) / Double(values.count)
              let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
              return values.indices.map { column in
                (values[column] - mean) / (variance + 1e-3).squareRoot() * inputs[1].values[column]
                  + inputs[2].values[column]
              }
            })
        }, gradientTolerance: 5e-5),
      OperationRecord(name: "l2Normalized", inputs: [(shape, .normal)]) {
        $0[0].l2Normalized()
      } reference: {
        $0[0].mapRows { row in
          let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
          return row.map { $0 / max(norm, 1e-12) }
        }
      },
      OperationRecord(name: "l2Normalized below epsilon", inputs: [(shape, .normal)]) {
        $0[0].l2Normalized(epsilon: 1000)
      } reference: {
        $0[0].map { $0 / 1000 }
      },
    ]
  }

  private static func fixedStatistics(_ columns: Int) -> BatchStatistics {
    BatchStatistics(
      mean: Tensor((0..<columns).map { 0.1 * Float($0 % 7) - 0.3 }),
      variance: Tensor((0..<columns).map { 0.5 + 0.25 * Float($0 % 5) }))
  }

  private static func moments(_ statistics: BatchStatistics) -> ([Double], [Double]) {
    (Reference(statistics.mean).values, Reference(statistics.variance).values)
  }

  private static func moments(_ input: Reference) -> ([Double], [Double]) {
    let mean = (0..<input.columns).map { column in
      total(0..<input.rows) { input[$0, column] } / Double(input.rows)
    }
    let variance = (0..<input.columns).map { column in
      total(0..<input.rows) { pow(input[$0, column] - mean[column], 2) } / Double(input.rows)
    }
    return (mean, variance)
  }
}
