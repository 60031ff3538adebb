import Chemistry
import Foundation
import GraphEncoders
import Tensors
import TestSupport
import Testing

/// What a readout is told of a molecule's atoms.
struct CompositionTests {
  private static let molecules = ["CCO", "O", "[NH4+]", "FC(F)(F)c1ccccc1[Se]C", "CC(=O)[O-].[Na+]"]

  @Test func massesOfElementsAddUpToRDKitsExactMass() throws {
    for smiles in ["CCO", "CC(=O)Oc1ccccc1C(=O)O", "BrC(Cl)(F)I", "CS(=O)(=O)P"] {
      let molecule = try Molecule(smiles: smiles)
      let atoms = try molecule.graph(features: .ogb).atomCodes
      let mass = stride(from: 0, to: atoms.count, by: 9).reduce(0.0) { sum, atom in
        sum + ElementMass.mostCommonIsotope[Int(atoms[atom]) + 1]
          + Double(atoms[atom + 4]) * ElementMass.mostCommonIsotope[1]
      }
      #expect(abs(mass - (try molecule.exactMass)) < 1e-6, "\(smiles)")
    }
    #expect(ElementMass.mostCommonIsotope[0] == 0 && ElementMass.mostCommonIsotope.count == 119)
  }

  /// cos a cos b + sin a sin b = cos(a − b), at every wavelength.
  @Test func productsOfWavesAreCosinesOfTheDifference() {
    let waves = { (mass: Double) in
      [Float](unsafeUninitializedCapacity: MassWaves.count) { numbers, count in
        MassWaves.write(mass, to: UnsafeMutableBufferPointer(rebasing: numbers[..<MassWaves.count]))
        count = MassWaves.count
      }
    }
    for (a, b) in [(180.0423, 180.0423), (180.0423, 180.0433), (180.0423, 194.0579), (18.0106, 900.5)] {
      let product = zip(waves(a), waves(b)).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      let expected = MassWaves.wavelengths.reduce(0) { $0 + cos(2 * .pi * (a - b) / $1) }
      #expect(abs(product - expected) < 1e-5, "\(a) and \(b)")
    }
  }

  /// With weights of 1 for one column of the composition and 0 elsewhere, the readout gives that column.
  @Test(arguments: encoderIDs)
  func theReadoutSeesCountsAndMass(_ id: String) throws {
    let encoder = try makeEncoder(
      id, small.merging(["composition": true, "readoutLayers": 1, "outputDimensions": 1]) { $1 })
    let (_, weight) = try #require(encoder.namedParameters.first { $0.name == "readout.0.weight" })
    let width = 8
    // Hydrogen, carbon, oxygen, fluorine, other elements, the charge; then the sine and cosine at 1,024 Da.
    let expected: [(column: Int, values: [Float])] = [
      (0, [6, 2, 4, 7, 3].map { $0 / 20 }), (1, [2, 0, 0, 8, 2].map { $0 / 20 }), (3, [1, 1, 0, 0, 2].map { $0 / 4 }),
      (4, [0, 0, 0, 3, 0].map { $0 / 4 }), (11, [0, 0, 0, 1, 1]), (12, [0, 0, 1, 0, 0]),
    ]
    let graphs = try batch(Self.molecules)
    let read = { (column: Int) in
      let values = Tensor.filled(weight.value.shape) { values in
        values.update(repeating: 0)
        values[width + column] = 1
      }
      try weight.assign(values)
      return try encoder(graphs, mode: .inference)
    }
    // None of them holds silicon.
    let bias = try read(5).values[0]
    for (column, values) in expected {
      let found = try read(column).values.map { $0 - bias }
      expectClose(found, values, 1e-5, "column \(column)")
    }
    let masses = try Self.molecules.map { try Molecule(smiles: $0).exactMass }
    let sines = try read(13 + MassWaves.count - 2).values.map { $0 - bias }
    expectClose(sines, masses.map { Float(cos(2 * .pi * ($0 / 1024 - 0.25))) }, 1e-4, "the longest wave")
  }

  @Test func featuresWithoutHydrogensAreRefused() throws {
    let error = #expect(throws: GraphEncoderError.self) {
      try makeEncoder("gin", small.merging(["composition": true]) { $1 }, features: .released)
    }
    #expect(error?.description.contains("graph.features") == true)
  }
}
