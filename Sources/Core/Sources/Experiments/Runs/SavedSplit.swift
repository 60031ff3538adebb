public import Foundation
internal import Files

/// A run's `split.csv`, read without the data that it was made from.
public struct SavedSplit: Sendable {
  public struct Entry: Sendable {
    /// Position in the rows of the dataset.
    public let row: Int
    public let identity: String
    public let smiles: String
    public let part: Part
  }

  public let entries: [Entry]

  /// - Throws: ``DataError``, `FileError`.
  public init(_ file: URL) throws {
    let stream = try RecordStream(opening: file, format: .csv)
    let (row, identity) = (try stream.index(of: "row"), try stream.index(of: "identity"))
    let (smiles, part) = (try stream.index(of: "smiles"), try stream.index(of: "part"))
    var entries: [Entry] = []
    while let record = try stream.next() {
      guard record.fault == nil, let found = Part(spelling: record.values[part]), let number = Int(record.values[row])
      else {
        throw RunError.damaged(path: file.path, reason: "line \(record.line) is no line of a split")
      }
      entries.append(
        Entry(row: number, identity: record.values[identity], smiles: record.values[smiles], part: found))
    }
    self.entries = entries
  }

  func identities(of part: Part) -> Set<String> { Set(entries.filter { $0.part == part }.map(\.identity)) }
}
