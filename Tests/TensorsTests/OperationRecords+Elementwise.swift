import Foundation
import Tensors

extension OperationRecord {
  static let arithmetic: [OperationRecord] =
    matrices.flatMap { shape -> [OperationRecord] in
      let row = [shape[1]]
      return [
        OperationRecord(name: "+", inputs: [(shape, .normal), (shape, .normal)]) {
          try $0[0] + $0[1]
        } reference: {
          $0[0].zip($0[1], +)
        },
        OperationRecord(name: "-", inputs: [(shape, .normal), (shape, .normal)]) {
          try $0[0] - $0[1]
        } reference: {
          $0[0].zip($0[1], -)
        },
        OperationRecord(name: "*", inputs: [(shape, .normal), (shape, .normal)]) {
          try $0[0] * $0[1]
        } reference: {
          $0[0].zip($0[1], *)
        },
        OperationRecord(name: "/", inputs: [(shape, .normal), (shape, .positive)]) {
          try $0[0] / $0[1]
        } reference: {
          $0[0].zip($0[1], /)
        },
        OperationRecord(name: "+ row", inputs: [(shape, .normal), (row, .normal)]) {
          try $0[0] + $0[1]
        } reference: {
          inputs in
          Reference(rows: shape[0], columns: shape[1]) { inputs[0][$0, $1] + inputs[1].values[$1] }
        },
        OperationRecord(name: "* row", inputs: [(shape, .normal), (row, .normal)]) {
          try $0[0] * $0[1]
        } reference: {
          inputs in
          Reference(rows: shape[0], columns: shape[1]) { inputs[0][$0, $1] * inputs[1].values[$1] }
        },
        OperationRecord(name: "+ scalar", inputs: [(shape, .normal), ([], .normal)]) {
          try $0[0] + $0[1]
        } reference: {
          inputs in
          inputs[0].map { $0 + inputs[1].values[0] }
        },
        OperationRecord(name: "* scalar", inputs: [(shape, .normal), ([1], .normal)]) {
          try $0[0] * $0[1]
        } reference: {
          inputs in
          inputs[0].map { $0 * inputs[1].values[0] }
        },
        OperationRecord(name: "scaled", inputs: [(shape, .normal)]) {
          $0[0].scaled(by: -1.5, plus: 0.25)
        } reference: {
          $0[0].map { -1.5 * $0 + 0.25 }
        },
        OperationRecord(name: "clamped", inputs: [(shape, .awayFrom([-0.5, 0.75]))]) {
          $0[0].clamped(-0.5, 0.75)
        } reference: {
          $0[0].map { min(0.75, max(-0.5, $0)) }
        },
        OperationRecord(name: "scaledRows", inputs: [(shape, .normal), ([shape[0]], .normal)]) {
          try $0[0].scaledRows(by: $0[1])
        } reference: { inputs in
          Reference(rows: shape[0], columns: shape[1]) { inputs[0][$0, $1] * inputs[1].values[$0] }
        },
        OperationRecord(name: "x · x + x", inputs: [(shape, .normal)]) {
          try $0[0] * $0[0] + $0[0]
        } reference: {
          $0[0].map { $0 * $0 + $0 }
        },
      ]
    }

  /// The functions in double precision, and the values that they are tried on.
  static let functions: [(Activation, Values, @Sendable (Double) -> Double)] = [
    (.identity, .normal, { $0 }),
    (.relu, .awayFrom([0]), { max(0, $0) }),
    (.gelu, .normal, { $0 * 0.5 * (1 + erf($0 / 2.0.squareRoot())) }),
    (
      .geluTanh, .normal,
      { 0.5 * $0 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * pow($0, 3)))) }
    ),
    (.silu, .normal, { $0 / (1 + Foundation.exp(-$0)) }),
    (.sigmoid, .normal, { 1 / (1 + Foundation.exp(-$0)) }),
    (.tanh, .normal, { Foundation.tanh($0) }),
    (.leakyReLU(slope: 0.2), .awayFrom([0]), { $0 > 0 ? $0 : Double(Float(0.2)) * $0 }),
    (.exp, .normal, { Foundation.exp($0) }),
    (.log, .positive, { Foundation.log($0) }),
    (.squareRoot, .positive, { $0.squareRoot() }),
    (.softplus, .normal, { log1p(Foundation.exp($0)) }),
  ]

  static let activations: [OperationRecord] = functions.flatMap { activation, values, function in
    matrices.map { shape in
      OperationRecord(name: "\(activation)", inputs: [(shape, values)]) {
        $0[0].activated(activation)
      } reference: {
        $0[0].map(function)
      }
    }
  }

  static let reductions: [OperationRecord] =
    (matrices + [[5], [3, 2, 7]]).flatMap { shape -> [OperationRecord] in
      [
        OperationRecord(name: "sum", inputs: [(shape, .normal)]) {
          $0[0].sum()
        } reference: {
          Reference([], [$0[0].values.reduce(0, +)])
        },
        OperationRecord(name: "mean", inputs: [(shape, .normal)]) {
          $0[0].mean()
        } reference: {
          Reference([], [$0[0].values.reduce(0, +) / Double(max(1, $0[0].values.count))])
        },
        OperationRecord(name: "rowSums", inputs: [(shape, .normal)]) {
          try $0[0].rowSums()
        } reference: {
          $0[0].reduceRows { $0.reduce(0, +) }
        },
        OperationRecord(name: "rowMeans", inputs: [(shape, .normal)]) {
          try $0[0].rowMeans()
        } reference: {
          $0[0].reduceRows { $0.reduce(0, +) / Double($0.count) }
        },
        OperationRecord(name: "rowMaxima", inputs: [(shape, .distinct)]) {
          try $0[0].rowMaxima()
        } reference: {
          $0[0].reduceRows { $0.reduce(-.infinity, max) }
        },
        OperationRecord(name: "columnSums", inputs: [(shape, .normal)]) {
          $0[0].columnSums()
        } reference: { inputs in
          let input = inputs[0]
          return Reference(
            [input.columns],
            (0..<input.columns).map { column in total(0..<input.rows) { input[$0, column] } })
        },
        OperationRecord(name: "rowDots", inputs: [(shape, .normal), (shape, .normal)]) {
          try $0[0].rowDots($0[1])
        } reference: {
          $0[0].zip($0[1], *).reduceRows { $0.reduce(0, +) }
        },
      ]
    }

  static let shapes: [OperationRecord] =
    matrices.flatMap { shape -> [OperationRecord] in
      [
        OperationRecord(name: "reshaped", inputs: [(shape, .normal)]) {
          try $0[0].reshaped([shape[1], shape[0], 1])
        } reference: {
          $0[0].reshaped([shape[1], shape[0], 1])
        },
        OperationRecord(name: "transposed", inputs: [(shape, .normal)]) {
          try $0[0].transposed()
        } reference: { inputs in
          Reference(rows: shape[1], columns: shape[0]) { inputs[0][$1, $0] }
        },
      ]
    }
}
