internal import ACML
internal import Foundation
internal import Tensors

/// The stored embeddings of one frozen encoder for the rows of a dataset: encoded once, then read from mapped memory.
final class FrozenEmbeddings {
  let dimensions: Int
  /// For each row of the dataset where its embedding lies; `nil` where there is none.
  private let places: [EmbeddingStore.Location?]
  private let store: EmbeddingStore
  /// Rows that the encoder could not encode, with its reasons.
  let failures: [(row: Int, reason: String)]
  /// How many embeddings the store held, and how many were made now.
  let statistics: EmbeddingStore.Statistics
  /// Damaged parts of the store that were passed over.
  var warnings: [String] { store.warnings }

  /// Samples are encoded in portions of this size.
  private static let portion = 512

  /// Looks up every row and encodes those that the store lacks.
  /// - Parameters:
  ///   - sample: the sample of a row; `nil` for a row that has none in this modality.
  init(
    _ encoder: any ModalityEncoder, rows: Int, store root: URL?, progress: any ProgressObserver, name: String,
    sample: (Int) throws -> Sample?
  ) throws {
    let dimensions = encoder.embeddingDimensions
    let store = try EmbeddingStore(
      root: root ?? EmbeddingStore.defaultFolder(), fingerprint: encoder.fingerprint, dimensions: dimensions)
    var keys: [(row: Int, key: EmbeddingKey)] = []
    for row in 0..<rows {
      if let sample = try sample(row) { keys.append((row, EmbeddingKey(sample))) }
    }
    let found = try store.lookup(keys.map(\.key))
    let missing = zip(keys, found).filter { $1 == nil }.map(\.0)
    var failures: [(row: Int, reason: String)] = []
    if !missing.isEmpty {
      progress.begin("encoding \(name)", total: missing.count)
      for start in stride(from: 0, to: missing.count, by: Self.portion) {
        try Interruption.check()
        let portion = missing[start..<min(missing.count, start + Self.portion)]
        let samples = try portion.compactMap { try sample($0.row) }
        let encoded = try Gradients.disabled { try encoder.encode(samples) }
        let rows = Array(portion)
        try encoded.embeddings.withUnsafeValues { values in
          try store.append(encoded.rows.map { rows[$0].key }, rows: values)
        }
        failures += encoded.failures.map { (rows[$0.index].row, $0.reason) }
        progress.advance(to: start + portion.count, note: nil)
      }
      try store.flush()
      progress.end(note: nil)
    }
    var places = [EmbeddingStore.Location?](repeating: nil, count: rows)
    for ((row, _), place) in zip(keys, try missing.isEmpty ? found : store.lookup(keys.map(\.key))) {
      places[row] = place
    }
    self.dimensions = dimensions
    self.store = store
    self.places = places
    self.failures = failures
    statistics = EmbeddingStore.Statistics(taken: keys.count - missing.count, added: missing.count - failures.count)
  }

  func has(_ row: Int) -> Bool { places[row] != nil }

  /// The embeddings of some rows, all of which have one: `[rows.count, dimensions]`.
  func tensor(_ rows: [Int]) -> Tensor {
    .filled([rows.count, dimensions]) { buffer in
      for (index, row) in rows.enumerated() {
        guard let place = places[row] else { continue }
        let values = store.values(at: place)
        for column in 0..<dimensions { buffer[index * dimensions + column] = values[column] }
      }
    }
  }
}
