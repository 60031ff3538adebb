public import ACML
internal import Chemistry
internal import Files
public import Foundation

/// What tables of pictures leave open.
public struct PictureTableSettings: Settings, Equatable {
  public var imageColumn = "image"

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init("imageColumn", \.imageColumn, "the column that holds the paths of PNG files, counted from the table's folder")
  ]
}

/// Pictures named in a table: each row a molecule and the path of a PNG file, all other columns as they are.
public final class PictureTableReader: SampleReader {
  private let folder: URL
  private var table: DelimitedTable
  private let image, smiles: Int

  /// Larger files are no pictures of molecules.
  private static let byteLimit = 64 << 20

  /// - Parameter file: CSV, or TSV if its name says so, each also gzipped.
  /// - Throws: ``ImageError``, `SourceError`, `FileError`.
  public init(_ file: URL, _ settings: PictureTableSettings, _ context: SampleReaderContext) throws {
    folder = file.deletingLastPathComponent()
    let isTabbed = file.lastPathComponent.contains(/\.tsv(\.gz)?$/.ignoresCase())
    table = try DelimitedTable(
      ByteSource(path: file.path), delimiter: isTabbed ? UInt8(ascii: "\t") : UInt8(ascii: ","))
    func place(_ column: String, in columns: [String]) throws -> Int {
      guard let place = columns.firstIndex(of: column) else {
        throw ImageError.missingColumn(file: file.path, column: column, columns: columns)
      }
      return place
    }
    image = try place(settings.imageColumn, in: table.columns)
    smiles = try place(context.smilesColumn, in: table.columns)
  }

  public func next() throws -> SampleRecord? {
    guard let row = try table.next() else { return nil }
    if let fault = row.fault { return SampleRecord(line: row.line, .fault(fault)) }
    let path = row.values[image]
    let others = zip(table.columns, row.values).enumerated().filter { $0.offset != image && $0.offset != smiles }
      .map { (key: $0.element.0, value: $0.element.1) }
    do {
      return SampleRecord(
        line: row.line, .sample(try picture(path), .smiles(row.values[smiles])), name: path, fields: others)
    } catch {
      return SampleRecord(line: row.line, .fault("\(path): \(error)"), name: path, fields: others)
    }
  }

  private func picture(_ path: String) throws -> Picture {
    let url = path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
    let source = try ByteSource(path: url.path)
    var bytes: [UInt8] = []
    while let byte = try source.next() {
      bytes.append(byte)
      if bytes.count > Self.byteLimit { throw PictureError.unreadable("more than \(Self.byteLimit >> 20) MiB") }
    }
    return try Picture(png: bytes)
  }
}
