internal import ACML
public import Foundation

/// Predictions for a file's molecules, row by row.
public struct PropertyPrediction {
  /// What was predicted; what `--json` prints.
  public struct Report: Sendable, Encodable {
    public let model: String
    public let task: PropertyTask
    public let labels: [String]
    public let rows: [Row]
    public let rejectedRows: [RejectedRow]
    /// The columns of the input.
    let columns: [String]
  }

  /// One row of the input.
  public struct Row: Sendable, Encodable {
    /// Its first line, counted from 1.
    public let line: Int
    public let smiles: String
    /// The predictions by label; empty for a row that has none.
    public let predictions: [String: Value]
    /// Why there is none.
    public let error: String?
    /// The input's own values.
    let values: [String]
  }

  public struct Value: Sendable, Encodable, Equatable {
    /// The probability of class 1, or the value in units of the label.
    public let value: Double
    /// In regression the standard deviation of the error that is to be expected; in classification the standard deviation
    /// of the seeds' probabilities.
    public let uncertainty: Double
  }

  private let model: PropertyModel
  private let progress: any ProgressObserver

  public init(_ model: PropertyModel, progress: any ProgressObserver = SilentProgress()) {
    self.model = model
    self.progress = progress
  }

  private static let block = 4096

  /// Predicts for each row of a file, in its order.
  /// - Parameters:
  ///   - input: CSV, TSV, SMI or SDF, plain or gzipped.
  ///   - smilesColumn: the column of molecules; that of the data that the model was made from for `nil`.
  public func predict(_ input: URL, smilesColumn: String? = nil) throws -> Report {
    let dataset = try Dataset(
      reading: input,
      options: Dataset.Options(
        smilesColumn: smilesColumn ?? model.record.smilesColumn, onInvalid: .mark, keepsMolecules: false)
    ) { _ in try Interruption.check() }
    var reasons: [Int: String] = [:]
    for row in dataset.rejected { reasons[row.line] = row.reason }
    progress.begin("predicting", total: dataset.rows.count)
    defer { progress.end(note: nil) }
    var rows: [Row] = []
    for start in stride(from: 0, to: dataset.rows.count, by: Self.block) {
      let block = start..<min(dataset.rows.count, start + Self.block)
      let valid = block.filter { dataset.rows[$0].isValid }
      let molecules = try dataset.map(valid) { $0 }.compactMap(\.self)
      let predictions = Dictionary(uniqueKeysWithValues: zip(valid, try model.predict(molecules)))
      for index in block {
        let row = dataset.rows[index]
        let values = predictions[index].map { predictions in
          zip(model.labels, predictions).map { ($0, Value(value: $1.value, uncertainty: $1.uncertainty)) }
        }
        rows.append(
          Row(
            line: row.line, smiles: row.smiles, predictions: Dictionary(values ?? []) { first, _ in first },
            error: values == nil ? reasons[row.line] ?? "no molecule" : nil, values: row.values))
      }
      progress.advance(to: block.upperBound, note: nil)
    }
    return Report(
      model: model.url.relativePath, task: model.task, labels: model.labels, rows: rows,
      rejectedRows: dataset.rejected, columns: dataset.columns)
  }
}

extension PropertyPrediction.Report {
  /// The input with a column `predicted_LABEL` and a column `uncertainty_LABEL` for each label, and a column `error`.
  public var csv: String {
    let added = labels.flatMap { ["predicted_\($0)", "uncertainty_\($0)"] } + ["error"]
    var text = csvLine(columns + added)
    for row in rows {
      let numbers = labels.flatMap { label in
        row.predictions[label].map { [$0.value.formatted(digits: 6), $0.uncertainty.formatted(digits: 4)] } ?? ["", ""]
      }
      text += csvLine(row.values + numbers + [row.error ?? ""])
    }
    return text
  }

  /// Writes ``csv`` into a file, which appears when it is complete.
  public func write(to file: URL) throws { try AtomicFileWriter.write(csv, to: file) }

  private enum CodingKeys: String, CodingKey { case model, task, labels, rows, rejectedRows }
}

extension PropertyPrediction.Row {
  private enum CodingKeys: String, CodingKey { case line, smiles, predictions, error }
}
