import ACML
import Foundation
import NeuralNetworks
import SMILESTransformer
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite("Laws of the encoder") struct EncoderLawTests {
  /// Rounding differs with the number of rows in a matrix product.
  private static let rounding: Float = 1e-5

  @Test("A sample's embedding depends on neither the batch nor the place in it", arguments: [Pooling.mean, .cls])
  func batchIndependence(_ pooling: Pooling) throws {
    let encoder = try smallTask { encoder, _ in encoder.encoding.pooling = pooling }.makeEncoder()
    let samples = try samples()
    let together = try encoder.encode(samples)
    #expect(together.rows == Array(samples.indices) && together.failures.isEmpty)
    #expect(together.embeddings.shape == [samples.count, encoder.embeddingDimensions])
    let reversed = try encoder.encode(samples.reversed()).embeddings
    for (index, sample) in samples.enumerated() {
      let alone = try encoder.encode([sample]).embeddings.values
      expectClose(try together.embeddings.rows(index..<index + 1).values, alone, Self.rounding, sample.smiles)
      let place = samples.count - 1 - index
      expectClose(try reversed.rows(place..<place + 1).values, alone, Self.rounding, sample.smiles)
    }
  }

  @Test("A batch of more tokens than are worked on at once is one batch to the caller")
  func manyTokens() throws {
    let encoder = try smallTask().makeEncoder()
    let few = try samples()
    let copies = 90
    let many = try encoder.encode((0..<copies).flatMap { _ in few })
    #expect(many.rows == Array(0..<copies * few.count))
    let expected = try encoder.encode(few).embeddings.values
    for copy in [0, copies / 2, copies - 1] {
      let rows = try many.embeddings.rows(copy * few.count..<(copy + 1) * few.count)
      expectClose(rows.values, expected, Self.rounding, "copy \(copy)")
    }
  }

  @Test("Two spellings give one embedding, bit for bit, unless SMILES are read as written")
  func spellings() throws {
    let spelled = try samples(["OCC", "CCO"])
    func embeddings(canonical: Bool) throws -> [[Float]] {
      let encoder = try smallTask { encoder, _ in encoder.encoding.canonical = canonical }.makeEncoder()
      return try spelled.map { try encoder.encode([$0]).embeddings.values }
    }
    let canonical = try embeddings(canonical: true)
    #expect(canonical[0] == canonical[1])
    let written = try embeddings(canonical: false)
    #expect(written[0] != written[1])
  }

  @Test("Different molecules have different embeddings, mirror images too")
  func distinct() throws {
    let encoder = try smallTask().makeEncoder()
    let embeddings = try encoder.encode(samples()).embeddings
    let rows = try (0..<embeddings.rows).map { try embeddings.rows($0..<$0 + 1).values }
    // OCC is CCO.
    #expect(Set(rows.map { $0.map { ($0 * 1e3).rounded() } }).count == rows.count - 1)
  }

  @Test("A sample that can't be encoded fails alone; unknown tokens and cuts are counted, and told once")
  func failuresAndCounts() throws {
    let folder = try TemporaryFolder()
    try smallTask { encoder, _ in
      encoder.encoding.canonical = false
      encoder.maxTokens = 12
    }.makeEncoder().save(to: folder.url)
    let warnings = Mutex<[String]>([])
    let log = PluginLog { _, text in warnings.withLock { $0.append(text) } }
    let encoder = try SMILESTransformer(folder: folder.url, log: log)

    var batch = try samples(["CCO", "CCCCCCCCCCCCCCCC", "C[Si](C)C", "CCCCCCCCCCC", "[SiH4]"])
    batch.insert(Sample(identity: "", smiles: "", molecule: try batch[0].molecule), at: 1)
    let encoded = try encoder.encode(batch)
    #expect(encoded.rows == [0, 2, 3, 4, 5])
    #expect(encoded.failures.map(\.index) == [1])
    #expect(encoded.embeddings.shape == [5, 32] && encoded.embeddings.isFinite)
    let report = encoder.tokenizationReport
    #expect(report.texts == 5 && report.truncated == 2 && report.unknownTokens == 2)
    #expect(warnings.withLock { $0.count } == 2)

    let none = try encoder.encode([batch[1]])
    #expect(none.rows.isEmpty && none.embeddings.shape == [0, 32] && none.failures.map(\.index) == [0])
    #expect(try encoder.encode([]).rows.isEmpty)
  }

  @Test("Weights that make no finite embedding are a failure of each sample")
  func notFinite() throws {
    let task = try smallTask()
    let bias = try #require(task.network.blocks.last).outputNorm.bias
    try bias.assign(.full(bias.shape, .nan))
    let encoded = try task.makeEncoder().encode(samples())
    #expect(encoded.rows.isEmpty && encoded.failures.map(\.index) == Array(smilesOfTests.indices))
  }

  @Test("An encoder that was saved and loaded is the same")
  func saving() throws {
    let encoder = try smallTask { encoder, _ in encoder.encoding.pooling = .cls }.makeEncoder()
    let folder = try TemporaryFolder()
    try encoder.save(to: folder.url)
    let loaded = try SMILESTransformer(folder: folder.url)
    #expect(loaded.fingerprint == encoder.fingerprint)
    #expect(try loaded.encode(samples()).embeddings.values == encoder.encode(samples()).embeddings.values)
  }

  @Test("A foreign encoder that was loaded, saved and loaded is the same", arguments: GoldenEncoder.all)
  func savingForeign(_ golden: GoldenEncoder) throws {
    let encoder = try SMILESTransformer(folder: golden.folder)
    let folder = try TemporaryFolder()
    try encoder.save(to: folder.url)
    let loaded = try SMILESTransformer(folder: folder.url)
    #expect(loaded.fingerprint == encoder.fingerprint)
    #expect(try loaded.encode(samples()).embeddings.values == encoder.encode(samples()).embeddings.values)
  }

  @Test("The fingerprint changes with every weight and setting, and with nothing else")
  func fingerprint() throws {
    let task = try smallTask()
    let original = try task.makeEncoder().fingerprint
    #expect(try smallTask().makeEncoder().fingerprint == original)
    for (name, parameter) in task.namedParameters where name.hasPrefix("network.") {
      let before = parameter.value
      parameter.withMutableValue { $0[$0.count - 1] = $0[$0.count - 1].nextUp }
      #expect(try task.makeEncoder().fingerprint != original, "\(name)")
      try parameter.assign(before)
    }
    #expect(try task.makeEncoder().fingerprint == original)
    let changes: [(inout SMILESTransformerSettings) -> Void] = [
      { $0.encoding.pooling = .cls }, { $0.encoding.canonical = false }, { $0.heads = 2 }, { $0.maxTokens = 200 },
    ]
    for change in changes {
      #expect(try smallTask { encoder, _ in change(&encoder) }.makeEncoder().fingerprint != original)
    }
  }
}
