internal import ACML
internal import Chemistry
public import Foundation
internal import Tensors

/// Embeddings of a file's molecules, row by row.
public struct EmbeddingTask {
  /// What was written.
  public struct Report: Sendable, Codable, Equatable {
    public let run: String
    public let output: String
    public let rows: Int
    public let dimensions: Int
    public let rejectedRows: [RejectedRow]
  }

  private let run: TrainedRun
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.progress = progress
  }

  /// Writes a row for each row of the input, in its order and with its columns; a row whose molecule can't be read has no
  /// embedding.
  /// - Parameters:
  ///   - input: a file of molecules.
  ///   - output: safetensors, npy or CSV by its ending.
  ///   - joint: a modality in whose joint space the embeddings are wanted; `nil` for the graph encoder's own.
  ///   - smilesColumn: the column of molecules in a table.
  public func write(
    _ input: URL, to output: URL, joint: String? = nil, smilesColumn: String = "smiles"
  ) throws -> Report {
    let pair = try joint.map { try run.pair($0) }
    let dataset = try Dataset(reading: input, options: Dataset.Options(smilesColumn: smilesColumn, onInvalid: .mark)) {
      _ in
      try Interruption.check()
    }
    let rows = dataset.validRows
    let own = try run.graphEmbeddings(rows.compactMap { try dataset.molecule(at: $0) }, progress: progress)
    let embeddings = try pair.map { try run.jointGraphs(own, pair: $0) } ?? own
    let dimensions = embeddings.columns
    let writer = try EmbeddingWriter(output, rows: dataset.rows.count, dimensions: dimensions, columns: dataset.columns)
    try embeddings.withUnsafeValues { values in
      var next = 0
      for row in dataset.rows {
        guard row.isValid else {
          try writer.append(row.values, nil)
          continue
        }
        try writer.append(row.values, UnsafeBufferPointer(rebasing: values[next..<next + dimensions]))
        next += dimensions
      }
    }
    try writer.finish()
    return Report(
      run: run.url.relativePath, output: output.relativePath, rows: dataset.rows.count, dimensions: dimensions,
      rejectedRows: dataset.rejected)
  }
}
