public import Foundation
internal import Chemistry

/// How a set of measured properties is divided; the same for all seeds.
public enum PropertySplit: Sendable, Equatable {
  /// 80 % training, 10 % validation, 10 % test by scaffold: ``Split/Method/scaffold(_:)``, that of DeepChem.
  case scaffold
  /// The same fractions at random.
  case random(seed: UInt64)
  /// As a column of the data says.
  case column(String)
  /// A file a part: training and test, or training, validation and test. Of two files, 12.5 % of the first are its
  /// validation part, by scaffolds in random order, as in TDC's benchmarks.
  case files([URL], seed: UInt64)

  /// Reads `scaffold`, `random`, `column:NAME` or `files:TRAIN,…`.
  /// - Throws: ``PropertyError/invalidSplit(_:)``.
  public init(_ text: String, seed: UInt64 = 0) throws(PropertyError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.dropFirst().first) {
    case ("scaffold", nil): self = .scaffold
    case ("random", nil): self = .random(seed: seed)
    case ("column", let name?) where !name.isEmpty: self = .column(name)
    case ("files", let list?):
      let names = list.split(separator: ",", omittingEmptySubsequences: false)
      guard (2...3).contains(names.count), !names.contains("") else { throw .invalidSplit(text) }
      self = .files(names.map { URL(filePath: String($0)) }, seed: seed)
    default: throw .invalidSplit(text)
    }
  }

  /// The files that it names, in the order of the parts.
  var files: [URL]? { if case .files(let files, _) = self { files } else { nil } }

  /// For reports, and to tell one evaluation from another.
  var text: String {
    switch self {
    case .scaffold: "scaffold"
    case .random(let seed): "random, seed \(seed)"
    case .column(let name): "column \(name)"
    case .files(let files, let seed):
      "files " + files.map(\.lastPathComponent).joined(separator: ", ") + (files.count == 2 ? ", seed \(seed)" : "")
    }
  }

  /// The part of each row; `nil` for placeholders.
  func parts(of dataset: Dataset) throws -> [Part?] {
    let split: Split
    switch self {
    case .scaffold: split = try Split(dataset, by: .scaffold(Self.fractions)) { _ in try Interruption.check() }
    case .random(let seed): split = try Split(dataset, by: .random(Self.fractions, seed: seed))
    case .column(let name): split = try Split(dataset, by: .column(name))
    case .files(let files, let seed): return try Self.parts(of: dataset, files: files.count, seed: seed)
    }
    var parts = [Part?](repeating: nil, count: dataset.rows.count)
    for entry in split.entries { parts[entry.row] = entry.part }
    return parts
  }

  private static var fractions: Split.Fractions {
    get throws { try Split.Fractions(train: 0.8, validation: 0.1, test: 0.1) }
  }

  private static func parts(of dataset: Dataset, files: Int, seed: UInt64) throws -> [Part?] {
    let names: [Part] = files == 2 ? [.train, .test] : [.train, .validation, .test]
    var parts: [Part?] = zip(dataset.files, names).flatMap { file, part in Array(repeating: part, count: file.rows) }
    for row in dataset.rows.indices where !dataset.rows[row].isValid { parts[row] = nil }
    guard files == 2 else { return parts }
    let rows = parts.indices.filter { parts[$0] == .train }
    let scaffolds = try dataset.map(rows) { try $0.scaffold }.map { $0 ?? "" }
    let drawn = Split.assign(
      keys: scaffolds, fractions: try Split.Fractions(train: 0.875, validation: 0.125, test: 0),
      order: .shuffled(seed: seed))
    // A scaffold that fits into neither share is learned from.
    for (row, part) in zip(rows, drawn) where part == .validation { parts[row] = .validation }
    return parts
  }
}
