import ACML
import Experiments
import Foundation
import Testing

/// The messages, word for word: they are what a user has to go on.
struct DataErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var content: Data?
    var options = Dataset.Options()
    let message: String
    var failure = FailureClass.data
    var testDescription: String { name }

    init(
      _ name: String, _ content: String?, _ message: String, failure: FailureClass = .data,
      options: Dataset.Options = Dataset.Options()
    ) {
      self.name = name
      self.content = content.map { Data($0.utf8) }
      self.message = message
      self.failure = failure
      self.options = options
    }
  }

  static let cases = [
    Case("none.csv", nil, "DIR/none.csv: no such file.", failure: .missingInput),
    Case("empty.csv", "", "DIR/empty.csv: the file is empty."),
    Case("header.csv", "smiles,name\n", "DIR/header.csv: the file holds a header but no rows."),
    Case(
      "table.xls", "smiles\nC\n",
      "DIR/table.xls: the ending names no known format; known are .csv, .tsv, .tab, .smi, .smiles, .sdf and .sd, each "
        + "also with .gz."),
    Case(
      "column.csv", "id,Smiles,logP\n1,C,2\n",
      "DIR/column.csv: there is no column 'smiles'; did you mean 'Smiles'? The columns are 'id', 'Smiles', 'logP'."),
    Case(
      "far.csv", "id,structure\n1,C\n",
      "DIR/far.csv: there is no column 'smiles'. The columns are 'id', 'structure'."),
    Case("twice.csv", "smiles,smiles\nC,C\n", "DIR/twice.csv: several columns are named 'smiles'."),
    Case(
      "tabs.csv", "smiles\tname\nC\tmethane\n",
      "DIR/tabs.csv: expected comma-separated values, found tab-separated values."),
    Case(
      "words.sdf", "smiles,name\nC,methane\n",
      "DIR/words.sdf: expected a structure-data file, found text without a molblock."),
    Case(
      "book.csv", "PK\u{3}\u{4}rest",
      "DIR/book.csv: expected comma-separated values, found a zip archive (or a spreadsheet saved as .xlsx)."),
    Case("binary.csv", "smiles\0\n", "DIR/binary.csv: expected comma-separated values, found binary data."),
    Case(
      "quote.csv", "smiles,name\nC,\"methane\nCC,ethane\n", "DIR/quote.csv:2: a quote is opened here and never closed."),
    Case(
      "bad.csv", "smiles,name\nC,methane\nC1CC,open\n",
      "DIR/bad.csv:3: column 'smiles': 'C1CC': no molecule: REASON. Set onInvalid to skip or mark to go on without such "
        + "rows."),
    Case(
      "blank.csv", "smiles,name\nC,methane\n,nothing\n",
      "DIR/blank.csv:3: column 'smiles': there is no SMILES. Set onInvalid to skip or mark to go on without such rows."),
    Case(
      "ragged.csv", "smiles,name\nC\n",
      "DIR/ragged.csv:2: 'C': 1 fields where the header has 2. Set onInvalid to skip or mark to go on without such rows."
    ),
    Case(
      "allbad.csv", "smiles\nC1CC\nxyz\n",
      "DIR/allbad.csv: none of the 2 rows can be used; the first: DIR/allbad.csv:2: column 'smiles': 'C1CC': no "
        + "molecule: REASON.",
      options: Dataset.Options(onInvalid: .mark)),
  ]

  @Test(arguments: cases)
  func says(testCase: Case) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: testCase.name)
    if let content = testCase.content { try content.write(to: file) }
    do {
      _ = try Dataset(reading: file, options: testCase.options)
      Issue.record("nothing was thrown")
    } catch let error as any ClassifiedError {
      // RDKit's own words are its business.
      let text = folder.neutral(error).replacing(/no molecule: .*?(\. Set|\.$)/) { "no molecule: REASON\($0.output.1)" }
      #expect(text == testCase.message)
      #expect(error.failureClass == testCase.failure)
    }
  }

  @Test func aFolderIsNoDataFile() throws {
    let folder = try TemporaryFolder()
    let inner = folder.url.appending(path: "inner.csv")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    #expect(
      message(in: folder) { _ = try Dataset(reading: inner) }
        == "DIR/inner.csv: this is a folder, a data file was expected.")
  }

  @Test func cutOffCompressionNamesThePlace() throws {
    let folder = try TemporaryFolder()
    let packed = try folder.gzipped("smiles\n" + String(repeating: "CCO\n", count: 1000))
    let file = try folder.write(packed.dropLast(9), to: "cut.csv.gz")
    #expect(
      message(in: folder) { _ = try Dataset(reading: file) }
        == "DIR/cut.csv.gz: the gzip stream is damaged at byte \(packed.count - 9): it ends early.")
  }
}
