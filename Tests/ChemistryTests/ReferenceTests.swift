import Chemistry
import Testing

@Suite("Equal to RDKit's Python")
struct ReferenceTests {
  /// Sums of a few dozen terms may differ in the last digits.
  static let tolerance = 1e-9

  @Test func theTableIsThere() {
    #expect(Reference.molecules.count > 200)
    #expect(Molecule.rdkitVersion == "2022.09.3")
  }

  @Test(arguments: Reference.molecules)
  func identity(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    #expect(molecule.atomCount == reference.ogbAtoms.count)
    #expect(try molecule.canonicalSMILES == reference.canonical)
    #expect(try molecule.scaffold == reference.scaffold)
    #expect(try molecule.formula == reference.formula)
    #expect(abs(try molecule.exactMass - reference.exactMass) < Self.tolerance)
  }

  @Test(arguments: Reference.molecules)
  func inchiKey(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    if reference.inchiKey.isEmpty {
      #expect(throws: MoleculeError.self) { try molecule.inchiKey }
    } else {
      #expect(try molecule.inchiKey == reference.inchiKey)
      #expect(try molecule.inchiKeySkeleton == reference.inchiKey.prefix(14))
    }
  }

  @Test(arguments: Reference.molecules)
  func descriptors(_ reference: Reference) throws {
    let found = try Molecule(smiles: reference.smiles).descriptors()
    #expect(abs(found.molecularWeight - reference.molecularWeight) < Self.tolerance)
    #expect(abs(found.logP - reference.logP) < Self.tolerance)
    #expect(abs(found.topologicalPolarSurfaceArea - reference.topologicalPolarSurfaceArea) < Self.tolerance)
    #expect(found.hydrogenBondDonors == reference.hydrogenBondDonors)
    #expect(found.hydrogenBondAcceptors == reference.hydrogenBondAcceptors)
    #expect(found.rotatableBonds == reference.rotatableBonds)
    #expect(found.ringCount == reference.ringCount)
    #expect(found.chiralCenters == reference.chiralCenters)
    #expect(abs(found.quantitativeEstimateOfDruglikeness - reference.druglikeness) < Self.tolerance)
  }

  @Test(arguments: Reference.molecules)
  func fingerprints(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    #expect(try molecule.morganFingerprint().onBits == reference.morgan)
    #expect(
      try molecule.morganFingerprint(radius: 3, bits: 500, useChirality: true).onBits == reference.chiralMorgan)
  }

  @Test(arguments: Reference.molecules, GraphFeatures.allCases)
  func graph(_ reference: Reference, _ features: GraphFeatures) throws {
    let graph = try Molecule(smiles: reference.smiles).graph(features: features)
    let (atoms, bonds) =
      features == .ogb
      ? (reference.ogbAtoms, reference.ogbBonds) : (reference.releasedAtoms, reference.releasedBonds)
    let edges = zip(reference.bonds, bonds)
      .flatMap { ends, codes in
        [(source: ends[0], destination: ends[1], codes: codes), (ends[1], ends[0], codes)]
      }
      .sorted { ($0.destination, $0.source) < ($1.destination, $1.source) }
    #expect(graph.atomCodes == atoms.flatMap { $0 })
    #expect(graph.bondCodes == edges.flatMap(\.codes))
    #expect(graph.sources.map(Int.init) == edges.map(\.source))
    let destinations = (0..<graph.atomCount).flatMap { atom in
      (graph.incomingOffsets[atom]..<graph.incomingOffsets[atom + 1]).map { _ in atom }
    }
    #expect(destinations == edges.map(\.destination))
    #expect(atoms.allSatisfy { zip($0, features.atomVocabulary).allSatisfy { $0 < $1 } })
    #expect(bonds.allSatisfy { zip($0, features.bondVocabulary).allSatisfy { $0 < $1 } })
  }

  @Test(arguments: Reference.molecules)
  func spellingDoesNotMatter(_ reference: Reference) throws {
    let molecule = try Molecule(smiles: reference.smiles)
    for seed in 0..<UInt64(5) {
      let spelling = try molecule.randomizedSMILES(seed: seed)
      #expect(try molecule.randomizedSMILES(seed: seed) == spelling)
      let again = try Molecule(smiles: spelling)
      #expect(try again.canonicalSMILES == reference.canonical, "\(spelling)")
      #expect((try? again.inchiKey) == (try? molecule.inchiKey), "\(spelling)")
    }
  }
}
