import Chemistry
import Experiments
import Files
import Foundation
import Testing

struct GraphStoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let text = "smiles\nCCO\nc1ccccc1\nOCC\nxx\nCCO\nC[C@H](N)C(=O)O\n[Na+].[Cl-]\n"

  private func dataset(_ text: String = Self.text) throws -> Dataset {
    try Dataset(reading: folder.write(text, to: "molecules.csv"), options: .init(onInvalid: .mark))
  }

  private func store(_ dataset: Dataset, _ features: GraphFeatures = .ogb) throws -> GraphStore {
    try GraphStore(dataset, features: features, root: folder.url)
  }

  /// So many molecules of two kinds of atoms in a row.
  private func chains(_ count: Int) throws -> Dataset {
    let smiles = (0..<count).map { String(repeating: "C", count: 1 + $0 % 40) + String(repeating: "N", count: $0 / 40) }
    return try dataset("smiles\n" + smiles.joined(separator: "\n"))
  }

  private var file: URL {
    get throws {
      let name = try #require(folder.graphs.first)
      return folder.url.appending(path: "graphs/\(name)")
    }
  }

  /// A batch from the store is that of the graphs themselves, made now and taken again.
  @Test(arguments: GraphFeatures.allCases)
  func batchesAreThoseOfTheGraphs(_ features: GraphFeatures) throws {
    let dataset = try dataset()
    let rows = [6, 0, 1, 5, 4]
    let expected = try GraphBatch(
      rows.map { try #require(try dataset.molecule(at: $0)).canonicalized().graph(features: features) })
    for isNew in [true, false] {
      let store = try store(dataset, features)
      #expect(store.isNew == isNew)
      // Two rows of one spelling share a graph; the placeholder has none.
      #expect(store.count == 5)
      #expect(dataset.rows.indices.map(store.has) == [true, true, true, false, true, true, true])
      let batch = try store.batch(rows)
      #expect(batch.features == features)
      #expect(batch.atomFeatures == expected.atomFeatures)
      #expect(batch.bondFeatures == expected.bondFeatures)
      #expect(batch.sources == expected.sources)
      #expect(batch.destinations == expected.destinations)
      #expect(batch.atomOffsets == expected.atomOffsets)
      #expect(batch.edgeOffsets == expected.edgeOffsets)
      #expect(batch.graphOfAtom == expected.graphOfAtom)
    }
  }

  /// Made beside other work, a store gives the same batches before its file is there as afterwards, and the same file.
  @Test func whatIsMadeBesideIsTheSame() throws {
    let dataset = try chains(1000)
    let rows = Array(stride(from: 0, to: 1000, by: 7))
    let beside = try GraphStore(dataset, features: .ogb, root: folder.url, making: .beside)
    #expect(beside.isNew)
    let early = try beside.batch(rows)
    try beside.finish()
    let bytes = try Data(contentsOf: file)
    #expect(beside.byteCount == bytes.count)
    let late = try beside.batch(rows)
    try FileManager.default.removeItem(at: file)
    let first = try store(dataset).batch(rows)
    for other in [late, first] {
      #expect(early.atomFeatures == other.atomFeatures)
      #expect(early.bondFeatures == other.bondFeatures)
      #expect(early.sources == other.sources)
      #expect(early.edgeOffsets == other.edgeOffsets)
      #expect(early.graphOfAtom == other.graphOfAtom)
    }
    #expect(try Data(contentsOf: file) == bytes)
  }

  /// A store that nobody needs any more stops its work, and leaves either the whole file or nothing.
  @Test func aStoreThatIsGivenUpLeavesNothingHalf() throws {
    let dataset = try chains(4000)
    _ = try GraphStore(dataset, features: .ogb, root: folder.url, making: .beside)
    #expect(folder.graphs.isEmpty || (folder.graphs.count == 1 && folder.graphs[0].hasSuffix(".graphs")))
    #expect(try store(dataset).count == 4000)
  }

  /// Where the file can't be written, batches are made all the same, and the end says why.
  @Test func batchesDoWithoutAFile() throws {
    try folder.write("a file where the folder should be", to: "graphs")
    let dataset = try dataset()
    let store = try GraphStore(dataset, features: .ogb, root: folder.url, making: .beside)
    #expect(try store.batch([0, 1]).graphCount == 2)
    #expect(throws: FileError.self) { try store.finish() }
    #expect(try store.batch([0, 1]).graphCount == 2)
  }

  @Test func otherMoleculesAndFeaturesHaveAFileOfTheirOwn() throws {
    let first = try store(dataset())
    let others = [try store(dataset("smiles\nCCO\n")), try store(dataset(), .released)]
    #expect(Set([first.path] + others.map(\.path)).count == 3)
    #expect(others.allSatisfy { $0.isNew })
    // The same molecules from a file with other columns.
    #expect(try !store(dataset("name,smiles\na,CCO\n")).isNew)
  }

  /// Whatever is damaged in a file, it is noticed and the graphs are made anew.
  @Test func damagedFilesAreMadeAnew() throws {
    let dataset = try dataset()
    _ = try store(dataset)
    let whole = try Data(contentsOf: file)
    for place in [0, 9, 20, 70, whole.count - 20, whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 0x5a
      try damaged.write(to: file)
      #expect(try store(dataset).isNew, "byte \(place)")
      #expect(try Data(contentsOf: file) == whole)
    }
    for length in [0, 3, 64, whole.count - 1] {
      try whole.prefix(length).write(to: file)
      #expect(try store(dataset).isNew, "\(length) bytes")
    }
  }

  /// A molecule of 20 heavy atoms, the mean of drug-like sets, takes less than 400 bytes with its place in the index.
  @Test func bytesAMolecule() throws {
    let store = try store(dataset("smiles\nCC(=O)Nc1ccc(S(=O)(=O)NC2CCCCC2)cc1\n"))
    #expect(store.byteCount - 68 < 250)
  }

  @Test func anInterruptedMakingLeavesNothing() throws {
    struct Stop: Error {}
    let dataset = try dataset()
    #expect(throws: Stop.self) {
      try GraphStore(dataset, features: .ogb, root: folder.url) { _ in throw Stop() }
    }
    #expect(folder.graphs.isEmpty)
  }
}

extension TemporaryFolder {
  fileprivate var graphs: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: "graphs").path)) ?? []
  }
}
