import ACML
import Chemistry
import GraphEncoders
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// What the protocol promises, for every encoder of the plugin.
struct GraphEncoderLawTests {
  /// Water and a chloride are single atoms; the third has four components, two of them without a bond.
  static let molecules = [
    "O", "[Cl-]", "[Na+].[Cl-].CCO.O", "CC(=O)Oc1ccccc1C(=O)O", "C/C=C\\C", "N[C@@H](C)C(=O)O", "C#N",
  ]

  @Test func registersItsEncoders() {
    #expect(catalog.graphEncoders.map(\.component.id) == encoderIDs)
    #expect(catalog.problems.isEmpty)
  }

  @Test(arguments: encoderIDs, GraphFeatures.allCases)
  func anyMoleculeIsEncodedAloneAsInABatch(_ id: String, _ features: GraphFeatures) throws {
    let encoder = try makeEncoder(id, small, features: features)
    let together = try encoder(batch(Self.molecules, features: features), mode: .inference)
    #expect(together.shape == [Self.molecules.count, encoder.embeddingDimensions])
    for (index, smiles) in Self.molecules.enumerated() {
      let alone = try encoder(batch([smiles], features: features), mode: .inference)
      expectClose(alone, try together.rows(index..<index + 1), Tolerance.result, smiles)
    }
  }

  @Test(arguments: encoderIDs, [["O"], ["[Cl-]", "[Na+]"], ["C"], ["O.O"], ["CC"]])
  func trainsOnSingleAtomsAndOnABatchOfOne(_ id: String, _ smiles: [String]) throws {
    let encoder = try makeEncoder(id, small.merging(["dropout": 0.2]) { $1 })
    let mode = Mode.training(RandomStream(seed: 3, name: "dropout"))
    let embedding = try encoder(batch(smiles), mode: mode)
    #expect(embedding.shape == [smiles.count, 5])
    try embedding.sum().backward()
    for (name, parameter) in encoder.namedParameters {
      if let gradient = parameter.gradient { #expect(gradient.isFinite, "\(name)") }
      // Only what tells bonds apart may be untouched where there are none.
      #expect(parameter.gradient != nil || name.contains(".bonds") || name.contains(".edge"), "\(name)")
    }
  }

  @Test(
    arguments: encoderIDs,
    [
      ("CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1c(OC(C)=O)cccc1"), ("N[C@@H](C)C(=O)O", "C[C@H](N)C(=O)O"),
      ("[Na+].[Cl-].CCO", "OCC.[Cl-].[Na+]"),
    ])
  func orderOfAtomsDoesNotMatter(_ id: String, _ spellings: (String, String)) throws {
    let encoder = try makeEncoder(id, small)
    // RDKit's chirality tag counts the neighbours in the order of the text, so it differs between spellings: left out.
    let (first, second) = (spellings.0.replacing("@", with: ""), spellings.1.replacing("@", with: ""))
    let embeddings = try encoder(batch([first, second]), mode: .inference)
    expectClose(try embeddings.rows(0..<1), try embeddings.rows(1..<2), Tolerance.result)
  }

  /// With residual states where the pooling is the double one.
  @Test(arguments: encoderIDs, ["sum", "mean", "max", "mean-sum"])
  func gradientMatchesFiniteDifferences(_ id: String, _ pooling: String) throws {
    let encoder = try makeEncoder(
      id, small.merging(["pooling": pooling, "residual": pooling == "mean-sum"]) { $1 })
    let graphs = try batch(["CC(=O)Oc1ccccc1C(=O)O", "C/C=C\\C", "O", "[Na+].[Cl-]"])
    let random = RandomStream(seed: 11, name: "direction")
    // Parameters that begin at 0 or 1 would hide mistakes.
    for parameter in encoder.parameters { shift(parameter, by: parameter.shape.noise(random), 0.1) }
    let weight = [4, 5].noise(random)
    let loss = { try (encoder(graphs, mode: .training(RandomStream(seed: 5, name: "dropout"))) * weight).sum() }

    try loss().backward()
    let directions = encoder.parameters.map { $0.shape.noise(random) }
    var expected = 0.0
    for (parameter, direction) in zip(encoder.parameters, directions) {
      let gradient = try #require(parameter.gradient)
      for (slope, step) in zip(gradient.values, direction.values) { expected += Double(slope) * Double(step) }
    }
    // Central differences along one random direction of all parameters; the step keeps most ReLUs on their side.
    let step: Float = 2e-4
    let move = { (factor: Float) in
      for (parameter, direction) in zip(encoder.parameters, directions) { shift(parameter, by: direction, factor) }
    }
    move(step)
    let above = Double(try loss().scalar())
    move(-2 * step)
    let below = Double(try loss().scalar())
    let found = (above - below) / Double(2 * step)
    #expect(abs(found - expected) <= 0.03 * max(1, abs(expected)), "\(found), by backward \(expected)")
  }

  @Test(arguments: encoderIDs)
  func sameSeedSameEmbedding(_ id: String) throws {
    let graphs = try batch(Self.molecules)
    let run = { (seed: UInt64) in
      let encoder = try makeEncoder(id, ["hiddenDimensions": 16], seed: seed)
      return try encoder(graphs, mode: .training(RandomStream(seed: 1, name: "dropout"))).values
    }
    #expect(try run(1) == run(1))
    #expect(try run(1) != run(2))
  }

  @Test func otherFeaturesAreRefused() throws {
    let encoder = try makeEncoder("gin", small)
    #expect(throws: GraphEncoderError.features(found: .released, expected: .ogb)) {
      try encoder(batch(["CCO"], features: .released), mode: .inference)
    }
  }

  @Test func headsMustDivideTheWidth() {
    #expect(throws: InvalidConfiguration.self) { try makeEncoder("gat", ["hiddenDimensions": 10, "heads": 4]) }
  }

  @Test func namesOfParametersStay() throws {
    let encoder = try makeEncoder("gin", small.merging(["layers": 1]) { $1 })
    #expect(
      encoder.namedState.map(\.name) == [
        "atoms.weight", "layers.0.bonds.weight", "layers.0.epsilon", "layers.0.hidden.weight", "layers.0.hidden.bias",
        "layers.0.normalization.weight", "layers.0.normalization.bias", "layers.0.normalization.running_mean",
        "layers.0.normalization.running_var", "layers.0.output.weight", "layers.0.output.bias",
        "normalizations.0.weight", "normalizations.0.bias", "normalizations.0.running_mean",
        "normalizations.0.running_var", "readout.0.weight", "readout.0.bias", "readout.1.weight", "readout.1.bias",
      ])
  }
}

extension [Int] {
  /// Standard normal numbers of this shape.
  func noise(_ random: RandomStream) -> Tensor {
    Tensor.filled(self) { values in for index in values.indices { values[index] = random.normal() } }
  }
}

/// Adds a multiple of a direction to a parameter.
func shift(_ parameter: Parameter, by direction: Tensor, _ factor: Float) {
  parameter.withMutableValue { value in
    for (index, step) in direction.values.enumerated() { value[index] += factor * step }
  }
}
