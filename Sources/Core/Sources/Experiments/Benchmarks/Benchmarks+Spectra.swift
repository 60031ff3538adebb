internal import ACML
internal import Spectra
internal import Tensors

extension Benchmarks {
  /// Spectra that are simulated at most; the same ones come again.
  private static let spectra = 1024

  func readSpectra() throws -> BenchmarkResult {
    guard let file = options.spectra else { throw TrainingError.unsuitable("read-spectra needs a file of spectra") }
    let read = {
      let stream = try SpectrumStream(opening: file)
      var count = (records: 0, rejected: 0)
      while let entry = try stream.next() {
        if case .record = entry { count.records += 1 } else { count.rejected += 1 }
      }
      return count
    }
    let count = try read()
    if count.records == 0 {
      throw TrainingError.tooFew(what: "spectra in \(file.relativePath)", found: 0, needed: 1)
    }
    return try measure(
      .readSpectra, "\(file.lastPathComponent), \(count.records) records, \(count.rejected) rejected",
      items: count.records, unit: "spectra"
    ) { watch in
      _ = try read()
      watch.lap("read")
    }
  }

  func encodeSpectrum() throws -> BenchmarkResult {
    let batchSize = options.batchSize ?? 64
    let simulator = try SpectrumSimulator(.electronIonization)
    let samples = try inParallel(Array(samples(atLeast: batchSize).prefix(max(Self.spectra, batchSize)))) { sample in
      // Molecules that have no such spectrum are passed over.
      (try? simulator.spectrum(of: sample.molecule)).map {
        Sample(identity: sample.identity, smiles: sample.smiles, payload: $0)
      }
    }.compactMap(\.self)
    if samples.count < batchSize {
      throw TrainingError.tooFew(what: "molecules with a simulated spectrum", found: samples.count, needed: batchSize)
    }
    let context = PretrainingContext(random: RandomStream(seed: 0, name: "bench"))
    let encoder = try catalog.modalityEncoder("ms-set-transformer").makePretrainingTask(
      encoder: settings([]), task: nil, samples: samples, context)?.makeEncoder()
    guard let encoder else { throw TrainingError.unsuitable("the encoder of spectra isn't pre-trained here") }
    var position = 0
    return try measure(
      .encodeSpectrum, "ms-set-transformer, simulated EI spectra, batch \(batchSize)", items: batchSize,
      unit: "spectra", product: (32 * batchSize, encoder.embeddingDimensions, encoder.embeddingDimensions)
    ) { watch in
      if position + batchSize > samples.count { position = 0 }
      _ = try Gradients.disabled { try encoder.encode(Array(samples[position..<position + batchSize])) }
      position += batchSize
      watch.lap("encode")
    }
  }
}
