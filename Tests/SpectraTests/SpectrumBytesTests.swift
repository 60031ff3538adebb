import Files
import Spectra
import Testing

struct SpectrumBytesTests {
  private static let spectra: [Spectrum] = {
    var mass = MassSpectrum(peaks: [.init(mz: 50.5, intensity: 3), .init(mz: 41, intensity: 0.1)])
    (mass.level, mass.polarity, mass.precursorMZ, mass.adduct) = (2, .negative, 120.04, "[M-H]-")
    (mass.collisionEnergy, mass.isCollisionEnergyNormalized) = (35, true)
    (mass.instrument, mass.isCentroided) = ("Orbitrap – naïve", false)
    var electron = MassSpectrum(peaks: [])
    electron.isElectronIonization = true
    var nmr = NMRSpectrum(
      nucleus: .proton,
      peaks: [
        .init(shift: -1.5), .init(shift: 7.3, intensity: 1, multiplicity: "dd", integral: 2, couplings: [7.5, 1.2]),
      ], trace: Trace(first: 10, last: -1, values: [0, 1, -.infinity]))
    (nmr.solvent, nmr.frequency, nmr.temperature) = ("CDCl3", 400.13, 298)
    return [
      .mass(mass), .mass(electron), .nmr(nmr), .nmr(NMRSpectrum(nucleus: .carbon13, peaks: [])),
      .other(
        OtherSpectrum(
          technique: "INFRARED SPECTRUM", units: ("1/CM", ""), trace: Trace(first: 0, last: 0, values: []),
          points: [(1, 2), (3, 4)])),
    ]
  }()

  @Test(arguments: spectra)
  func comesBackWhole(spectrum: Spectrum) throws {
    let copy = try Spectrum(bytes: spectrum.bytes)
    #expect(copy == spectrum)
    #expect(copy.bytes == spectrum.bytes)
  }

  @Test func differsWhereAnythingDiffers() {
    #expect(Set(Self.spectra.map(\.bytes)).count == Self.spectra.count)
  }

  /// A missing ordinate is NaN, which equals nothing: the bytes show that it is kept.
  @Test func keepsMissingOrdinates() throws {
    let trace = Trace(first: 0, last: 1, values: [.nan, 1])
    let spectrum = Spectrum.nmr(NMRSpectrum(nucleus: .proton, peaks: [], trace: trace))
    #expect(try Spectrum(bytes: spectrum.bytes).bytes == spectrum.bytes)
  }

  @Test(arguments: spectra)
  func noticesMissingAndSurplusBytes(spectrum: Spectrum) {
    let bytes = spectrum.bytes
    for count in 0..<bytes.count {
      #expect(throws: DamagedBytes.self) { try Spectrum(bytes: Array(bytes.prefix(count))) }
    }
    #expect(throws: DamagedBytes.self) { try Spectrum(bytes: bytes + [0]) }
  }

  /// Whatever the bytes, reading ends, in a spectrum or in the one error.
  @Test(arguments: spectra)
  func survivesChangedBytes(spectrum: Spectrum) {
    for place in spectrum.bytes.indices {
      for value: UInt8 in [0, 1, 2, 3, 0x7f, 0x80, 0xff] {
        var bytes = spectrum.bytes
        bytes[place] = value
        // What is read is read again from its own bytes.
        if let read = try? Spectrum(bytes: bytes) {
          #expect(throws: Never.self) { try Spectrum(bytes: read.bytes) }
        }
      }
    }
  }
}
