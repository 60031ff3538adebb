import NMR
import Testing

@Suite("Classes of multiplicity") struct PeakPatternTests {
  @Test(
    "13C: letters and groups tell the attached hydrogens; nothing else is guessed",
    arguments: zip(["S", "d", "CH2", "q", "m", "", "u"], [1, 2, 3, 4, 0, 0, 0]))
  func carbon(_ multiplicity: String, _ pattern: Int) {
    #expect(PeakPatterns.attachedHydrogens.pattern(of: multiplicity) == pattern)
  }

  @Test(
    "1H: the form of the multiplet, broad or not",
    arguments: zip(
      ["s", "br s", "brs", "bd", "t", "q", "quint", "sept", "dd", "DDD", "br. dt", "m", "qd", "u", "b"],
      [1, 1, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 6, 0, 0]))
  func proton(_ multiplicity: String, _ pattern: Int) {
    #expect(PeakPatterns.couplingPatterns.pattern(of: multiplicity) == pattern)
  }

  @Test("A peak without multiplicity is of the unknown class")
  func missing() {
    #expect(PeakPatterns.attachedHydrogens.pattern(of: nil) == 0)
    #expect(PeakPatterns.couplingPatterns.pattern(of: nil) == 0)
  }
}
