public import Foundation
internal import Files

/// `metrics.csv`: one line a step or epoch, under a header that is fixed when the run begins.
///
/// Each line is handed to the system at once, so that the file can be followed while the run goes on.
public final class MetricsLog {
  /// The names after the first column, `step`.
  public let columns: [String]
  private let file: AppendedFile

  /// Opens the log of a run.
  /// - Parameters:
  ///   - url: the file.
  ///   - columns: the names of the metrics; `step` stands before them.
  ///   - step: where a resumed run goes on: later lines are taken away. 0 for a new run.
  /// - Throws: ``RunError/differentColumns(path:found:expected:)``, `FileError`.
  public init(_ url: URL, columns: [String], resumingAt step: Int = 0) throws {
    self.columns = columns
    let header = ["step"] + columns
    if exists(url), step > 0 {
      let stream = try RecordStream(opening: url, format: .csv)
      if stream.columns != header {
        throw RunError.differentColumns(path: url.path, found: stream.columns, expected: header)
      }
      let kept = try AtomicFileWriter(url)
      try kept.write(csvLine(header))
      while let record = try stream.next() {
        // A line cut short by a kill has too few fields; it belongs to a step after the checkpoint.
        guard record.fault == nil, let found = Int(record.values[0]), found <= step else { continue }
        try kept.write(csvLine(record.values))
      }
      try kept.commit()
    } else {
      try AtomicFileWriter.write(csvLine(header), to: url)
    }
    file = try AppendedFile(url)
  }

  /// Appends a line; metrics that are not given are left empty.
  /// - Throws: ``RunError/unknownColumn(path:column:available:)`` for a name outside ``columns``, `FileError`.
  public func append(step: Int, _ values: [String: Double]) throws {
    if let unknown = values.keys.filter({ !columns.contains($0) }).min() {
      throw RunError.unknownColumn(path: file.path, column: unknown, available: columns)
    }
    try file.append(csvLine(["\(step)"] + columns.map { name in values[name].map { "\($0)" } ?? "" }))
  }
}
