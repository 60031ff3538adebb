import Foundation
import Tensors

extension OperationRecord {
  static let rowChoices: [OperationRecord] = gathers + embeddings + concatenations + slices

  private static let manyRows: [Int32] = (0..<300).map { Int32($0 * 7 % 129) }

  private static let gathers: [OperationRecord] = [
    ("gather in order", [4, 3], [0, 1, 2, 3]), ("gather repeated", [4, 3], [3, 0, 3, 3, 1]),
    ("gather none", [4, 3], []),
    ("gather from one row", [1, 17], [0, 0]), ("gather numbers", [5], [4, 4, 1]),
    ("gather planes", [3, 2, 2], [2, 0, 2]),
    ("gather many", [129, 300], manyRows),
  ].map { (name: String, shape: [Int], indices: [Int32]) in
    OperationRecord(name: name, inputs: [(shape, .normal)]) {
      try $0[0].gather(indices)
    } reference: { inputs in
      let width = shape.dropFirst().reduce(1, *)
      let values = indices.flatMap { inputs[0].values[Int($0) * width..<(Int($0) + 1) * width] }
      return Reference([indices.count] + shape.dropFirst(), values)
    }
  }

  private static let manyCodes: [Int32] = (0..<9 * 129).map { Int32($0 * 11 % 40) }

  private static let embeddings: [OperationRecord] = [
    ([6, 4], 3, [0, 2, 5, 5, 5, 1, 0, 0, 4]), ([1, 1], 1, [0, 0]), ([5, 17], 2, []),
    ([40, 300], 9, manyCodes),
  ].map { (shape: [Int], codesPerRow: Int, codes: [Int32]) in
    OperationRecord(name: "embeddingSum of \(codes.count) codes", inputs: [(shape, .normal)]) {
      try $0[0].embeddingSum(codes, codesPerRow: codesPerRow)
    } reference: { inputs in
      Reference(rows: codes.count / codesPerRow, columns: shape[1]) { row, column in
        total(0..<codesPerRow) { inputs[0][Int(codes[row * codesPerRow + $0]), column] }
      }
    }
  }

  private static let concatenations: [OperationRecord] = [
    OperationRecord(name: "concatenated", inputs: [([2, 3], .normal), ([0, 3], .normal), ([4, 3], .normal)]) {
      try Tensor.concatenated($0)
    } reference: {
      Reference([6, 3], $0.flatMap(\.values))
    },
    OperationRecord(name: "concatenated vectors", inputs: [([2], .normal), ([5], .normal)]) {
      try Tensor.concatenated($0)
    } reference: {
      Reference([7], $0.flatMap(\.values))
    },
    OperationRecord(name: "concatenated with itself", inputs: [([2, 3], .normal)]) {
      try Tensor.concatenated([$0[0], $0[0]])
    } reference: {
      Reference([4, 3], $0[0].values + $0[0].values)
    },
    OperationRecord(
      name: "concatenatedColumns", inputs: [([17, 3], .normal), ([17, 1], .normal), ([17, 5], .normal)]
    ) {
      try Tensor.concatenatedColumns($0)
    } reference: { inputs in
      Reference([17, 9], (0..<17).flatMap { row in inputs.flatMap { $0.row(row) } })
    },
  ]

  private static let slices: [OperationRecord] = [0..<0, 0..<1, 3..<7, 0..<7, 7..<7].flatMap {
    range -> [OperationRecord] in
    [
      OperationRecord(name: "rows \(range)", inputs: [([7, 2, 3], .normal)]) {
        try $0[0].rows(range)
      } reference: {
        Reference([range.count, 2, 3], Array($0[0].values[range.lowerBound * 6..<range.upperBound * 6]))
      },
      OperationRecord(name: "columns \(range)", inputs: [([2, 3, 7], .normal)]) {
        try $0[0].columns(range)
      } reference: {
        inputs in
        Reference([2, 3, range.count], (0..<6).flatMap { inputs[0].row($0)[range] })
      },
    ]
  }
}
