internal import ACML
internal import Files
public import Foundation

/// Measured samples in one memory-mapped file: what `acml data convert` makes, and what a run folder keeps of the
/// samples that it was made from.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–7 | `ACMLSMP1` |
/// | 8… | the records, one after the other |
/// | then | index: for each record its offset (64 bits), its length and its CRC-32 (32 bits each) |
/// | last 24 | record count and offset of the index (64 bits each), CRC-32 of the index, `SMP1` |
public final class SampleStore: Sendable {
  /// One sample with all that is known of it.
  public struct Record: Sendable {
    /// The row of the dataset that the sample was, or its number in the file that it was converted from.
    public var row: Int
    public var file: String
    public var line: Int
    public var modality: String
    /// As the source spells it.
    public var smiles: String
    public var name: String
    public var isSimulated: Bool
    /// `SamplePayload.canonicalBytes`.
    public var payload: [UInt8]
    public var fields: [(key: String, value: String)]

    public init(
      row: Int, file: String, line: Int, modality: String, smiles: String, name: String = "", isSimulated: Bool = false,
      payload: [UInt8], fields: [(key: String, value: String)] = []
    ) {
      self.row = row
      self.file = file
      self.line = line
      self.modality = modality
      self.smiles = smiles
      self.name = name
      self.isSimulated = isSimulated
      self.payload = payload
      self.fields = fields
    }
  }

  public let path: String
  public let count: Int
  private let mapping: MappedFile
  private let indexStart: Int

  private static let magic = Array("ACMLSMP1".utf8)
  private static let trailerMagic = Array("SMP1".utf8)
  private static let entryBytes = 16
  private static let trailerBytes = 24

  /// Whether a file begins as a store does.
  static func isStore(_ file: URL) throws -> Bool {
    try ByteSource(path: file.relativePath).start4K.starts(with: magic)
  }

  /// Maps a store and checks its index; a record is checked when it is read.
  /// - Throws: ``DataError/damagedStore(path:reason:)``, `FileError`.
  public init(_ file: URL) throws {
    path = file.relativePath
    mapping = try MappedFile(path)
    let bytes = mapping.bytes
    func damaged(_ reason: String) -> DataError { .damagedStore(path: file.relativePath, reason: reason) }
    guard bytes.count >= Self.magic.count + Self.trailerBytes, bytes.starts(with: Self.magic) else {
      throw damaged("it is no store of samples")
    }
    let trailer = bytes.count - Self.trailerBytes
    guard bytes[(bytes.count - 4)...].elementsEqual(Self.trailerMagic) else { throw damaged("it is cut short") }
    let found = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: trailer, as: UInt64.self))
    let start = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: trailer + 8, as: UInt64.self))
    let sum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: trailer + 16, as: UInt32.self))
    guard found <= UInt64(trailer) / UInt64(Self.entryBytes),
      start == UInt64(trailer - Int(found) * Self.entryBytes), start >= UInt64(Self.magic.count)
    else { throw damaged("its index is damaged") }
    (count, indexStart) = (Int(found), Int(start))
    guard sum == crc(UnsafeRawBufferPointer(rebasing: bytes[indexStart..<trailer])) else {
      throw damaged("its index is damaged")
    }
  }

  /// A record.
  /// - Parameter index: from 0 to ``count`` − 1.
  /// - Throws: ``DataError/damagedStore(path:reason:)``.
  public func record(_ index: Int) throws -> Record {
    precondition((0..<count).contains(index), "record \(index) of \(count)")
    let bytes = mapping.bytes
    let entry = indexStart + index * Self.entryBytes
    let offset = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: entry, as: UInt64.self))
    let length = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: entry + 8, as: UInt32.self))
    let sum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: entry + 12, as: UInt32.self))
    guard offset <= UInt64(indexStart), UInt64(length) <= UInt64(indexStart) - offset else {
      throw DataError.damagedStore(path: path, reason: "record \(index) lies outside of the file")
    }
    let part = UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset) + Int(length)])
    guard crc(part) == sum else { throw DataError.damagedStore(path: path, reason: "record \(index) is damaged") }
    do throws(DamagedBytes) {
      return try Record(bytes: Array(part))
    } catch {
      throw DataError.damagedStore(path: path, reason: "record \(index): \(error)")
    }
  }

  /// Writes a store record by record; it appears under its name when it is complete.
  public final class Writer {
    private let file: AtomicFileWriter
    private var offset = UInt64(SampleStore.magic.count)
    private var index = ByteWriter()
    public private(set) var count = 0

    /// - Throws: `FileError`.
    public init(_ url: URL) throws {
      file = try AtomicFileWriter(url)
      try file.write(SampleStore.magic)
    }

    public func append(_ record: Record) throws {
      let bytes = record.bytes
      try file.write(bytes)
      index.write(offset)
      index.write(UInt32(bytes.count))
      index.write(bytes.withUnsafeBytes { crc($0) })
      offset += UInt64(bytes.count)
      count += 1
    }

    public func commit() throws {
      try file.write(index.bytes)
      var trailer = ByteWriter()
      trailer.write(UInt64(count))
      trailer.write(offset)
      trailer.write(index.bytes.withUnsafeBytes { crc($0) })
      try file.write(trailer.bytes + SampleStore.trailerMagic)
      try file.commit()
    }
  }
}

extension SampleStore.Record {
  fileprivate var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(Int64(row))
    writer.write(file)
    writer.write(Int64(line))
    writer.write(modality)
    writer.write(smiles)
    writer.write(name)
    writer.write(isSimulated)
    writer.write(bytes: payload)
    writer.write(fields) {
      $0.write($1.key)
      $0.write($1.value)
    }
    return writer.bytes
  }

  fileprivate init(bytes: [UInt8]) throws(DamagedBytes) {
    var reader = ByteReader(bytes)
    let row: Int64 = try reader.read()
    file = try reader.read()
    let line: Int64 = try reader.read()
    (self.row, self.line) = (Int(row), Int(line))
    modality = try reader.read()
    smiles = try reader.read()
    name = try reader.read()
    isSimulated = try reader.read()
    payload = try reader.readBytes()
    fields = try reader.readList { reader throws(DamagedBytes) -> (key: String, value: String) in
      (key: try reader.read(), value: try reader.read())
    }
    guard reader.isAtEnd else { throw DamagedBytes("there are bytes beyond its end") }
  }
}

/// Reads the samples of one modality from a store, whatever the modality's own files are.
final class StoredSampleReader: SampleReader {
  private let store: SampleStore
  private let modality: ModalityDescriptor
  private var position = 0

  init(_ store: SampleStore, modality: ModalityDescriptor) {
    self.store = store
    self.modality = modality
  }

  func next() throws -> SampleRecord? {
    guard position < store.count else { return nil }
    defer { position += 1 }
    let record = try store.record(position)
    guard record.modality == modality.modality.rawValue else {
      return SampleRecord(line: record.line, .otherModality(record.modality))
    }
    return SampleRecord(
      line: record.line,
      .sample(try modality.payload(canonicalBytes: record.payload), .smiles(record.smiles)),
      name: record.name, isSimulated: record.isSimulated, fields: record.fields)
  }
}
