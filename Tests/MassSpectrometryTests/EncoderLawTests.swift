import ACML
import Chemistry
import Foundation
import MassSpectrometry
import Spectra
import Tensors
import TestSupport
import Testing

@Suite("Laws of the encoders of mass spectra") struct EncoderLawTests {
  /// Rounding differs with the number of rows in a matrix product.
  private static let rounding: Float = 1e-5

  @Test("A spectrum's embedding depends on neither the batch nor the place in it", arguments: TestedNetwork.allCases)
  func batchIndependence(_ network: TestedNetwork) throws {
    let encoder = try network.encoder()
    let samples = try samples(tandem) + samples(electronIonization)
    let together = try encoder.encode(samples)
    #expect(together.rows == Array(samples.indices) && together.failures.isEmpty)
    #expect(together.embeddings.shape == [samples.count, encoder.embeddingDimensions])
    #expect(together.embeddings.isFinite)
    let reversed = try encoder.encode(samples.reversed()).embeddings
    for (index, sample) in samples.enumerated() {
      let alone = try encoder.encode([sample]).embeddings.values
      expectClose(try together.embeddings.rows(index..<index + 1).values, alone, Self.rounding, "\(index)")
      let place = samples.count - 1 - index
      expectClose(try reversed.rows(place..<place + 1).values, alone, Self.rounding, "\(index) reversed")
    }
  }

  @Test("More spectra than are worked on at once are one batch to the caller", arguments: TestedNetwork.allCases)
  func manySpectra(_ network: TestedNetwork) throws {
    let encoder = try network.encoder()
    let few = try samples(electronIonization)
    let many = try encoder.encode((0..<50).flatMap { _ in few })
    #expect(many.rows == Array(0..<50 * few.count))
    let last = try many.embeddings.rows(49 * few.count..<50 * few.count)
    expectClose(last.values, try encoder.encode(few).embeddings.values, Self.rounding)
  }

  /// Each change is one that a chemist would expect to matter.
  @Test("Whatever is known of a measurement changes the embedding", arguments: TestedNetwork.allCases)
  func inputsMatter(_ network: TestedNetwork) throws {
    let changes: [(String, (inout MassSpectrum) -> Void)] = [
      ("a peak's mass", { $0.peaks[2].mz += 1 }),
      ("a peak's intensity", { $0.peaks[0].intensity *= 4 }),
      ("the precursor", { $0.precursorMZ = 240.2 }),
      ("no precursor", { $0.precursorMZ = nil }),
      ("the adduct", { $0.adduct = "[M+Na]+" }),
      ("no adduct", { $0.adduct = nil }),
      ("the energy", { $0.collisionEnergy = 60 }),
      ("the scale of the energy", { $0.isCollisionEnergyNormalized = true }),
      ("no energy", { $0.collisionEnergy = nil }),
      ("the polarity", { $0.polarity = .negative }),
      ("the instrument", { $0.instrument = "Q Exactive Plus" }),
    ]
    let encoder = try network.encoder()
    let original = try encoder.encode([sample(tandem())]).embeddings.values
    for (what, change) in changes {
      var spectrum = tandem()
      change(&spectrum)
      let changed = try encoder.encode([sample(spectrum)]).embeddings.values
      #expect(zip(changed, original).contains { abs($0 - $1) > 1e-4 }, "\(what)")
    }
  }

  /// Aspirin's exact mass by PubChem is 180.04226 Da; its ions' m/z by the masses of what is added.
  @Test(
    "The precursor's mass stands at the end of the embedding, whatever the adduct", arguments: TestedNetwork.allCases)
  func precursorMass(_ network: TestedNetwork) throws {
    let encoder = try network.encoder(precursorMass: true)
    let ions: [(String?, Double?)] = [
      ("[M+H]+", 181.04954), ("[M+Na]+", 203.03148), ("[M-H]-", 179.03498), ("[M+2H]2+", 91.02841),
      ("[M+HCOO]-", 225.04046), ("[M+H-H2O]+", 163.039), (nil, 181.04954), ("[M+H]+", nil), ("[M+H]+", 1e300),
    ]
    let spectra = try ions.map { adduct, mz in
      var spectrum = tandem()
      (spectrum.adduct, spectrum.precursorMZ) = (adduct, mz)
      return try sample(spectrum)
    }
    let embeddings = try encoder.encode(spectra).embeddings
    #expect(embeddings.columns == encoder.embeddingDimensions)
    let waves = try embeddings.columns(embeddings.columns - MassWaves.count..<embeddings.columns)
    let expected = [Float](unsafeUninitializedCapacity: MassWaves.count) { numbers, count in
      MassWaves.write(180.04226, to: UnsafeMutableBufferPointer(rebasing: numbers[..<MassWaves.count]))
      count = MassWaves.count
    }
    for row in 0..<5 {
      // The shortest wave of 1/64 Da turns by 0.004 in 0.00001 Da.
      expectClose(try waves.rows(row..<row + 1).values, expected, 0.02, ions[row].0 ?? "")
    }
    #expect(try waves.rows(5..<ions.count).values.allSatisfy { $0 == 0 })
  }

  @Test("The set of peaks tells exact masses apart within a unit")
  func exactMass() throws {
    let encoder = try TestedNetwork.peakSet.encoder()
    var other = tandem()
    other.peaks[1].mz += 0.0364  // CH4 against O
    let embeddings = try encoder.encode([sample(tandem()), sample(other)]).embeddings
    let (one, two) = (try embeddings.rows(0..<1).values, try embeddings.rows(1..<2).values)
    #expect(zip(one, two).contains { abs($0 - $1) > 1e-3 })
  }

  @Test("The scale of the intensities and the order of the peaks don't matter", arguments: TestedNetwork.allCases)
  func invariance(_ network: TestedNetwork) throws {
    let encoder = try network.encoder()
    var scaled = tandem()
    scaled.peaks = scaled.peaks.map { MassSpectrum.Peak(mz: $0.mz, intensity: $0.intensity * 8) }
    var shuffled = MassSpectrum(peaks: tandem().peaks.reversed())
    (shuffled.level, shuffled.polarity, shuffled.precursorMZ) = (2, .positive, tandem().precursorMZ)
    (shuffled.adduct, shuffled.collisionEnergy, shuffled.instrument) = ("[M+H]+", 10, "LC-ESI-QTOF")
    let embeddings = try encoder.encode([sample(tandem()), sample(scaled), sample(shuffled)]).embeddings
    let original = try embeddings.rows(0..<1).values
    expectClose(try embeddings.rows(1..<2).values, original, Self.rounding)
    expectClose(try embeddings.rows(2..<3).values, original, Self.rounding)
  }

  @Test("A sample that can't be encoded fails alone, with its reason", arguments: TestedNetwork.allCases)
  func failures(_ network: TestedNetwork) throws {
    let encoder = try network.encoder()
    let molecule = try sample(tandem()).molecule
    let carbon = NMRSpectrum(nucleus: .carbon13, peaks: [])
    var far = tandem()
    far.peaks = [MassSpectrum.Peak(mz: 2e4, intensity: 1)]
    let batch = [
      try sample(tandem()), Sample(identity: "", smiles: "C", molecule: molecule),
      Sample(identity: "", smiles: "C", molecule: molecule, payload: Spectrum.nmr(carbon)),
      try sample(MassSpectrum(peaks: [])), try sample(far),
      try sample(MassSpectrum(peaks: [MassSpectrum.Peak(mz: .nan, intensity: 1)])), try sample(tandem(1)),
    ]
    let encoded = try encoder.encode(batch)
    #expect(encoded.rows == [0, 6] && encoded.failures.map(\.index) == [1, 2, 3, 4, 5])
    #expect(encoded.embeddings.shape == [2, encoder.embeddingDimensions] && encoded.embeddings.isFinite)
    let reasons = encoded.failures.map(\.reason)
    #expect(reasons[0] == "the sample has no mass spectrum")
    #expect(reasons[1] == "found 13C NMR spectrum, expected a mass spectrum")
    #expect(reasons[2] == "the spectrum has no peak of positive intensity")
    #expect(reasons[3].contains("none of the spectrum's 1 peaks lies between 0 and"))
    #expect(reasons[4] == reasons[2])
    #expect(try encoder.encode([]).embeddings.shape == [0, encoder.embeddingDimensions])
  }

  @Test("Extreme numbers make finite embeddings", arguments: TestedNetwork.allCases)
  func extremes(_ network: TestedNetwork) throws {
    var spectrum = tandem()
    spectrum.peaks[0].intensity = .greatestFiniteMagnitude
    spectrum.precursorMZ = 1e300
    spectrum.collisionEnergy = 1e300
    var light = tandem()
    light.precursorMZ = 1e-300
    let encoded = try network.encoder().encode([sample(spectrum), sample(light)])
    #expect(encoded.rows == [0, 1] && encoded.embeddings.isFinite)
  }

  @Test("An encoder that was saved and loaded is the same", arguments: TestedNetwork.allCases)
  func saving(_ network: TestedNetwork) throws {
    let encoder = try network.encoder()
    let folder = try TemporaryFolder()
    try encoder.save(to: folder.url)
    let registry = Registry()
    register(in: registry)
    let loaded = try registry.freeze().modalityEncoder(network.id)
      .load(folder.url, ModalityEncoderContext(weights: .saved))
    #expect(loaded.fingerprint == encoder.fingerprint)
    let samples = try samples(tandem)
    #expect(try loaded.encode(samples).embeddings.values == encoder.encode(samples).embeddings.values)
  }

  @Test(
    "A damaged file of settings is told with its name",
    arguments: [
      "", "[]", #"{"dimensions": "many"}"#, #"{"settings": 3}"#,
    ])
  func damagedSettings(_ text: String) throws {
    let folder = try TemporaryFolder()
    try TestedNetwork.peakSet.encoder().save(to: folder.url)
    _ = try folder.write(text, to: "settings.json")
    let error = #expect(throws: MassSpectrometryError.self) { try MassEncoder<PeakSetNetwork>(folder: folder.url) }
    #expect(error?.description.contains("settings.json: ") == true)
  }

  @Test("A value out of its range is refused before a network of its size is made")
  func settingsOutOfRange() throws {
    let folder = try TemporaryFolder()
    try TestedNetwork.dense.encoder().save(to: folder.url)
    let file = folder.url.appending(path: "settings.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let changed = text.replacingOccurrences(of: "\"hiddenDimensions\" : 64", with: "\"hiddenDimensions\" : 640000000")
    try #require(changed != text)
    _ = try folder.write(changed, to: "settings.json")
    let error = #expect(throws: MassSpectrometryError.self) { try MassEncoder<BinnedNetwork>(folder: folder.url) }
    #expect(error?.description.contains("hiddenDimensions") == true)
  }

  @Test("Weights that make no finite embedding are a failure of each sample")
  func notFinite() throws {
    let task = try MassPretraining<BinnedNetwork>(
      Small.dense, MassPretrainingSettings(), samples: [],
      PretrainingContext(random: RandomStream(seed: 1, name: "test")))
    try task.network.outputNorm.bias.assign(.full([48], .nan))
    let encoded = try task.makeEncoder().encode(samples(tandem))
    #expect(encoded.rows.isEmpty && encoded.failures.map(\.index) == Array(smilesOfTests.indices))
  }

  @Test("The fingerprint changes with every weight", arguments: TestedNetwork.allCases)
  func fingerprint(_ network: TestedNetwork) throws {
    let task = try network.task([])
    let original = try task.makeEncoder().fingerprint
    #expect(try network.encoder().fingerprint == original)
    for (name, parameter) in task.namedParameters where name.hasPrefix("network.") {
      let before = parameter.value
      parameter.withMutableValue { $0[$0.count - 1] = $0[$0.count - 1].nextUp }
      #expect(try task.makeEncoder().fingerprint != original, "\(name)")
      try parameter.assign(before)
    }
  }
}
