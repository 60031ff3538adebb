import Spectra
import Testing

/// Simulated 1H shifts against those of Gottlieb, Kotlyar and Nudelman, J. Org. Chem. 62, 7512 (1997) and of Pretsch,
/// Bühlmann and Badertscher (2009).
struct ProtonShiftTests {
  /// In ppm, for every peak.
  static let tolerance = 0.45

  static let compounds = [
    MeasuredShifts("dimethyl ether", "COC", [3.24], "s"),
    MeasuredShifts("ethyl acetate", "CCOC(C)=O", [1.26, 2.05, 4.12], "tsq"),
    MeasuredShifts("2-butanone", "CCC(C)=O", [1.06, 2.14, 2.46], "tsq"),
    MeasuredShifts("diethyl ether", "CCOCC", [1.21, 3.48], "tq"),
    MeasuredShifts("acetonitrile", "CC#N", [2.10], "s"),
    MeasuredShifts("1-bromopropane", "CCCBr", [1.03, 1.87, 3.39], "t6t"),
    MeasuredShifts("anisole, ring meta, para, ortho", "COc1ccccc1", [3.75, 6.86, 6.90, 7.25], "stdt"),
    MeasuredShifts("methyl trans-cinnamate, chain", "COC(=O)/C=C/C(C)(C)C", [1.08, 3.73, 5.74, 6.98], "ssdd"),
    MeasuredShifts("vinyl acetate", "CC(=O)OC=C", [2.13, 4.56, 4.88, 7.28], "sttt"),
  ]

  @Test(arguments: compounds)
  func liesWithinTheTolerance(_ compound: MeasuredShifts) throws {
    let peaks = try simulatedPeaks(.proton, compound.smiles)
    #expect(peaks.count == compound.shifts.count)
    for (peak, shift) in zip(peaks, compound.shifts) {
      #expect(abs(peak.shift - shift) < Self.tolerance, "simulated \(peak.shift), measured \(shift)")
    }
  }

  @Test func countsHydrogensAndLines() throws {
    let peaks = try simulatedPeaks(.proton, "CCOC(C)=O")
    #expect(peaks.map(\.integral) == [3, 3, 2])
    #expect(peaks.map(\.multiplicity) == ["t", "s", "q"])
    // Nine hydrogens of tert-butyl are one peak; the one of isobutane couples to nine.
    #expect(try simulatedPeaks(.proton, "CC(C)(C)Br").map(\.integral) == [9])
    #expect(Set(try simulatedPeaks(.proton, "CC(C)C").map(\.multiplicity)) == ["d", "m"])
  }

  @Test func tellsCisFromTrans() throws {
    func vinylic(_ smiles: String) throws -> Double {
      try simulatedPeaks(.proton, smiles).filter { $0.shift > 5 }.map(\.shift).max() ?? 0
    }
    // Methyl fumarate 6.86, methyl maleate 6.28 ppm.
    let (fumarate, maleate) = (try vinylic("COC(=O)/C=C/C(=O)OC"), try vinylic("COC(=O)/C=C\\C(=O)OC"))
    #expect(abs(fumarate - 6.86) < 0.5 && abs(maleate - 6.28) < 0.5)
    #expect(fumarate > maleate + 0.3)
  }
}
