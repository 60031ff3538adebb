internal import ACML
internal import Files
internal import Foundation

/// A record on its way to a row of a dataset.
struct DatasetRecord: Sendable {
  let record: SourceRecord
  /// The structure of a sample that is given as SMILES.
  var smiles: String?
  var measurement: Dataset.Measurement?
}

/// The records of one file, whatever they are.
protocol RecordSource: AnyObject {
  var path: String { get }
  /// The names of the columns so far.
  var columns: [String] { get }
  /// The column of the structure; `nil` if it stands in no column.
  var structure: Int? { get }
  /// Records of other modalities, passed over so far.
  var others: Int { get }
  /// What to say of a file without any record.
  var isEmptyError: any Error { get }
  func next() throws -> DatasetRecord?
  /// SHA-256 of the file as it lies on disk, in hexadecimal.
  func fileDigest() throws -> String
}

/// The records of a table of molecules.
final class TableRecords: RecordSource {
  private let stream: RecordStream
  let structure: Int?

  init(_ file: URL, options: Dataset.Options) throws {
    stream = try RecordStream(opening: file, format: options.format)
    let isTable = stream.format == .csv || stream.format == .tsv
    structure = isTable ? try stream.index(of: options.smilesColumn) : stream.format == .smi ? 0 : nil
    // The tags of an SDF file are not known yet.
    if let identity = options.identityColumn, stream.format != .sdf { _ = try stream.index(of: identity) }
  }

  var path: String { stream.path }
  var columns: [String] { stream.columns }
  var others: Int { 0 }
  var isEmptyError: any Error { DataError.noRows(path: path) }
  func next() throws -> DatasetRecord? { try stream.next().map { DatasetRecord(record: $0) } }
  func fileDigest() throws -> String { try stream.fileDigest() }
}

/// The records of a file of samples; what else a record says becomes columns, beside its name and its origin.
final class SampleRecords: RecordSource {
  let path: String
  private(set) var columns = ["name", "origin"]
  private(set) var others = 0
  private var placeOf = ["name": 0, "origin": 1]
  private let modality: String
  private let reader: any SampleReader

  /// Fields beyond so many different ones are left out, so that a file can't ask for ever wider rows.
  private static let maximumColumns = 256

  init(_ source: Dataset.SampleSource, options: Dataset.Options) throws {
    path = source.file.relativePath
    modality = source.modality.modality.rawValue
    reader =
      try SampleStore.isStore(source.file)
      ? StoredSampleReader(SampleStore(source.file), modality: source.modality)
      : source.modality.read(
        source.file, settings: source.settings, at: source.path,
        SampleReaderContext(smilesColumn: options.smilesColumn, log: source.log))
  }

  var structure: Int? { nil }
  var isEmptyError: any Error { DataError.noSamples(path: path, modality: modality, others: others) }
  func fileDigest() throws -> String { try ByteSource(path: path).fileDigest().description }

  func next() throws -> DatasetRecord? {
    while let record = try reader.next() {
      var source = SourceRecord(line: record.line, values: values(of: record))
      switch record.content {
      case .otherModality: others += 1
      case .fault(let reason):
        source.fault = reason
        return DatasetRecord(record: source)
      case .sample(let payload, let structure):
        var result = DatasetRecord(
          record: source,
          measurement: Dataset.Measurement(modality: modality, payload: payload, isSimulated: record.isSimulated))
        switch structure {
        case .smiles(let smiles): result.smiles = smiles
        case .molBlock(let block):
          source.molBlock = block
          result = DatasetRecord(record: source, measurement: result.measurement)
        case nil: break
        }
        return result
      }
    }
    return nil
  }

  private func values(of record: SampleRecord) -> [String] {
    var values = [String](repeating: "", count: columns.count)
    values[0] = record.name
    values[1] = record.isSimulated ? "simulated" : "measured"
    for (key, value) in record.fields {
      if let place = placeOf[key] {
        // The first of several of a name counts.
        if values[place].isEmpty { values[place] = value }
      } else if columns.count < Self.maximumColumns {
        placeOf[key] = columns.count
        columns.append(key)
        values.append(value)
      }
    }
    return values
  }
}
