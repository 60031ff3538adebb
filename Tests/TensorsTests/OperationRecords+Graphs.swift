import Foundation
import Tensors

extension OperationRecord {
  /// Sizes of groups: some empty, one, all in one, many.
  static let groupings = [[2, 0, 3, 1], [1], [5], [0, 0, 4], [0], (0..<60).map { $0 % 5 }]

  static let segments: [OperationRecord] = groupings.flatMap { lengths -> [OperationRecord] in
    let segments = Segments(lengths: lengths)
    return (lengths.count > 50 ? [300] : [1, 17]).flatMap { columns -> [OperationRecord] in
      let shape = [segments.rowCount, columns]
      func record(
        _ name: String, _ values: Values, _ operation: @escaping @Sendable (Tensor) throws -> Tensor,
        empty: Double = 0, _ reduce: @escaping @Sendable ([Double]) -> Double
      ) -> OperationRecord {
        OperationRecord(name: "\(name) \(lengths.prefix(5))", inputs: [(shape, values)]) {
          try operation($0[0])
        } reference: { inputs in
          Reference(rows: lengths.count, columns: columns) { group, column in
            let values = segments[group].map { inputs[0][$0, column] }
            return values.isEmpty ? 0 : reduce(values)
          }
        }
      }
      return [
        record("segmentSum", .normal, { try $0.segmentSum(segments) }) { $0.reduce(0, +) },
        record("segmentMean", .normal, { try $0.segmentMean(segments) }) { $0.reduce(0, +) / Double($0.count) },
        record("segmentMax", .distinct, { try $0.segmentMax(segments) }) { $0.reduce(-.infinity, max) },
        OperationRecord(name: "segmentSoftmax \(lengths.prefix(5))", inputs: [(shape, .normal)]) {
          try $0[0].segmentSoftmax(segments)
        } reference: { inputs in
          var result = inputs[0]
          for group in lengths.indices {
            for column in 0..<columns {
              let values = logSoftmax(segments[group].map { inputs[0][$0, column] })
              for (row, value) in zip(segments[group], values) { result.values[row * columns + column] = exp(value) }
            }
          }
          return result
        },
      ]
    }
  }

  private static let manySources: [[Int32]] = (0..<129).map { (node: Int) -> [Int32] in
    (0..<node % 4).map { (edge: Int) -> Int32 in Int32((3 * node + 50 * edge) % 129) }
  }

  /// Graphs by the sources of the edges into each node.
  private static let graphs: [(name: String, sources: [[Int32]])] = [
    ("a ring", [[1, 2], [0, 2], [0, 1]]),
    ("a single node", [[]]),
    ("no edges", [[], [], []]),
    ("an edge to itself, one twice, a lone node", [[0, 1, 1], [], [2]]),
    ("many", manySources),
  ]

  static let neighborhoods: [OperationRecord] =
    graphs.flatMap { name, sources -> [OperationRecord] in
      let lengths = sources.map(\.count)
      let edges = sources.flatMap { $0 }
      let codes = edges.indices.map { Int32($0 % 3) }
      let width = sources.count > 100 ? 300 : 5
      return [(false, Float(0), Activation.identity), (false, 1.5, .relu), (true, 0, .relu), (true, -0.5, .identity)]
        .map {
          isWeighted, selfWeight, activation in
          let weights = isWeighted ? edges.indices.map { 0.25 + 0.5 * Float($0 % 4) } : nil
          return OperationRecord(
            name: "aggregate \(activation) self \(selfWeight)\(isWeighted ? " weighted" : "") over \(name)",
            inputs: [([sources.count, width], .normal), ([3, width], .normal)],
            operation: { inputs in
              let neighborhood = try Neighborhood(
                incoming: Segments(lengths: lengths), sources: edges, codes: codes, weights: weights)
              return try neighborhood.aggregate(
                inputs[0], table: inputs[1], selfWeight: selfWeight, activation: activation)
            },
            reference: { inputs in
              let incoming = Segments(lengths: lengths)
              return Reference(rows: sources.count, columns: width) { node, column in
                Double(selfWeight) * inputs[0][node, column]
                  + total(incoming[node]) { edge in
                    let message = inputs[0][Int(edges[edge]), column] + inputs[1][Int(codes[edge]), column]
                    return Double(weights?[edge] ?? 1) * (activation == .relu ? max(0, message) : message)
                  }
              }
            })
        }
    } + learnedSelfWeights + attended + heads

  private static let learnedSelfWeights: [OperationRecord] = graphs.map { name, sources in
    let (lengths, edges) = (sources.map(\.count), sources.flatMap { $0 })
    return OperationRecord(
      name: "aggregate with a learned self weight over \(name)",
      inputs: [([sources.count, 7], .normal), ([1, 7], .normal), ([1], .normal)],
      operation: { inputs in
        try Neighborhood(incoming: Segments(lengths: lengths), sources: edges, codes: edges.map { _ in 0 }).aggregate(
          inputs[0], table: inputs[1], selfWeight: 1, selfAddition: inputs[2], activation: .relu)
      },
      reference: { inputs in
        let incoming = Segments(lengths: lengths)
        return Reference(rows: sources.count, columns: 7) { node, column in
          (1 + inputs[2].values[0]) * inputs[0][node, column]
            + total(incoming[node]) { max(0, inputs[0][Int(edges[$0]), column] + inputs[1][0, column]) }
        }
      })
  }

  private static let attended: [OperationRecord] = graphs.map { name, sources in
    let (lengths, edges) = (sources.map(\.count), sources.flatMap { $0 })
    let codes = edges.indices.map { Int32($0 % 3) }
    let (heads, width) = sources.count > 100 ? (4, 75) : (2, 3)
    let columns = heads * width
    return OperationRecord(
      name: "attend over \(name)",
      inputs: [([sources.count, columns], .normal), ([3, columns], .normal), ([edges.count, heads], .normal)],
      operation: { inputs in
        try Neighborhood(incoming: Segments(lengths: lengths), sources: edges, codes: codes).attend(
          inputs[0], table: inputs[1], attention: inputs[2])
      },
      reference: { inputs in
        let incoming = Segments(lengths: lengths)
        return Reference(rows: sources.count, columns: columns) { node, column in
          total(incoming[node]) { edge in
            inputs[2][edge, column / width]
              * (inputs[0][Int(edges[edge]), column] + inputs[1][Int(codes[edge]), column])
          }
        }
      })
  }

  private static let heads: [OperationRecord] = [(1, 1, 1), (5, 3, 4), (0, 2, 3), (129, 4, 75)].flatMap {
    rows, heads, width -> [OperationRecord] in
    [
      OperationRecord(name: "headDots", inputs: [([rows, heads * width], .normal), ([heads, width], .normal)]) {
        try $0[0].headDots($0[1])
      } reference: { inputs in
        Reference(rows: rows, columns: heads) { row, head in
          total(0..<width) { inputs[0][row, head * width + $0] * inputs[1][head, $0] }
        }
      }
    ]
  }

  /// Packed attention against attention over sequences padded to one length, whose padding a mask takes out.
  static let attentions: [OperationRecord] = [
    ([3], 1, 1), ([1], 1, 4), ([5, 2], 2, 3), ([4, 0, 1], 4, 2), ([0], 2, 2), ([33, 17, 60], 4, 8),
  ].map { (lengths: [Int], heads: Int, width: Int) in
    let sequences = Segments(lengths: lengths)
    let (tokens, columns) = (sequences.rowCount, heads * width)
    return OperationRecord(
      name: "attention of \(lengths) with \(heads) heads",
      inputs: Array(repeating: ([tokens, columns], .normal), count: 3),
      operation: { try $0[0].attention(keys: $0[1], values: $0[2], sequences: sequences, heads: heads) },
      reference: { inputs in
        let longest = lengths.max() ?? 0
        var result = Reference([tokens, columns], Array(repeating: 0, count: tokens * columns))
        for sequence in lengths.indices {
          let range = sequences[sequence]
          func padded(_ input: Reference, _ place: Int, _ column: Int) -> Double {
            place < range.count ? input[range.lowerBound + place, column] : 1e3
          }
          for head in 0..<heads {
            let part = head * width..<(head + 1) * width
            for place in 0..<range.count {
              let logits = (0..<longest).map { key -> Double in
                guard key < range.count else { return -.infinity }
                return total(part) { padded(inputs[0], place, $0) * padded(inputs[1], key, $0) }
                  / Double(width).squareRoot()
              }
              let weights = logSoftmax(logits).map(exp)
              for column in part {
                result.values[(range.lowerBound + place) * columns + column] = total(0..<longest) {
                  weights[$0] * padded(inputs[2], $0, column)
                }
              }
            }
          }
        }
        return result
      })
  }
}
