public import Foundation
internal import Files

/// Makes spectra of the bytes of a file; one implementation a format.
///
/// A record that can't be read is an entry of its own, so that no count is lost; after it the reader goes on with the next
/// record. It throws only where the rest of the file can't be told apart into records.
protocol SpectrumReader {
  mutating func next() throws -> SpectrumEntry?
}

/// The spectra of a file, plain or gzipped, read one at a time.
///
/// Whatever is in the file, reading takes less than 512 MiB: lines and tags are bounded, and so are the peaks and the text of
/// a record.
public final class SpectrumStream {
  public let path: String
  public let format: SpectrumFormat
  private let source: ByteSource
  private var reader: any SpectrumReader

  /// Opens a file.
  /// - Parameters:
  ///   - file: plain or gzipped.
  ///   - format: where ending and content are not to decide.
  ///   - options: what the formats leave open.
  /// - Throws: ``SpectrumFileError``, `SourceError`, `FileError`.
  public init(opening file: URL, format: SpectrumFormat? = nil, options: SpectrumOptions = SpectrumOptions()) throws {
    path = file.relativePath
    source = try ByteSource(path: path)
    self.format = try format ?? SpectrumFormat(of: source)
    reader = try self.format.reader(source, options)
  }

  /// The next record; `nil` at the end.
  public func next() throws -> SpectrumEntry? { try reader.next() }

  /// SHA-256 of the file as it lies on disk, in hexadecimal; reads what is left of it.
  public func fileDigest() throws -> String { try source.fileDigest().description }
}

/// What formats of spectra leave open.
public struct SpectrumOptions: Sendable, Equatable {
  /// The column of a table that holds the molecule.
  public var smilesColumn: String
  /// The column of a table that holds the peaks; `nil`: the first of `PeakTable`'s usual names.
  public var peaksColumn: String?
  /// What the peaks of a table are; `nil`: the column's name tells.
  public var kind: Spectrum.Kind?

  public init(smilesColumn: String = "smiles", peaksColumn: String? = nil, kind: Spectrum.Kind? = nil) {
    (self.smilesColumn, self.peaksColumn, self.kind) = (smilesColumn, peaksColumn, kind)
  }
}
