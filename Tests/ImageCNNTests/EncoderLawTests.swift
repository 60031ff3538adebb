import ACML
import Chemistry
import Foundation
import ImageCNN
import NeuralNetworks
import TestSupport
import Testing

@Suite("Laws of the encoder") struct EncoderLawTests {
  /// Rounding differs with the number of images that a thread works on.
  private static let rounding: Float = 1e-5

  @Test("A sample's embedding depends on neither the batch nor the place in it", arguments: PixelColors.allCases)
  func batchIndependence(_ colors: PixelColors) throws {
    let encoder = try smallTask { encoder, _ in encoder.picture.colors = colors }.makeEncoder()
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
    // OCC is CCO; all others differ.
    let rows = try (0..<samples.count).map { try together.embeddings.rows($0..<$0 + 1).values }
    #expect(rows[1] == rows[2])
    #expect(Set(rows.map { $0.map { ($0 * 1e3).rounded() } }).count == samples.count - 1)
  }

  @Test("A batch of more pixels than are worked on at once is one batch to the caller")
  func manyPixels() throws {
    let encoder = try smallTask { encoder, _ in encoder.picture.imageSize = 1024 }.makeEncoder()
    let few = try samples(["C", "CCO", "c1ccccc1"])
    let many = try encoder.encode(few)
    #expect(many.rows == [0, 1, 2])
    for (index, sample) in few.enumerated() {
      let alone = try encoder.encode([sample]).embeddings.values
      expectClose(try many.embeddings.rows(index..<index + 1).values, alone, Self.rounding, sample.smiles)
    }
  }

  @Test("A picture that comes with the sample is taken in place of a drawing")
  func pictures() throws {
    let encoder = try smallTask().makeEncoder()
    let molecule = try Molecule(smiles: "CC(=O)Nc1ccc(O)cc1")
    func embedding(_ payload: (any SamplePayload)?) throws -> [Float] {
      try encoder.encode([Sample(identity: "x", smiles: "", molecule: molecule, payload: payload)]).embeddings.values
    }
    let drawn = try embedding(nil)
    #expect(try embedding(molecule.picture(width: 48, height: 48, colors: .rgb)) == drawn)
    #expect(try embedding(molecule.picture(width: 48, height: 48, colors: .grey)) == drawn)
    // Of twice the size, the same strokes are thinner after scaling, but it is the same picture to the eye.
    let scaled = try embedding(molecule.picture(width: 96, height: 96))
    #expect(scaled != drawn && scaled.count == drawn.count)
    // White beside a picture that isn't square changes nothing in it.
    let square = try molecule.picture(width: 48, height: 48, colors: .grey)
    let wide = try #require(
      Picture(
        width: 48, height: 44, colors: .grey, pixels: Array(square.pixels[48 * 2..<48 * 46])))
    let cut = Array(repeating: UInt8(255), count: 96)
    let padded = try #require(Picture(width: 48, height: 48, colors: .grey, pixels: cut + wide.pixels + cut))
    #expect(try embedding(wide) == embedding(padded))
  }

  private struct Other: SamplePayload {
    var canonicalBytes: [UInt8] { [] }
    init() {}
    init(canonicalBytes: [UInt8]) {}
  }

  @Test("A sample that can't be encoded fails alone")
  func failures() throws {
    let encoder = try smallTask().makeEncoder()
    var batch = try samples(["CCO", "C"])
    batch.insert(Sample(identity: "", smiles: "", molecule: nil), at: 1)
    batch.append(Sample(identity: "", smiles: "", molecule: nil, payload: Other()))
    let encoded = try encoder.encode(batch)
    #expect(encoded.rows == [0, 2])
    #expect(encoded.failures.map(\.index) == [1, 3])
    #expect(encoded.failures.map(\.reason) == ["the sample has no molecule", "the sample has no picture"])
    #expect(try encoder.encode([batch[1]]).embeddings.shape == [0, encoder.embeddingDimensions])
    #expect(try encoder.encode([]).rows.isEmpty)
  }

  @Test("Weights that make no finite embedding are a failure of each sample")
  func notFinite() throws {
    let task = try smallTask()
    try task.network.bn1.weight.assign(.full([4], .infinity))
    let encoded = try task.makeEncoder().encode(samples())
    #expect(encoded.rows.isEmpty && encoded.failures.map(\.index) == Array(smilesOfTests.indices))
  }

  @Test("An encoder that was saved and loaded is the same", arguments: [18, 50])
  func saving(_ depth: Int) throws {
    let encoder = try smallTask { encoder, _ in
      encoder.depth = depth
      encoder.picture.colors = .rgb
      encoder.picture.scale = .imagenet
    }.makeEncoder()
    let folder = try TemporaryFolder()
    try encoder.save(to: folder.url)
    let loaded = try ImageEncoder(file: folder.url.appending(component: ImageEncoder.weightsFile))
    #expect(loaded.fingerprint == encoder.fingerprint)
    #expect(try loaded.encode(samples()).embeddings.values == encoder.encode(samples()).embeddings.values)
  }

  @Test("The fingerprint changes with every value and setting, and with nothing else")
  func fingerprint() throws {
    let task = try smallTask()
    let original = try task.makeEncoder().fingerprint
    #expect(try smallTask().makeEncoder().fingerprint == original)
    for (name, state) in task.network.namedState {
      let before = state.value
      var values = before.values
      values[values.count - 1] = values[values.count - 1].nextUp
      try state.assign(.init(values, shape: before.shape))
      #expect(try task.makeEncoder().fingerprint != original, "\(name)")
      try state.assign(before)
    }
    #expect(try task.makeEncoder().fingerprint == original)
    let changes: [(inout ImageEncoderSettings) -> Void] = [
      { $0.picture.imageSize = 64 }, { $0.picture.scale = .imagenet }, { $0.picture.colors = .rgb }, { $0.width = 8 },
    ]
    for change in changes {
      #expect(try smallTask { encoder, _ in change(&encoder) }.makeEncoder().fingerprint != original)
    }
  }
}
