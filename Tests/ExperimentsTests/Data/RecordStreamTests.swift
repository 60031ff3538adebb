import Experiments
import Files
import Foundation
import Testing

struct RecordStreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func records(_ text: String, named name: String) throws -> (columns: [String], records: [SourceRecord]) {
    try records(Data(text.utf8), named: name)
  }

  private func records(_ data: Data, named name: String) throws -> (columns: [String], records: [SourceRecord]) {
    let stream = try RecordStream(opening: try folder.write(data, to: name))
    var records: [SourceRecord] = []
    while let record = try stream.next() { records.append(record) }
    return (stream.columns, records)
  }

  @Test func readsQuotedFieldsAndCountsLines() throws {
    let text =
      "\u{feff}id,\"smiles\",note\r\n"
      + "1,CCO,\"a \"\"quoted\"\" word\"\r\n"
      + "\r\n"
      + "2,\"CC\",\"two\nlines, one field\"\r\n"
      + "3,C,5\" pipe\n"
      + "4,N,"
    let (columns, records) = try records(text, named: "a.csv")
    #expect(columns == ["id", "smiles", "note"])
    #expect(records.map(\.line) == [2, 4, 6, 7])
    #expect(records.allSatisfy { $0.fault == nil })
    #expect(
      records.map(\.values) == [
        ["1", "CCO", "a \"quoted\" word"], ["2", "CC", "two\nlines, one field"], ["3", "C", "5\" pipe"],
        ["4", "N", ""],
      ])
  }

  @Test func reportsMalformedRowsAndGoesOn() throws {
    var data = Data("smiles,name\nC,methane\nCC\nCCC,a,b\n\"C\"C,x\nO,caf".utf8)
    data += [0xe9]
    data += Data("\nN,ammonia\n".utf8)
    let (_, records) = try records(data, named: "ragged.csv")
    #expect(
      records.map(\.fault) == [
        nil, "1 fields where the header has 2", "3 fields where the header has 2", "text after a closing quote",
        "field 2 is not UTF-8 text", nil,
      ])
    #expect(records.map(\.line) == [2, 3, 4, 5, 6, 7])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func acceptsEveryLineEnd(end: String) throws {
    let lines = ["smiles\tname", "C\tmethane", "CC\t\"eth\tane\""]
    let (columns, records) = try records(lines.joined(separator: end) + end, named: "a.tsv")
    #expect(columns == ["smiles", "name"])
    #expect(records.map(\.values) == [["C", "methane"], ["CC", "eth\tane"]])
  }

  @Test func readsListsOfSMILES() throws {
    let text = "smiles name\n# a comment\nCCO ethyl  alcohol \n\n  C\tmethane\nO"
    let (columns, records) = try records(text, named: "a.smi")
    #expect(columns == ["smiles", "name"])
    #expect(records.map(\.values) == [["CCO", "ethyl  alcohol"], ["C", "methane"], ["O", ""]])
    #expect(records.map(\.line) == [3, 5, 6])
  }

  @Test func readsStructureData() throws {
    let block =
      "methane\n  test\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n"
      + "    0.0000    0.0000    0.0000 C   0  0  0  0  0  0  0  0  0  0  0  0\nM  END\n"
    let text =
      block + ">  <id>  (1)\n17\n\n> <note>\nfirst\nsecond\n\n$$$$\n"
      + "broken\n\n\nno counts here\n> <id>\n18\n\n$$$$\n" + block + "> <later>\n> starts so\n\n$$$$\n\n\n"
    let (columns, records) = try records(text, named: "a.sdf")
    #expect(columns == ["name", "id", "note", "later"])
    #expect(records.map(\.line) == [1, 15, 23])
    #expect(records[0].values == ["methane", "17", "first\nsecond"])
    #expect(records[0].molBlock == block)
    #expect(records[1].values == ["broken", "18", ""])
    #expect(records[1].fault == "the molblock has no 'M  END'")
    #expect(records[2].values == ["methane", "", "", "> starts so"])
  }

  @Test func decompressesByContentNotByName() throws {
    let text = "smiles\n" + (0..<50_000).map { "C\($0)\n" }.joined()
    let packed = try folder.gzipped(text)
    for name in ["a.csv.gz", "a.csv"] {
      let (_, records) = try records(packed, named: name)
      #expect(records.count == 50_000)
      #expect(records.last?.values == ["C49999"])
    }
    let (_, plain) = try records(text, named: "plain.csv.gz")
    #expect(plain.count == 50_000)
  }

  @Test func readsConcatenatedAndPaddedMembers() throws {
    let packed = try folder.gzipped("smiles\nC\n") + folder.gzipped("CC\n") + Data(repeating: 0, count: 300_000)
    #expect(try records(packed, named: "a.csv.gz").records.map(\.values) == [["C"], ["CC"]])
  }

  @Test func cutOffCompressionIsAnError() throws {
    let packed = try folder.gzipped("smiles,name\n" + (0..<400).map { "C,\($0 * 7919 % 1009)\n" }.joined())
    for length in 2..<packed.count {
      #expect(throws: SourceError.self, "cut to \(length) bytes") {
        try records(packed.prefix(length), named: "cut.csv.gz")
      }
    }
  }

  @Test func damagedCompressionIsAnError() throws {
    let packed = try folder.gzipped("smiles,name\n" + (0..<400).map { "C,\($0 * 7919 % 1009)\n" }.joined())
    for place in stride(from: 10, to: packed.count, by: 7) {
      var damaged = packed
      damaged[damaged.startIndex + place] ^= 0x55
      #expect(throws: SourceError.self, "byte \(place)") { try records(damaged, named: "damaged.csv.gz") }
    }
  }

  /// No content of any kind makes a reader crash, hang or throw anything but its own error.
  @Test(arguments: DataFormat.allCases)
  func survivesArbitraryContent(format: DataFormat) throws {
    let pieces: [[UInt8]] =
      [
        "\"", ",", "\t", "\n", "\r", "\r\n", "$$$$", "M  END", "> <a>", "C", "smiles", "V2000", " ", "#", "\u{feff}",
      ].map { Array($0.utf8) } + [[0xff], [0xc3], [0x1f, 0x8b], [0]]
    var state: UInt64 = 1
    for _ in 0..<500 {
      var bytes: [UInt8] = []
      for _ in 0..<30 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes += pieces[Int(state >> 33) % pieces.count]
      }
      do {
        _ = try records(Data(bytes), named: "fuzz.\(format.rawValue)")
      } catch is DataError {
      } catch is SourceError {}
    }
  }
}
