import ACML
import Raman
import Testing

/// The file format.
struct ReaderTests {
  /// Laid out as an export of RRUFF; the numbers are made up.
  private let exported = """
    ##NAMES=Whewellite
    ##RRUFFID=R000000
    ##IDEAL CHEMISTRY=Ca(C_2_O_4_)&#183;H_2_O
    ##LOCALITY=
    ##SOURCE=made up for this test
    ##STATUS=
    ##URL=
    895.1, 120.5
    896.0, 340.25
    897.2, 98

    ##END=


    """

  private func reason(_ record: SampleRecord) -> String? {
    if case .fault(let reason) = record.content { reason } else { nil }
  }

  @Test func readsAnExportOfRRUFF() throws {
    let records = try RamanFiles.records(of: exported)
    let record = try #require(records.first)
    #expect(records.count == 1 && record.line == 1 && record.name == "Whewellite" && !record.isSimulated)
    #expect(record.fields.map(\.key) == ["RRUFFID", "IDEAL CHEMISTRY", "LOCALITY", "SOURCE", "STATUS", "URL"])
    guard case .sample(let payload, let structure) = record.content else {
      Issue.record("the record is no sample")
      return
    }
    // RRUFF has minerals: no structure.
    #expect(structure == nil)
    let expected = try RamanSpectrum(shifts: [895.1, 896, 897.2], intensities: [120.5, 340.25, 98])
    #expect(payload as? RamanSpectrum == expected)
  }

  @Test func readsSeveralWithTheirMoleculesAndLines() throws {
    let records = try RamanFiles.records(
      of: "##NAMES=a\n##SMILES=CCO\n##SIMULATED=yes\n1 2\n2\t3\n##END=\n##TITLE=b\n3,1\n2,5\n##TITLE=c\n1 1\n2 2")
    #expect(records.map(\.name) == ["a", "b", "c"])
    #expect(records.map(\.line) == [1, 7, 10])
    #expect(records.map(\.isSimulated) == [true, false, false])
    guard case .sample(_, .smiles("CCO")?) = records[0].content, case .sample(let turned, nil) = records[1].content
    else {
      Issue.record("found \(records)")
      return
    }
    // From high to low shifts, as some instruments write them.
    let expected = try RamanSpectrum(shifts: [2, 3], intensities: [5, 1])
    #expect(turned as? RamanSpectrum == expected)
  }

  @Test(arguments: [
    ("##NAMES=a\n1, 2\nx, 3\n##END=", "line 3: found `x, 3`, expected a shift and an intensity"),
    ("1, 2\n2, nan\n3, 4", "line 2: found `2, nan`, expected a shift and an intensity"),
    ("1, 2, 3\n2, 3, 4", "line 1: found `1, 2, 3`, expected a shift and an intensity"),
    ("##NAMES=a\n##END=", "found 0 points, expected 2 to 1048576"),
    ("1, 2\n3, 4\n2, 5", "the shifts are in no order: 3.0 and 2.0 cm⁻¹ follow each other"),
  ])
  func saysWhyARecordCannotBeRead(_ text: String, _ expected: String) throws {
    let records = try RamanFiles.records(of: text + "\n##NAMES=next\n1 1\n2 2\n")
    #expect(records.first.flatMap(reason) == expected)
    // What follows is read all the same.
    #expect(records.last?.name == "next" || !text.hasSuffix("##END="))
  }

  @Test func anEmptyFileHasNoRecord() throws { #expect(try RamanFiles.records(of: "\n# nothing\n").isEmpty) }
}
