import Chemistry
import Experiments
import Files
import Foundation
import Testing

struct DatasetTests {
  private let folder: TemporaryFolder
  private static let table = "id,smiles\na,CCO\nb,C1CC\nc,OCC\nd\ne,c1ccccc1\n"

  init() throws { folder = try TemporaryFolder() }

  @Test func failStopsAtTheFirstBadRow() throws {
    let file = try folder.write(Self.table, to: "a.csv")
    let error = #expect(throws: DataError.self) { try Dataset(reading: file) }
    guard case .invalidRow(let row) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(row.line == 3)
    #expect(row.column == "smiles")
    #expect(row.text == "C1CC")
  }

  @Test func skipLeavesBadRowsOutAndReportsThem() throws {
    let file = try folder.write(Self.table, to: "a.csv")
    let dataset = try Dataset(reading: file, options: .init(onInvalid: .skip))
    #expect(try dataset.values(of: "id") == ["a", "c", "e"])
    #expect(dataset.rows.map(\.line) == [2, 4, 6])
    #expect(dataset.rejected.map(\.line) == [3, 5])
  }

  @Test func markKeepsCountAndOrder() throws {
    let file = try folder.write(Self.table, to: "a.csv")
    let dataset = try Dataset(reading: file, options: .init(onInvalid: .mark))
    #expect(try dataset.values(of: "id") == ["a", "b", "c", "d", "e"])
    #expect(dataset.rows.map(\.isValid) == [true, false, true, false, true])
    #expect(dataset.validRows == [0, 2, 4])
    #expect(try dataset.molecule(at: 1) == nil)
    #expect(try dataset.sample(at: 1) == nil)
    #expect(dataset.rejected.map(\.line) == [3, 5])
  }

  @Test func twoSpellingsAreOneIdentity() throws {
    let file = try folder.write("smiles\nCCO\nOCC\nC(O)C\nC\nC[C@H](N)O\nC[C@@H](N)O\n", to: "a.csv")
    let dataset = try Dataset(reading: file)
    #expect(dataset.rows[0].identity == dataset.rows[1].identity)
    #expect(dataset.rows[4].identity != dataset.rows[5].identity)
    let repetition = dataset.repetition
    #expect(repetition.molecules == 4)
    #expect(repetition.repeated == 1)
    #expect(repetition.surplusRows == 2)
    #expect(dataset.rows.count == 6)
  }

  @Test func samplesCarryTheSpellingOfTheFile() throws {
    let dataset = try Dataset(reading: try folder.write("smiles\nOCC\n", to: "a.csv"))
    let sample = try #require(try dataset.sample(at: 0))
    #expect(sample.smiles == "OCC")
    #expect(sample.identity == "CCO")
    let molecule = try sample.molecule
    #expect(molecule.atomCount == 3)
  }

  @Test func readsStructureDataWithBadRecords() throws {
    let good = try #require(Self.ethanol)
    let text =
      good + "> <id>\n1\n\n$$$$\n" + good.replacing(" C  ", with: " Qq ") + "> <id>\n2\n\n$$$$\n" + good
      + "> <yield>\n3\n\n$$$$\n"
    let file = try folder.write(text, to: "a.sdf")
    let dataset = try Dataset(reading: file, options: .init(onInvalid: .mark))
    #expect(dataset.columns == ["name", "id", "yield"])
    #expect(dataset.rows.map(\.isValid) == [true, false, true])
    #expect(dataset.rows.map(\.values) == [["ethanol", "1", ""], ["ethanol", "2", ""], ["ethanol", "", "3"]])
    #expect(dataset.rows[0].smiles == "CCO")
  }

  private static let ethanol: String? = """
    ethanol
      test

      3  2  0  0  0  0  0  0  0  0999 V2000
        0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
        1.2990    0.7500    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0
        2.5981   -0.0000    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
      1  2  1  0
      2  3  1  0
    M  END

    """

  @Test func parallelParsingKeepsOrder() throws {
    let lengths = (0..<10_000).map { $0 * 7919 % 23 + 1 }
    let text = "smiles\n" + lengths.map { String(repeating: "C", count: $0) + "\n" }.joined()
    let dataset = try Dataset(reading: try folder.write(text, to: "a.csv"), options: .init(keepsMolecules: false))
    #expect(dataset.rows.map(\.line) == Array(2..<10_002))
    let atoms = try dataset.map(dataset.validRows) { $0.atomCount }
    #expect(atoms == lengths)
  }

  @Test func progressCanEndTheReading() throws {
    struct Stopped: Error {}
    let file = try folder.write("smiles\n" + String(repeating: "C\n", count: 20_000), to: "a.csv")
    var heard: [Int] = []
    #expect(throws: Stopped.self) {
      try Dataset(reading: file) { rows in
        heard.append(rows)
        if rows >= 5000 { throw Stopped() }
      }
    }
    #expect(heard == [4096, 8192])
  }

  @Test func digestIsThatOfTheFile() throws {
    let file = try folder.write("smiles\nC\n", to: "a.csv")
    #expect(
      try Dataset(reading: file).files[0].digest == SHA256.digest(of: try Data(contentsOf: file)).description)
  }

  @Test func severalFilesAreOneDataset() throws {
    let first = try folder.write("smiles,a\nC,1\nx1,2\n", to: "first.csv")
    let second = try folder.write("b\tsmiles\n3\tCC\n", to: "second.tsv")
    let third = try folder.write("CCC propane\n", to: "third.smi")
    let dataset = try Dataset(reading: [first, second, third], options: .init(onInvalid: .mark))
    #expect(dataset.columns == ["smiles", "a", "b", "name"])
    #expect(
      dataset.rows.map(\.values) == [
        ["C", "1", "", ""], ["x1", "2", "", ""], ["CC", "", "3", ""], ["CCC", "", "", "propane"],
      ])
    #expect(dataset.rows.map(\.line) == [2, 3, 2, 1])
    #expect(dataset.files.map(\.rows) == [2, 1, 1])
    #expect(dataset.files.map(\.rejected) == [1, 0, 0])
    #expect(dataset.rows.map { URL(filePath: $0.file).lastPathComponent }.last == "third.smi")
  }

  @Test func aColumnMaySayTheIdentity() throws {
    let file = try folder.write("smiles,compound\nCCO,a\nCCN,a\nC,\n", to: "a.csv")
    var options = Dataset.Options(onInvalid: .mark)
    options.identityColumn = "compound"
    let dataset = try Dataset(reading: file, options: options)
    #expect(dataset.rows.map(\.identity) == ["a", "a", nil])
    #expect(dataset.rejected.map(\.reason) == ["there is no identity"])
    options.identityColumn = "compounds"
    #expect(throws: DataError.self) { try Dataset(reading: file, options: options) }
  }

  @Test func largeMoleculesAreRejectedByLimit() throws {
    let file = try folder.write("smiles\nC\nCCCCCC\n", to: "a.csv")
    var options = Dataset.Options(onInvalid: .mark)
    options.limits = MoleculeLimits(maximumAtoms: 5)
    #expect(try Dataset(reading: file, options: options).rows.map(\.isValid) == [true, false])
  }

  @Test func rejectedRowsAreWrittenAsTable() throws {
    let text = String(repeating: "C", count: 90) + "\n\"more\""
    let row = RejectedRow(file: "a,b.csv", line: 7, column: nil, text: text, reason: "says \"no\"")
    #expect(row.text == String(repeating: "C", count: 80) + "…")
    try [row].write(to: folder.url.appending(path: "rejected.csv"))
    let stream = try RecordStream(opening: folder.url.appending(path: "rejected.csv"))
    #expect(stream.columns == ["file", "line", "column", "text", "reason"])
    #expect(try stream.next()?.values == ["a,b.csv", "7", "", row.text, "says \"no\""])
    #expect(folder.entries == ["rejected.csv"])
  }
}
