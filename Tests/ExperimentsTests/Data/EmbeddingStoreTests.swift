import Experiments
import Files
import Foundation
import Testing

struct EmbeddingStoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func store(_ fingerprint: String = "encoder-1", dimensions: Int = 3) throws -> EmbeddingStore {
    try EmbeddingStore(root: folder.url, fingerprint: fingerprint, dimensions: dimensions)
  }

  private static let keys = ["C", "CC", "CCC"].map { EmbeddingKey(smiles: $0) }
  private static let rows: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  private func fill(_ store: EmbeddingStore) throws {
    try Self.rows.withUnsafeBufferPointer { try store.append(Self.keys, rows: $0) }
    try store.flush()
  }

  @Test func rowsAreFoundAgain() throws {
    let first = try store()
    #expect(try first.lookup(Self.keys).allSatisfy { $0 == nil })
    try fill(first)
    #expect(first.statistics.added == 3)
    let second = try store()
    let places = try second.lookup([Self.keys[2], EmbeddingKey(smiles: "N"), Self.keys[0]])
    #expect(places.map { $0.map { Array(second.values(at: $0)) } } == [[7, 8, 9], nil, [1, 2, 3]])
    #expect(second.statistics.taken == 2)
    #expect(second.statistics.added == 0)
    #expect(second.warnings.isEmpty)
  }

  @Test func anotherEncoderFindsNothing() throws {
    try fill(try store())
    #expect(try store("encoder-2").count == 0)
    #expect(try store(dimensions: 4).count == 0)
    #expect(try store().count == 3)
  }

  @Test func pendingRowsAreFoundAndKnownOnesNotWrittenTwice() throws {
    let store = try store()
    try Self.rows.withUnsafeBufferPointer { try store.append(Self.keys, rows: $0) }
    #expect(try store.lookup(Self.keys).allSatisfy { $0 != nil })
    try fill(store)
    #expect(store.statistics.added == 3)
  }

  @Test func keysTellPayloadsApart() {
    let keys: [EmbeddingKey] = [
      .init(smiles: "C"), .init(smiles: "C", payload: []), .init(smiles: "C", payload: [1]), .init(smiles: "C\u{1}"),
      .init(smiles: "", payload: [67]),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func segmentsOfSeveralWritersAreUnited() throws {
    let stores = [try store(), try store()]
    for (index, store) in stores.enumerated() {
      let row: [Float] = [Float(index), 0, 0]
      try row.withUnsafeBufferPointer { try store.append([EmbeddingKey(smiles: "\(index)")], rows: $0) }
      try store.flush()
    }
    #expect(try store().count == 2)
  }

  @Test func rowsThatAreNotFiniteAreRefused() throws {
    let store = try store(dimensions: 1)
    #expect(throws: DataError.notFinite(table: "encoder's output", row: 1)) {
      try [1, Float.nan].withUnsafeBufferPointer {
        try store.append([EmbeddingKey(smiles: "C"), EmbeddingKey(smiles: "CC")], rows: $0)
      }
    }
    #expect(throws: DataError.self) {
      try Self.rows.withUnsafeBufferPointer { try store.append(Self.keys, rows: $0) }
    }
  }

  @Test func aSegmentCutAtAnyPlaceIsPassedOver() throws {
    let store = try store()
    try fill(store)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: store.folder.path).first)
    let file = store.folder.appending(path: name)
    let whole = try Data(contentsOf: file)
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: file)
      let damaged = try self.store()
      #expect(damaged.count == 0, "cut to \(length) bytes")
      #expect(damaged.warnings.count == 1, "cut to \(length) bytes")
    }
  }

  @Test func aDamagedByteIsNeverTakenForData() throws {
    let store = try store()
    try fill(store)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: store.folder.path).first)
    let file = store.folder.appending(path: name)
    let whole = try Data(contentsOf: file)
    for place in 0..<whole.count {
      var bytes = whole
      bytes[place] ^= 0x10
      try bytes.write(to: file)
      let damaged = try self.store()
      let found = try damaged.lookup(Self.keys).enumerated().compactMap { index, location in
        location.map { (index, Array(damaged.values(at: $0))) }
      }
      for (index, values) in found { #expect(values == Array(Self.rows[(3 * index)..<(3 * index + 3)])) }
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    try folder.write("a file", to: "blocked")
    let store = try EmbeddingStore(
      root: folder.url.appending(path: "blocked"), fingerprint: "encoder-1", dimensions: 3)
    #expect(throws: FileError.self) { try fill(store) }
  }

  @Test(arguments: [
    (["ACML_STORE": "/own", "XDG_CACHE_HOME": "/cache", "HOME": "/me"], "/own"),
    (["ACML_STORE": "", "XDG_CACHE_HOME": "/cache", "HOME": "/me"], "/cache/acml/embeddings"),
    (["XDG_CACHE_HOME": "", "HOME": "/me"], "/me/.cache/acml/embeddings"),
  ])
  func defaultFolderFollowsTheEnvironment(environment: [String: String], path: String) {
    #expect(EmbeddingStore.defaultFolder(environment: environment).path == path)
  }
}
