import ACML
import NMR
import Spectra
import Testing

@Suite("Signals of a spectrum") struct PeakReaderTests {
  private func peaks(
    _ spectrum: NMRSpectrum, _ observation: Observation = .carbon13,
    _ change: (inout NMRNetworkSettings) -> Void = { _ in }
  ) throws -> [SpectralPeak] {
    var settings = NMRNetworkSettings(observation)
    change(&settings)
    return try PeakReader(observation, settings).peaks(of: spectrum)
  }

  @Test("Peaks of equal shift and multiplicity are one signal with a count")
  func equivalent() throws {
    let found = try peaks(spectrum([(128.2, "d"), (137.8, "s"), (128.2, "S"), (21.4, "q"), (128.2, "d")]))
    #expect(
      found == [
        SpectralPeak(shift: 21.4, pattern: 4), SpectralPeak(shift: 128.2, pattern: 2, count: 2),
        SpectralPeak(shift: 128.2, pattern: 1), SpectralPeak(shift: 137.8, pattern: 1),
      ])
  }

  @Test("Integrals of a signal add up, intensities are shares of the tallest, couplings begin with the greatest")
  func numbers() throws {
    let list = NMRSpectrum(
      nucleus: .proton,
      peaks: [
        .init(shift: 1.2, intensity: 50, multiplicity: "t", integral: 1.5, couplings: [2, -7]),
        .init(shift: 1.2, intensity: 10, multiplicity: "t", integral: 1.5),
        .init(shift: 4.1, intensity: 100, multiplicity: "q", integral: .nan),
      ])
    let found = try peaks(list, .proton) { $0.intensities = true }
    #expect(found.map(\.integral) == [3, nil] && found.map(\.intensity) == [0.5, 1])
    #expect(found.map(\.couplings) == [[7, 2], []])
    let without = try peaks(list, .proton) { ($0.integrals, $0.couplings) = (false, false) }
    #expect(without.allSatisfy { $0.integral == nil && $0.intensity == nil && $0.couplings.isEmpty })
  }

  @Test("What lies beyond the axis is left out; nothing on it is a fault")
  func range() throws {
    let outside = carbonSpectra[7].peaks
    #expect(try peaks(spectrum(outside)).map(\.shift) == [-19.9])
    #expect(throws: SpectrumFault.noPeaks(from: 0, to: 240)) { try peaks(spectrum(outside)) { $0.grid.from = 0 } }
    #expect(throws: SpectrumFault.self) { try peaks(spectrum([(.nan, nil), (.infinity, "s")])) }
    #expect(throws: SpectrumFault.self) { try peaks(spectrum([])) }
  }

  @Test("Another nucleus, another technique and no spectrum are faults of the sample")
  func otherKinds() throws {
    let reader = PeakReader(.carbon13, NMRNetworkSettings(.carbon13))
    #expect(throws: SpectrumFault.otherKind(found: "1H NMR spectrum", expected: "13C NMR spectrum")) {
      try reader.peaks(of: sample(spectrum([(1, nil)], .proton)))
    }
    let mass = Sample(identity: "", smiles: "", molecule: nil, payload: Spectrum.mass(MassSpectrum(peaks: [])))
    #expect(throws: SpectrumFault.otherKind(found: "mass spectrum", expected: "13C NMR spectrum")) {
      try reader.peaks(of: mass)
    }
    #expect(throws: SpectrumFault.noSpectrum) { try reader.peaks(of: sample(nil)) }
  }

  /// Lorentzian lines of half width 0.1 ppm, from high shift to low, as spectrometers write them.
  private func trace(_ lines: [(shift: Double, height: Double)]) -> NMRSpectrum {
    let positions = (0...12_000).map { 220 - 0.02 * Double($0) }
    let values = positions.map { position in
      lines.reduce(0) { $0 + $1.height / (1 + ((position - $1.shift) / 0.1) * ((position - $1.shift) / 0.1)) }
    }
    var spectrum = NMRSpectrum(
      nucleus: .carbon13, peaks: [], trace: Trace(first: 220, last: -20, values: values.map(Float.init)))
    spectrum.solvent = "Chloroform-D1 (CDCl3)"
    return spectrum
  }

  @Test("A trace is read as its maxima, without those of a named solvent and those of low height")
  func traces() throws {
    let spectrum = trace([(77.16, 100), (14.2, 30), (60.4, 25), (171.1, 8), (100, 0.2)])
    let expected = [14.2, 60.4, 171.1]
    let found = try peaks(spectrum)
    #expect(found.count == 3 && zip(found, expected).allSatisfy { abs($0.shift - $1) < 0.011 })
    #expect(try peaks(spectrum) { $0.solventSignals = .none }.contains { abs($0.shift - 77.16) < 0.011 })
    #expect(try peaks(spectrum) { $0.peakThreshold = 0.5 }.count == 2)
    #expect(try peaks(spectrum) { $0.maxPeaks = 1 }.map { $0.shift.rounded() } == [14])
  }

  @Test("Peaks of a list are the compound's own unless all solvent signals are to go")
  func listedSolvent() throws {
    var list = spectrum([(77.2, "d"), (49.0, "t")])
    list.solvent = "CDCl3"
    #expect(try peaks(list).count == 2)
    #expect(try peaks(list) { $0.solventSignals = .all }.map(\.shift) == [49.0])
  }

  @Test(
    "Solvents are known by the names that files give them",
    arguments: [
      ("Chloroform-D1 (CDCl3)", 77.16), ("DMSO-d6", 39.52), ("Dimethylsulphoxide-D6 (DMSO-D6, C2D6SO)", 39.52),
      ("Methanol-D4 (CD3OD)", 49.00), ("Acetone-D6 ((CD3)2CO)", 29.84), ("(CD3)2SO", 39.52),
      ("Tetrahydrofuran-D8 (THF-D8, C4D4O)", 25.31), ("Benzene-D6 (C6D6)", 128.06), ("CD3CN", 1.32),
    ])
  func solvents(_ name: String, _ shift: Double) {
    #expect(ResidualSolvent.named(name).flatMap { $0.shifts(.carbon13) }.contains(shift))
    #expect(ResidualSolvent.named(name).count == 1)
  }

  @Test(
    "Undeuterated and unknown solvents have no residual signals", arguments: ["Unreported", "", "Water (H2O)", "CCl4"])
  func unknownSolvents(_ name: String) { #expect(ResidualSolvent.named(name).isEmpty) }
}
