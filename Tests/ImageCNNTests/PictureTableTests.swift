import ACML
import Chemistry
import Files
import Foundation
import ImageCNN
import Testing

@Suite("Tables of pictures") struct PictureTableTests {
  /// Described in that folder's `make_pictures.py`.
  private static let picture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "ChemistryTests/reference/picture-grey.png")

  private func records(
    _ table: String, name: String = "pictures.csv", _ settings: PictureTableSettings = .init(),
    smiles: String = "smiles"
  ) throws -> [SampleRecord] {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(at: Self.picture, to: folder.url.appending(path: "a.png"))
    try Data("no picture".utf8).write(to: folder.url.appending(path: "b.png"))
    let file = folder.url.appending(path: name)
    try Data(table.utf8).write(to: file)
    let reader = try PictureTableReader(file, settings, SampleReaderContext(smilesColumn: smiles))
    var records: [SampleRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  @Test("Rows become samples; what can't be read is told with its line")
  func rows() throws {
    let records = try records(
      "id,smiles,image\n1,CCO,a.png\n2,C,\(Self.picture.path)\n3,CC,b.png\n4,CC,c.png\n5,CC\n")
    #expect(records.map(\.line) == [2, 3, 4, 5, 6])
    for record in records.prefix(2) {
      guard case .sample(let payload, let structure) = record.content else {
        Issue.record("no sample")
        continue
      }
      #expect(payload as? Picture == (try Picture(png: Array(Data(contentsOf: Self.picture)))))
      #expect(structure == .smiles(record.line == 2 ? "CCO" : "C"))
    }
    #expect(records[0].fields.map(\.key) == ["id"] && records[0].fields.map(\.value) == ["1"])
    let faults = records.compactMap { if case .fault(let reason) = $0.content { reason } else { nil } }
    #expect(faults.count == 3)
    #expect(faults[0].hasSuffix("b.png: the picture can't be read: not a PNG file"))
    #expect(faults[1].contains("c.png") && faults[2].hasPrefix("2 fields where the header has 3"))
  }

  @Test("Columns may have other names, and tabs between them")
  func columns() throws {
    var settings = PictureTableSettings()
    settings.imageColumn = "file"
    #expect(try records("file\tmol\na.png\tC\n", name: "pictures.tsv", settings, smiles: "mol").count == 1)
    #expect { try records("smiles,picture\n") } throws: {
      "\($0)".hasSuffix("pictures.csv: no column `image`; found: smiles, picture")
    }
  }

  @Test("A picture is the same after a stay in a store of samples; damaged bytes are an error")
  func bytes() throws {
    let picture = try Molecule(smiles: "CCO").picture(width: 20, height: 30, colors: .rgb)
    let bytes = picture.canonicalBytes
    #expect(try Picture(canonicalBytes: bytes) == picture)
    for count in 0..<bytes.count {
      #expect(throws: SampleFault.self) { try Picture(canonicalBytes: Array(bytes[..<count])) }
    }
    #expect(throws: SampleFault.self) { try Picture(canonicalBytes: bytes + [0]) }
  }
}
