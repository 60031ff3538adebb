import Experiments
import Foundation
import Spectra
import Testing

struct DataCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(
    _ text: String, named name: String, _ options: DataCheck.Options = DataCheck.Options()
  ) throws -> DataCheck.FileReport {
    try #require(try DataCheck(options).run([folder.write(text, to: name)]).first)
  }

  @Test func countsSpectra() throws {
    let text = """
      smiles,name,kind,peaks,origin
      CCO,ethanol,ei,31:100|45:50,
      OCC,the same,ei,31:100|45:50,
      OCC,another spectrum,ei,31:100|45:51,
      C,methane,13c,-2.3,simulated
      C1CC,open ring,13c,10,
      ,nameless,13c,10,
      ,nameless,13c,10,
      C,methane,13c,ten,
      """
    var options = DataCheck.Options()
    options.rejectedFile = folder.url.appending(path: "rejected.csv")
    options.shownRejections = 1
    let report = try check(text, named: "a.csv", options)
    #expect(report.format == "csv" && report.records == 8)
    #expect(report.molecules == 2)
    #expect(report.spectra == ["EI mass spectrum": 3, "13C NMR spectrum": 4])
    #expect(report.duplicates == 2)
    #expect(report.withoutStructure == 2 && report.unreadableStructures == 1)
    #expect(report.rejected == 1 && report.simulated == 1)
    #expect(report.firstRejections.map(\.line) == [6])
    let lines = try folder.read("rejected.csv").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains(",6,structure,C1CC,"))
    #expect(lines[2].hasSuffix(",9,,,column 'peaks': 'ten' begins with no chemical shift"))
  }

  /// Molecules without spectra are counted as such.
  @Test(arguments: [
    ("a.smi", "CCO one\nOCC two\nC1CC three\nC four\n"),
    ("a.csv", "smiles,name\nCCO,one\nOCC,two\nC1CC,three\nC,four\n"),
  ])
  func countsMolecules(name: String, text: String) throws {
    let report = try check(text, named: name)
    #expect(report.records == 4 && report.molecules == 2 && report.duplicates == 1)
    #expect(report.unreadableStructures == 1 && report.spectra.isEmpty && report.rejected == 0)
  }

  @Test func countsStructures() throws {
    let block =
      "methane\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
      + "    0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0\nM  END\n"
    let plain = try check("\(block)$$$$\n\(block)$$$$\n", named: "plain.sdf")
    #expect(plain.records == 2 && plain.molecules == 1 && plain.duplicates == 1)
    let spectra = try check("\(block)> <Spectrum 13C 0>\n-2.3;0.0Q;0|\n\n$$$$\n\(block)$$$$\n", named: "spectra.sdf")
    #expect(spectra.records == 1 && spectra.spectra == ["13C NMR spectrum": 1])
  }
}
