import Foundation
import Tensors

extension OperationRecord {
  static let softmaxes: [OperationRecord] =
    (matrices + [[2, 3, 5]]).flatMap { shape -> [OperationRecord] in
      [
        OperationRecord(name: "softmax", inputs: [(shape, .normal)]) {
          try $0[0].softmax()
        } reference: {
          $0[0].mapRows { logSoftmax($0).map(exp) }
        },
        OperationRecord(name: "logSoftmax", inputs: [(shape, .normal)]) {
          try $0[0].logSoftmax()
        } reference: {
          $0[0].mapRows(logSoftmax)
        },
        OperationRecord(name: "logSumExp", inputs: [(shape, .normal)]) {
          try $0[0].logSumExp()
        } reference: {
          $0[0].reduceRows(logSumExp)
        },
      ]
    }
    + matrices.flatMap { shape -> [OperationRecord] in
      [true, false].map { ignoresSome in
        let targets = (0..<shape[0]).map { ignoresSome && $0 % 3 == 1 ? -1 : Int32($0 * 5 % shape[1]) }
        return OperationRecord(name: "crossEntropy\(ignoresSome ? " ignoring some" : "")", inputs: [(shape, .normal)]) {
          try $0[0].crossEntropy(targets: targets)
        } reference: { inputs in
          let losses = targets.indices.filter { targets[$0] >= 0 }
            .map { -logSoftmax(inputs[0].row($0))[Int(targets[$0])] }
          return Reference([], [losses.reduce(0, +) / Double(max(1, losses.count))])
        }
      }
    }
    + matrices.filter { $0[0] > 0 }.map { shape in
      OperationRecord(name: "crossEntropy with soft targets", inputs: [(shape, .normal), (shape, .probabilities)]) {
        try $0[0].crossEntropy(softTargets: $0[1])
      } reference: { inputs in
        let losses = (0..<shape[0]).map { row in
          -zip(inputs[1].row(row), logSoftmax(inputs[0].row(row))).reduce(0) { $0 + $1.0 * $1.1 }
        }
        return Reference([], [losses.reduce(0, +) / Double(losses.count)])
      }
    }

  static func logSumExp(_ row: [Double]) -> Double {
    let greatest = row.reduce(-.infinity, max)
    return greatest + log(row.reduce(0) { $0 + exp($1 - greatest) })
  }

  static func logSoftmax(_ row: [Double]) -> [Double] {
    let total = logSumExp(row)
    return row.map { $0 - total }
  }
}
