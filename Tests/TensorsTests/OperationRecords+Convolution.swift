import Tensors
import TestSupport

extension OperationRecord {
  private struct Case {
    let input: [Int]
    let outputs: Int
    let size: (Int, Int)
    var stride = 1
    var padding = 0
  }

  private static let cases = [
    Case(input: [1, 1, 1, 1], outputs: 1, size: (1, 1)),
    Case(input: [2, 3, 5, 4], outputs: 4, size: (3, 3), padding: 1),
    Case(input: [2, 2, 7, 6], outputs: 3, size: (3, 2), stride: 2),
    Case(input: [1, 2, 4, 4], outputs: 2, size: (1, 1), stride: 2),
    Case(input: [3, 1, 9, 9], outputs: 2, size: (7, 7), stride: 2, padding: 3),
    Case(input: [0, 2, 3, 3], outputs: 2, size: (3, 3)),
    Case(input: [5, 2, 17, 1], outputs: 3, size: (1, 1), stride: 3, padding: 1),
    Case(input: [2, 3, 12, 11], outputs: 2, size: (5, 3), padding: 2),
  ]

  static let convolutions: [OperationRecord] = twoDimensional + oneDimensional + pools + imagePools + channels

  private static let twoDimensional: [OperationRecord] = cases.flatMap { item in
    [false, true].map { hasBias in
      OperationRecord(
        name: "convolved2D stride \(item.stride) padding \(item.padding)\(hasBias ? " with bias" : "")",
        inputs: [(item.input, .normal), ([item.outputs, item.input[1], item.size.0, item.size.1], .normal)]
          + (hasBias ? [([item.outputs], .normal)] : []),
        operation: { inputs in
          try inputs[0].asImages {
            try $0.convolved2D(
              weight: inputs[1], bias: hasBias ? inputs[2] : nil, stride: item.stride, padding: item.padding)
          }
        },
        reference: {
          convolution(
            $0[0], $0[1], bias: hasBias ? $0[2] : nil, (item.stride, item.stride), (item.padding, item.padding))
        })
    }
  }

  private static let oneDimensional: [OperationRecord] = [(7, 3, 1, 1), (12, 5, 2, 2), (5, 5, 1, 0), (300, 7, 3, 3)]
    .flatMap {
      length, size, stride, padding in
      [false, true].map { hasBias in
        OperationRecord(
          name: "convolved1D stride \(stride) padding \(padding)\(hasBias ? " with bias" : "")",
          inputs: [([2, 3, length], .normal), ([4, 3, size], .normal)] + (hasBias ? [([4], .normal)] : []),
          operation: {
            try $0[0].convolved1D(weight: $0[1], bias: hasBias ? $0[2] : nil, stride: stride, padding: padding)
          },
          reference: {
            let result = convolution(
              $0[0].reshaped([2, 3, 1, length]), $0[1].reshaped([4, 3, 1, size]), bias: hasBias ? $0[2] : nil,
              (1, stride),
              (0, padding))
            return result.reshaped([2, 4, result.shape[3]])
          })
      }
    }

  private static let pools: [OperationRecord] = [
    ([2, 3, 7, 6], Window(2, stride: 2)), ([1, 2, 5, 5], Window(3, stride: 1, padding: 1)),
    ([2, 9, 9], Window(3, stride: 2, padding: 1)), ([2, 3, 1, 11], Window(length: 2, stride: 2)),
    ([4, 3], Window(1)), ([2, 2, 6, 6], Window(6)),
  ].flatMap { (shape: [Int], window: Window) -> [OperationRecord] in
    [
      OperationRecord(name: "maxPooled \(window.height)×\(window.width)", inputs: [(shape, .distinct)]) {
        try $0[0].maxPooled(window)
      } reference: {
        pooled($0[0], window) { values in values.reduce(-.infinity) { max($0, $1 ?? -.infinity) } }
      },
      OperationRecord(name: "averagePooled \(window.height)×\(window.width)", inputs: [(shape, .normal)]) {
        try $0[0].averagePooled(window)
      } reference: {
        pooled($0[0], window) { values in values.reduce(0) { $0 + ($1 ?? 0) } / Double(values.count) }
      },
    ]
  }

  private static let imagePools: [OperationRecord] = [
    ([2, 3, 7, 7], Window(2, stride: 2)), ([1, 2, 5, 5], Window(3, stride: 1, padding: 1)),
    ([1, 17, 9, 9], Window(3, stride: 2, padding: 1)), ([3, 1, 1, 1], Window(1)), ([0, 2, 4, 4], Window(2)),
  ].flatMap { (shape: [Int], window: Window) -> [OperationRecord] in
    [
      OperationRecord(name: "maxPooled2D \(window.height)×\(window.width)", inputs: [(shape, .distinct)]) {
        try $0[0].asImages { try $0.maxPooled2D(window) }
      } reference: {
        pooled($0[0], window) { values in values.reduce(-.infinity) { max($0, $1 ?? -.infinity) } }
      },
      OperationRecord(name: "pixelMeans", inputs: [(shape, .normal)]) {
        try $0[0].asImages { try $0.pixelMeans().reshaped([shape[0], 1, 1, shape[1]]) }
      } reference: {
        pooled($0[0], Window(shape[2])) { values in
          values.reduce(0) { $0 + ($1 ?? 0) } / Double(values.count)
        }
      },
    ]
  }

  private static let channels: [OperationRecord] = [[2, 3, 5], [1, 1, 1], [3, 17, 2, 4], [2, 5]].flatMap {
    shape -> [OperationRecord] in
    let places = shape.dropFirst(2).reduce(1, *)
    // The place of a value among channel columns, by its place among channel planes.
    @Sendable func moved(_ index: Int) -> Int {
      (index / (shape[1] * places) * places + index % places) * shape[1] + index / places % shape[1]
    }
    return [
      OperationRecord(name: "channelColumns", inputs: [(shape, .normal)]) {
        try $0[0].channelColumns()
      } reference: { inputs in
        var result = inputs[0].reshaped([shape[0] * places, shape[1]])
        for (index, value) in inputs[0].values.enumerated() { result.values[moved(index)] = value }
        return result
      },
      OperationRecord(name: "channelPlanes", inputs: [([shape[0] * places, shape[1]], .normal)]) {
        try $0[0].channelPlanes(shape)
      } reference: { inputs in
        Reference(shape, inputs[0].values.indices.map { inputs[0].values[moved($0)] })
      },
    ]
  }

  private static func convolution(
    _ x: Reference, _ weight: Reference, bias: Reference?, _ stride: (Int, Int), _ padding: (Int, Int)
  ) -> Reference {
    let (batch, inputs, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let (outputs, kh, kw) = (weight.shape[0], weight.shape[2], weight.shape[3])
    let (oh, ow) = ((height + 2 * padding.0 - kh) / stride.0 + 1, (width + 2 * padding.1 - kw) / stride.1 + 1)
    var values: [Double] = []
    for image in 0..<batch {
      for output in 0..<outputs {
        for y in 0..<oh {
          for z in 0..<ow {
            var total = bias?.values[output] ?? 0
            for input in 0..<inputs {
              for i in 0..<kh {
                for j in 0..<kw {
                  let (row, column) = (y * stride.0 + i - padding.0, z * stride.1 + j - padding.1)
                  guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                  total +=
                    x.values[((image * inputs + input) * height + row) * width + column]
                    * weight.values[((output * inputs + input) * kh + i) * kw + j]
                }
              }
            }
            values.append(total)
          }
        }
      }
    }
    return Reference([batch, outputs, oh, ow], values)
  }

  /// `reduce` gets every place under the window, `nil` for padding.
  private static func pooled(_ x: Reference, _ window: Window, _ reduce: ([Double?]) -> Double) -> Reference {
    let (height, width) = (x.shape[x.shape.count - 2], x.columns)
    let planes = x.shape.dropLast(2).reduce(1, *)
    let oh = (height + 2 * window.paddingHeight - window.height) / window.strideHeight + 1
    let ow = (width + 2 * window.paddingWidth - window.width) / window.strideWidth + 1
    var values: [Double] = []
    for plane in 0..<planes {
      for y in 0..<oh {
        for z in 0..<ow {
          var seen: [Double?] = []
          for i in 0..<window.height {
            for j in 0..<window.width {
              let row = y * window.strideHeight + i - window.paddingHeight
              let column = z * window.strideWidth + j - window.paddingWidth
              let isInside = (0..<height).contains(row) && (0..<width).contains(column)
              seen.append(isInside ? x.values[(plane * height + row) * width + column] : nil)
            }
          }
          values.append(reduce(seen))
        }
      }
    }
    return Reference(x.shape.dropLast(2) + [oh, ow], values)
  }
}
