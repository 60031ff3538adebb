import Spectra
import Testing

/// Simulated 13C shifts against those that Silverstein, Webster and Kiemle, Spectrometric Identification of Organic
/// Compounds, 7th edition (2005), and Gottlieb, Kotlyar and Nudelman, J. Org. Chem. 62, 7512 (1997) give.
struct CarbonShiftTests {
  /// In ppm, for every peak: what additive rules are known to reach.
  static let tolerance = 6.0

  static let compounds = [
    MeasuredShifts("ethanol", "CCO", [18.4, 58.3], "qt"),
    MeasuredShifts("toluene", "Cc1ccccc1", [21.4, 125.3, 128.2, 128.2, 129.0, 129.0, 137.8], "qddddds"),
    MeasuredShifts("ethyl acetate", "CCOC(C)=O", [14.2, 21.0, 60.5, 171.4], "qqts"),
    MeasuredShifts("2-butanone", "CCC(C)=O", [7.9, 29.5, 36.9, 209.6], "qqts"),
    MeasuredShifts("acetonitrile", "CC#N", [1.9, 116.4], "qs"),
    MeasuredShifts("hexane", "CCCCCC", [14.1, 14.1, 22.7, 22.7, 31.6, 31.6], "qqtttt"),
    MeasuredShifts("2,2-dimethylbutane", "CCC(C)(C)C", [8.7, 28.9, 28.9, 28.9, 30.3, 36.5], "qqqqst"),
    MeasuredShifts("diethyl ether", "CCOCC", [15.2, 15.2, 65.9, 65.9], "qqtt"),
    MeasuredShifts("dichloromethane", "ClCCl", [53.5], "t"),
    MeasuredShifts("1-hexene", "CCCCC=C", [13.9, 22.3, 31.4, 33.6, 114.2, 139.0], "qttttd"),
    MeasuredShifts("cyclohexane", "C1CCCCC1", [26.9, 26.9, 26.9, 26.9, 26.9, 26.9], "tttttt"),
    MeasuredShifts("anisole", "COc1ccccc1", [55.1, 113.9, 113.9, 120.7, 129.5, 129.5, 159.6], "qddddds"),
    MeasuredShifts(
      "4-nitrotoluene", "Cc1ccc(cc1)[N+](=O)[O-]", [21.6, 123.5, 123.5, 129.8, 129.8, 146.0, 146.2], "qddddss"),
    MeasuredShifts("3-picoline", "Cc1cccnc1", [18.3, 123.1, 133.1, 136.5, 147.0, 150.1], "qdsddd"),
  ]

  @Test(arguments: compounds)
  func liesWithinTheTolerance(_ compound: MeasuredShifts) throws {
    let peaks = try simulatedPeaks(.carbon13, compound.smiles)
    #expect(peaks.count == compound.shifts.count)
    for (peak, shift) in zip(peaks, compound.shifts) {
      #expect(abs(peak.shift - shift) < Self.tolerance, "simulated \(peak.shift), measured \(shift)")
    }
    // Neighbouring peaks may change places.
    #expect(peaks.compactMap(\.multiplicity).sorted() == compound.multiplicities.map { String($0) }.sorted())
  }

  @Test func repeatsEquivalentAtoms() throws {
    #expect(try simulatedPeaks(.carbon13, "c1ccccc1").map(\.shift) == Array(repeating: 128.5, count: 6))
  }

  @Test func isTheSameForEverySpelling() throws {
    let spellings = ["CC(=O)Oc1ccccc1C(=O)O", "OC(=O)c1ccccc1OC(C)=O"]
    let spectra = try spellings.map { try simulatedPeaks(.carbon13, $0) }
    #expect(spectra[0] == spectra[1])
  }
}
