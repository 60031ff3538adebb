import ACML
import Foundation
import NMR
import NeuralNetworks
import Spectra
import Tensors
import TestSupport
import Testing

@Suite("Laws of the encoder") struct EncoderLawTests {
  /// Rounding differs with the number of rows in a matrix product.
  private static let rounding: Float = 1e-5

  @Test("A sample's embedding depends on neither the batch nor the place in it", arguments: NMRNetworkKind.allCases)
  func batchIndependence(_ kind: NMRNetworkKind) throws {
    let encoder = try smallTask(kind).makeEncoder()
    let samples = try samples()
    let together = try encoder.encode(samples)
    #expect(together.rows == Array(samples.indices) && together.failures.isEmpty)
    #expect(together.embeddings.shape == [samples.count, encoder.embeddingDimensions])
    let many = try encoder.encode((0..<60).flatMap { _ in samples.reversed() })
    #expect(many.rows == Array(0..<60 * samples.count))
    for (index, sample) in samples.enumerated() {
      let alone = try encoder.encode([sample]).embeddings.values
      expectClose(try together.embeddings.rows(index..<index + 1).values, alone, Self.rounding, sample.smiles)
      let place = 59 * samples.count + samples.count - 1 - index
      expectClose(try many.embeddings.rows(place..<place + 1).values, alone, Self.rounding, sample.smiles)
    }
  }

  @Test("The order of the peaks in the file doesn't count, their shifts, patterns and counts do")
  func whatCounts() throws {
    let encoder = try smallTask(.both).makeEncoder()
    func embedding(_ peaks: [(shift: Double, multiplicity: String?)]) throws -> [Float] {
      try encoder.encode([sample(spectrum(peaks))]).embeddings.values
    }
    let peaks = carbonSpectra[5].peaks
    let original = try embedding(peaks)
    #expect(try embedding(peaks.reversed()) == original)
    var others = [peaks, peaks, Array(peaks.dropLast(3)), peaks]
    others[0][0].shift += 0.1
    others[1][6].multiplicity = nil
    others[3].append(peaks[1])
    for other in others {
      let difference = zip(try embedding(other), original).map { abs($0 - $1) }.max() ?? 0
      #expect(difference > 1e-4)
    }
  }

  @Test("A sample that can't be encoded fails alone, with its reason")
  func failures() throws {
    let encoder = try smallTask(.both).makeEncoder()
    var batch = try samples()
    batch.insert(try sample(spectrum([(3, nil)], .proton)), at: 1)
    batch.insert(try sample(nil), at: 3)
    batch.append(try sample(spectrum([(400, nil)])))
    let encoded = try encoder.encode(batch)
    #expect(encoded.failures.map(\.index) == [1, 3, batch.count - 1])
    #expect(
      encoded.failures.map(\.reason) == [
        "the spectrum is a 1H NMR spectrum, expected a 13C NMR spectrum", "the sample has no spectrum",
        "the spectrum has no peak from -20.0 to 240.0 ppm",
      ])
    #expect(encoded.rows == batch.indices.filter { ![1, 3, batch.count - 1].contains($0) })
    #expect(encoded.embeddings.rows == encoded.rows.count && encoded.embeddings.isFinite)
    let none = try encoder.encode([batch[1]])
    #expect(none.rows.isEmpty && none.embeddings.shape == [0, 24] && none.failures.map(\.index) == [0])
    #expect(try encoder.encode([]).rows.isEmpty)
  }

  @Test("Weights that make no finite embedding are a failure of each sample")
  func notFinite() throws {
    let task = try smallTask(.set)
    let bias = try #require(task.network.output.bias)
    try bias.assign(.full(bias.shape, .nan))
    let encoded = try task.makeEncoder().encode(samples())
    #expect(try encoded.rows.isEmpty && encoded.failures.map(\.index) == Array(samples().indices))
  }

  @Test("The fingerprint changes with every weight and setting, and with nothing else")
  func fingerprint() throws {
    let task = try smallTask(.both)
    let original = try task.makeEncoder().fingerprint
    #expect(try smallTask(.both).makeEncoder().fingerprint == original)
    for (name, parameter) in task.network.namedParameters {
      let before = parameter.value
      parameter.withMutableValue { $0[$0.count - 1] = $0[$0.count - 1].nextUp }
      #expect(try task.makeEncoder().fingerprint != original, "\(name)")
      try parameter.assign(before)
    }
    #expect(try task.makeEncoder().fingerprint == original)
    let changes: [(inout NMRNetworkSettings) -> Void] = [
      { $0.heads = 4 }, { $0.grid.broadening = 2 }, { $0.finestPeriod = 3 }, { $0.solventSignals = .all },
      { $0.maxPeaks = 7 }, { $0.integrals = false },
    ]
    for change in changes {
      #expect(try smallTask(.both) { encoder, _ in change(&encoder.network) }.makeEncoder().fingerprint != original)
    }
  }

  @Test(
    "The number of parameters is known before a network is made",
    arguments: [Observation.carbon13, .proton], NMRNetworkKind.allCases)
  func parameterCount(_ observation: Observation, _ kind: NMRNetworkKind) {
    var settings = smallSettings(kind).network
    settings.channels = [3, 5, 7]
    let network = NMRNetwork(observation, settings, random: RandomStream(seed: 0, name: "test"))
    #expect(settings.parameterCount(observation) == network.parameterCount)
  }
}
