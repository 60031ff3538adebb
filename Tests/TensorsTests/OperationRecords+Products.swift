import Tensors

extension OperationRecord {
  /// Rows, columns and the inner length of products: single, odd, and around the blocks of 128 rows.
  static let productSizes = [
    (1, 1, 1), (1, 17, 5), (17, 1, 3), (0, 3, 2), (4, 3, 0), (127, 9, 5), (128, 8, 4), (129, 33, 17),
  ]

  static let products: [OperationRecord] = matmuls + linears + batchedMatmuls

  private static let matmuls: [OperationRecord] =
    productSizes.flatMap { m, n, k in
      [false, true].map { transposed in
        OperationRecord(
          name: transposed ? "matmul transposed" : "matmul",
          inputs: [([m, k], .normal), (transposed ? [n, k] : [k, n], .normal)]
        ) {
          try $0[0].matmul($0[1], transposed: transposed)
        } reference: {
          $0[0].matmul($0[1], transposed: transposed)
        }
      }
    } + [
      OperationRecord(name: "matmul of a vector", inputs: [([5], .normal), ([5, 3], .normal)]) {
        try $0[0].matmul($0[1])
      } reference: {
        $0[0].matmul($0[1])
      },
      OperationRecord(name: "matmul of a batch", inputs: [([2, 3, 5], .normal), ([5, 4], .normal)]) {
        try $0[0].matmul($0[1])
      } reference: {
        $0[0].matmul($0[1])
      },
      OperationRecord(name: "matmul with itself", inputs: [([7, 5], .normal)]) {
        try $0[0].matmul($0[0], transposed: true)
      } reference: {
        $0[0].matmul($0[0], transposed: true)
      },
    ]

  private static let linears: [OperationRecord] = productSizes.flatMap { m, n, k in
    [false, true].flatMap { hasBias in
      functions.filter { m == 129 || $0.0 == .gelu || $0.0 == .relu || $0.0 == .identity }
        .compactMap { activation, values, function in
          // The logarithm and the root want what a product doesn't keep to.
          if case .positive = values { return nil }
          return OperationRecord(
            name: "linear \(activation)\(hasBias ? " with bias" : "")",
            inputs: [([m, k], .normal), ([n, k], .normal)] + (hasBias ? [([n], .normal)] : []),
            operation: {
              try $0[0].linear(weight: $0[1], bias: hasBias ? $0[2] : nil, activation: activation)
            },
            reference: { inputs in
              let product = inputs[0].matmul(inputs[1], transposed: true)
              return Reference(rows: m, columns: n) {
                function(product[$0, $1] + (hasBias ? inputs[2].values[$1] : 0))
              }
            })
        }
    }
  }

  private static let batchedMatmuls: [OperationRecord] = [
    (1, 1, 1, 1), (3, 5, 4, 2), (2, 17, 1, 9), (0, 2, 3, 4), (70, 17, 19, 20),
  ]
  .flatMap { batch, m, n, k in
    [false, true].map { transposed in
      OperationRecord(
        name: transposed ? "batchedMatmul transposed" : "batchedMatmul",
        inputs: [([batch, m, k], .normal), (transposed ? [batch, n, k] : [batch, k, n], .normal)]
      ) {
        try $0[0].batchedMatmul($0[1], transposed: transposed)
      } reference: { inputs in
        let values = (0..<batch).flatMap { index -> [Double] in
          func matrix(_ input: Reference) -> Reference {
            let size = input.shape[1] * input.shape[2]
            return Reference(Array(input.shape.dropFirst()), Array(input.values[index * size..<(index + 1) * size]))
          }
          return matrix(inputs[0]).matmul(matrix(inputs[1]), transposed: transposed).values
        }
        return Reference([batch, m, n], values)
      }
    }
  }
}
