import Foundation
import Spectra
import Testing

struct SpectrumFormatTests {
  private static let contents: [(format: SpectrumFormat, text: String)] = [
    (.msp, "Name: a\nNum Peaks: 1\n1 1\n"), (.mgf, "COM=x\nBEGIN IONS\n1 1\nEND IONS\n"),
    (.massBank, "ACCESSION: a\nPK$NUM_PEAK: 1\nPK$PEAK: m/z int.\n  1 1\n//\n"),
    (.mzML, "<?xml version=\"1.0\"?>\n<mzML></mzML>"),
    (.jcampDX, "##TITLE= a\n##END=\n"), (.sdf, "a\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n"),
  ]

  private static func format(_ text: String, _ name: String) throws -> SpectrumFormat {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return try SpectrumStream(opening: file).format
  }

  @Test(arguments: contents)
  func `The content decides where the ending says nothing`(format: SpectrumFormat, text: String) throws {
    #expect(try Self.format(text, "a.txt") == format)
    #expect(try Self.format(text, "a") == format)
    #expect(try Self.format("\n" + text, "a.txt") == format)
  }

  @Test(arguments: contents)
  func `The content contradicts the ending`(format: SpectrumFormat, text: String) throws {
    let other = SpectrumFormat.msp == format ? SpectrumFormat.mgf : .msp
    let error = #expect(throws: SpectrumFileError.self) { try Self.format(text, "a.\(other.rawValue)") }
    guard case .contentMismatch(_, other, format.name) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    arguments: [
      ("a.JDX", SpectrumFormat.jcampDX), ("a.dx.gz", .jcampDX), ("a.sd", .sdf), ("a.tab", .tsv), ("b.mzML.GZ", .mzML),
      ("x/a.b.msp", .msp),
    ])
  func `Endings`(path: String, format: SpectrumFormat) {
    #expect(SpectrumFormat(ending: path) == format)
  }

  @Test func `Tables are told by their ending`() throws {
    #expect(try Self.format("smiles,c13\nC,1\n", "a.csv") == .csv)
    #expect(throws: SpectrumFileError.self) { try Self.format("smiles,c13\nC,1\n", "a.txt") }
  }

  @Test(
    arguments: [
      ("", "f.msp", "f.msp: the file is empty; a record at least was expected."),
      (
        "hello", "f.xyz",
        "f.xyz: the format is unknown. Spectra are read from .msp, .mgf, .massbank, .mzml, .jdx, .dx, .jcamp, .sdf, .sd, "
          + ".csv, .tsv, .tab and MassBank's .txt, each also gzipped; name the format where the ending is another."
      ),
      (
        "<mzXML/>", "f.mzML",
        "f.mzML: this should be mzML, but it looks like XML other than mzML. Name the right format or rename the file."
      ),
      (
        "\0\0", "f.mgf",
        "f.mgf: this should be MGF, but it looks like no text, but binary data. Name the right format or rename the file."
      ),
    ])
  func `Messages`(text: String, name: String, message: String) throws {
    let error = #expect(throws: SpectrumFileError.self) { try Self.format(text, name) }
    #expect(
      error?.description.split(separator: "/").last.map(String.init) ?? "" == message.split(separator: "/").last.map(
        String.init) ?? "")
  }
}
