import Experiments
import Testing

struct MoleculeFilterTests {
  @Test(arguments: [
    ("5ppm", MassTolerance.partsPerMillion(5)), ("0.01Da", .daltons(0.01)), ("10 mDa", .daltons(0.01)),
    ("3PPM", .partsPerMillion(3)), ("0ppm", .partsPerMillion(0)),
  ])
  func tolerancesAreRead(text: String, expected: MassTolerance) {
    #expect(MassTolerance(text) == expected)
  }

  @Test(arguments: ["", "5", "ppm", "-1ppm", "5 percent", "nanDa", "infppm"])
  func otherTolerancesAreRefused(text: String) { #expect(MassTolerance(text) == nil) }

  @Test func aToleranceSpansBothSides() {
    let range = MassTolerance.partsPerMillion(10).range(around: 200)
    #expect(abs(range.lowerBound - 199.998) < 1e-9 && abs(range.upperBound - 200.002) < 1e-9)
    #expect(MassTolerance.daltons(0.5).range(around: 10) == 9.5...10.5)
  }

  @Test func formulasAreCountsOfElements() throws {
    let aspirin = try #require(MolecularFormula("C9H8O4"))
    #expect(aspirin.counts == ["C": 9, "H": 8, "O": 4])
    #expect(MolecularFormula("O4H8C9") == aspirin)
    #expect(MolecularFormula("C6H5O-") != MolecularFormula("C6H5O"))
    #expect(MolecularFormula("CHNOSCl")?.elements == ["C", "H", "N", "O", "S", "Cl"])
    #expect(MolecularFormula("CO")?.elements == ["C", "O"])
    #expect(MolecularFormula("Co")?.elements == ["Co"])
    #expect(MolecularFormula("Ca+2")?.charge == "+2")
  }

  @Test(arguments: ["", "c6", "C0", "Xx", "C6H6 ", "C6H6++x", "6C", "C99999999999999999999", "CHNOS?"])
  func otherFormulasAreRefused(text: String) { #expect(MolecularFormula(text) == nil) }

  @Test(arguments: [
    ("1GB", 1_000_000_000), ("1.5 gb", 1_500_000_000), ("64MB", 64_000_000), ("300", 300), ("2kB", 2000),
  ])
  func sizesAreRead(text: String, expected: Int) { #expect(Int(bytes: text) == expected) }

  @Test(arguments: ["", "GB", "-1GB", "1XB", "1e400GB", "99999999999TB"])
  func otherSizesAreRefused(text: String) { #expect(Int(bytes: text) == nil) }

  @Test func sizesAreWritten() {
    #expect([0, 999, 1_500_000, 2_040_000_000].map(\.formattedBytes) == ["0 B", "999 B", "1.5 MB", "2.04 GB"])
  }
}
