import Tensors
import Testing

struct DropoutTests {
  private func stream(_ seed: UInt64 = 3) -> RandomStream { RandomStream(seed: seed, name: "dropout") }

  /// 200,000 draws: the share that is dropped lies within five deviations of the probability.
  @Test(arguments: [Float(0.01), 0.1, 0.5, 0.9, 0.999])
  func shareAndScale(_ probability: Float) throws {
    let count = 200_000
    let values = try Tensor.full([count], 2).dropout(probability, random: stream()).values
    let dropped = values.count { $0 == 0 }
    let p = Double(probability)
    #expect(abs(Double(dropped) - p * Double(count)) < 5 * (Double(count) * p * (1 - p)).squareRoot())
    #expect(values.allSatisfy { $0 == 0 || abs($0 - 2 / (1 - probability)) <= 1e-6 * $0 })
  }

  /// Neighbours are dropped independently: the share of pairs that are both dropped is p².
  @Test func neighbours() throws {
    let values = try Tensor.full([200_000], 1).dropout(0.5, random: stream()).values
    for distance in [1, 2, 16, 64, 300] {
      let both = zip(values, values.dropFirst(distance)).count { $0 == 0 && $1 == 0 }
      #expect(abs(Double(both) / Double(values.count) - 0.25) < 0.006)
    }
  }

  @Test func gradientHasTheSameMask() throws {
    let x = Parameter(Tensor.full([40_000], 3))
    let result = try x.tensor.dropout(0.3, random: stream())
    try result.backward(from: Tensor.full([40_000], 3))
    #expect(x.gradient?.values == result.values)
  }

  @Test func followsFromTheStream() throws {
    let x = Tensor.full([1_000], 1)
    let random = stream()
    let (first, second) = (try x.dropout(0.5, random: random).values, try x.dropout(0.5, random: random).values)
    #expect(first != second)
    #expect(try x.dropout(0.5, random: stream()).values == first)
    #expect(try x.dropout(0.5, random: stream(4)).values != first)
    #expect(try x.dropout(0, random: stream()).values == x.values)
  }

  /// Attention is linear in the values, so that their gradient g satisfies ⟨g, v⟩ = ⟨upstream, result⟩ exactly; for queries
  /// and keys central differences of the engine itself, with a step of 0.01 and a tolerance of 1%.
  @Test func attentionWeights() throws {
    let sequences = Segments(lengths: [4, 3])
    let random = RandomStream(seed: 5, name: "inputs")
    func normal() -> Tensor { Tensor.filled([7, 6]) { for index in $0.indices { $0[index] = random.normal() } } }
    let parameters = (0..<3).map { _ in Parameter(normal()) }
    let upstream = normal()
    func attention(_ inputs: [Tensor]) throws -> Tensor {
      try inputs[0].attention(
        keys: inputs[1], values: inputs[2], sequences: sequences, heads: 2, dropout: (0.4, stream()))
    }
    func loss(_ inputs: [Tensor]) throws -> Double {
      zip(try attention(inputs).values, upstream.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let inputs = parameters.map(\.value)
    try attention(parameters.map(\.tensor)).backward(from: upstream)
    let gradients = try parameters.map { try #require($0.gradient).values }

    let product = zip(gradients[2], inputs[2].values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(product - (try loss(inputs))) < 1e-4)
    for index in 0..<2 {
      let expected = try (0..<42).map { position in
        try [Float(0.01), -0.01].map { step in
          var moved = inputs
          var values = inputs[index].values
          values[position] += step
          moved[index] = try Tensor(values, shape: [7, 6])
          return try loss(moved)
        }.reduce(0) { $1 - $0 } / -0.02
      }
      expectClose(gradients[index], expected, 0.01)
    }
  }
}
