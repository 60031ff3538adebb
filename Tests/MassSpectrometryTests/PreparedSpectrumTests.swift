import MassSpectrometry
import Spectra
import Testing

@Suite("Choosing peaks") struct PreparedSpectrumTests {
  private func peaks(_ points: [(Double, Float)]) -> [MassSpectrum.Peak] {
    points.map { MassSpectrum.Peak(mz: $0.0, intensity: $0.1) }
  }

  @Test("The most intense peaks above the threshold are kept, ascending, as roots relative to the base peak")
  func selection() throws {
    var selection = PeakSelection()
    (selection.maxPeaks, selection.threshold, selection.maxMZ) = (3, 0.01, 200)
    let spectrum = MassSpectrum(
      peaks: peaks([(40, 25), (50, 100), (60, 0.5), (70, 4), (80, 9), (90, 0), (250, 900)]))
    let prepared = try PreparedSpectrum(spectrum, selection)
    #expect(prepared.mz == [40, 50, 80])
    #expect(prepared.intensities == [0.5, 1, 0.3])
  }

  @Test("Of equally intense peaks the lighter are kept")
  func ties() throws {
    var selection = PeakSelection()
    selection.maxPeaks = 2
    let prepared = try PreparedSpectrum(MassSpectrum(peaks: peaks([(30, 1), (31, 1), (32, 1)])), selection)
    #expect(prepared.mz == [30, 31])
  }

  /// Points 0.1 Th apart around 69.1 and 183.2, in the manner of public records of triple quadrupoles.
  private var profile: MassSpectrum {
    let hill = { (center: Double, height: Float) in
      (-4...4).map { (center + 0.1 * Double($0), height * (1 - 0.05 * Float($0 * $0))) }
    }
    return MassSpectrum(peaks: peaks(hill(69.1, 50) + hill(183.2, 200)))
  }

  @Test("A profile becomes its peaks, whether the file says that it is one or not")
  func centroids() {
    for isSaid in [true, false] {
      var spectrum = profile
      spectrum.isCentroided = !isSaid
      #expect(spectrum.isProfile)
      let found = spectrum.centroidPeaks
      #expect(found.count == 2)
      #expect(found.map(\.intensity) == [50, 200])
      #expect(zip(found.map(\.mz), [69.1, 183.2]).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test("Hills that touch are parted at the minimum between them")
  func touchingHills() {
    let heights: [Float] = [1, 4, 8, 4, 2, 5, 9, 3, 1]
    var spectrum = MassSpectrum(peaks: heights.enumerated().map { .init(mz: 100 + 0.1 * Double($0), intensity: $1) })
    spectrum.isCentroided = false
    #expect(spectrum.centroidPeaks.map(\.intensity) == [8, 9])
  }

  @Test("Peaks at whole masses, and close ones of exact masses, are no profile")
  func noProfiles() {
    #expect(!electronIonization().isProfile && !tandem().isProfile)
    #expect(!MassSpectrum(peaks: peaks((40..<80).map { (Double($0), 1) })).isProfile)
    let exact = [115.0532, 117.0699, 119.0849, 120.0887, 121.0644, 121.1004, 122.1031, 123.08, 123.0912, 123.1164]
    #expect(!MassSpectrum(peaks: peaks(exact.map { ($0, 1) })).isProfile)
  }

  @Test(
    "Instruments by their types and names",
    arguments: [
      ("LC-ESI-QTOF", MassAnalyzer.timeOfFlight), ("GC-EI-TOF", .timeOfFlight), ("LC-ESI-ITFT", .fourierTransform),
      ("LC-ESI-QFT", .fourierTransform), ("Q Exactive Plus Orbitrap", .fourierTransform), ("LC-ESI-QQQ", .quadrupole),
      ("LC-ESI-QQ", .quadrupole), ("LC-ESI-Q", .quadrupole), ("LC-ESI-IT", .ionTrap), ("EI-B", .sector),
      ("EI-EBEB", .sector), ("unknown", nil), ("", nil),
    ] as [(String, MassAnalyzer?)])
  func analyzers(_ text: String, _ expected: MassAnalyzer?) {
    #expect(MassAnalyzer(describedAs: text) == expected)
  }
}
