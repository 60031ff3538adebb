internal import Chemistry
internal import Files
public import Foundation

extension Split {
  /// How a dataset is divided.
  public enum Method: Sendable {
    /// At random; rows of one identity stay together.
    case random(Fractions, seed: UInt64)
    /// By Bemis–Murcko scaffold without stereochemistry, largest group to the training part first; molecules without
    /// rings are one group.
    case scaffold(Fractions)
    /// At random; molecules of one InChIKey skeleton (first block: same connectivity) stay together. A molecule that
    /// InChI makes no key for is grouped by its canonical SMILES.
    case inchiKeySkeleton(Fractions, seed: UInt64)
    /// By a hash of the InChIKey skeleton, so that a molecule's part is the same in any data: with `x` the eight
    /// hexadecimal digits from the ninth on of the skeleton's SHA-256, over 2³², the part is test where `x` is below that
    /// fraction, validation where it is below the sum of the two, else training.
    case skeletonHash(Fractions)
    /// As a column of the data says.
    case column(String)
    /// As a CSV or TSV file with the columns `part` and `row` or `identity` says, such as a run's `split.csv`.
    case file(URL)

    var name: String {
      switch self {
      case .random: "random"
      case .scaffold: "scaffold"
      case .inchiKeySkeleton: "InChIKey skeleton"
      case .skeletonHash: "skeleton hash"
      case .column(let column): "column '\(column)'"
      case .file(let file): "file \(file.relativePath)"
      }
    }

    var fractions: Fractions? {
      switch self {
      case .random(let fractions, _), .scaffold(let fractions), .inchiKeySkeleton(let fractions, _),
        .skeletonHash(let fractions):
        fractions
      case .column, .file: nil
      }
    }
  }

  /// Divides a dataset; placeholders belong to no part.
  /// - Parameters:
  ///   - dataset: the rows.
  ///   - method: what decides the part of a row.
  ///   - progress: as in ``Dataset/map(_:progress:_:)``.
  /// - Throws: ``DataError``: a part empty that was to hold something, one identity in two parts, a given split that
  ///   does not cover the data.
  public init(
    _ dataset: Dataset, by method: Method, progress: (Int) throws -> Void = { _ in }
  ) throws {
    let rows = dataset.validRows
    let identities = rows.map { dataset.rows[$0].identity ?? "" }
    var groups: [String]?
    let parts: [Part]
    switch method {
    case .random(let fractions, let seed):
      parts = Self.assign(keys: identities, fractions: fractions, order: .shuffled(seed: seed))
    case .scaffold(let fractions):
      let keys = try dataset.map(rows, progress: progress) { try $0.scaffold }.map { $0 ?? "" }
      (groups, parts) = Self.assign(keys, of: identities, fractions: fractions, order: .largestFirst)
    case .inchiKeySkeleton(let fractions, let seed):
      let keys = try Self.skeletons(dataset, rows, progress: progress)
      (groups, parts) = Self.assign(keys, of: identities, fractions: fractions, order: .shuffled(seed: seed))
    case .skeletonHash(let fractions):
      let keys = Self.keys(try Self.skeletons(dataset, rows, progress: progress), of: identities)
      (groups, parts) = (keys, keys.map { Self.part(hashing: $0, fractions) })
    case .column(let column):
      let values = try dataset.values(of: column)
      parts = try rows.map { row in
        guard let part = Part(spelling: values[row]) else {
          throw DataError.unknownPart(
            path: dataset.rows[row].file, line: dataset.rows[row].line, value: values[row])
        }
        return part
      }
    case .file(let file):
      self = try Split(reading: file, for: dataset)
      return
    }

    entries = rows.indices.map { index in
      let row = dataset.rows[rows[index]]
      return Entry(
        row: rows[index], file: row.file, line: row.line, identity: identities[index], smiles: row.smiles,
        group: groups?[index], part: parts[index])
    }
    try checkOverlap()
    for part in Part.allCases {
      if let fraction = method.fractions?[part], fraction > 0, !parts.contains(part) {
        throw DataError.emptyPart(
          part, fraction: fraction, method: method.name, molecules: Set(identities).count)
      }
    }
    if !parts.contains(.train), method.fractions == nil {
      throw DataError.splitMismatch(
        path: dataset.name, line: nil, reason: "the \(method.name) puts no row in 'train'")
    }
  }

  /// Throws if one identity stands in two parts.
  func checkOverlap() throws {
    var seen: [String: Entry] = [:]
    for entry in entries {
      guard let first = seen.updateValue(entry, forKey: entry.identity), first.part != entry.part else { continue }
      throw DataError.overlap(
        identity: entry.identity, first: first.part, firstPlace: "\(first.file):\(first.line)", second: entry.part,
        secondPlace: "\(entry.file):\(entry.line)")
    }
  }

  /// The InChIKey skeleton of each row, or the canonical SMILES of a molecule that has none.
  private static func skeletons(
    _ dataset: Dataset, _ rows: [Int], progress: (Int) throws -> Void
  ) throws -> [String] {
    try dataset.map(rows, progress: progress) { try (try? $0.inchiKeySkeleton) ?? $0.canonicalSMILES }.map { $0 ?? "" }
  }

  private static func part(hashing key: String, _ fractions: Fractions) -> Part {
    let digits = SHA256.digest(of: key.utf8).description.dropFirst(8).prefix(8)
    let place = Double(UInt32(digits, radix: 16) ?? 0) / 4_294_967_296
    return place < fractions.test ? .test : place < fractions.test + fractions.validation ? .validation : .train
  }

  /// For each row the key of the first row of its identity.
  private static func keys(_ keys: [String], of identities: [String]) -> [String] {
    var keyOf: [String: String] = [:]
    for (identity, key) in zip(identities, keys) where keyOf[identity] == nil { keyOf[identity] = key }
    return identities.map { keyOf[$0] ?? $0 }
  }

  /// Shares rows out by key; rows of one identity, whatever structures they show, take the key of the first.
  private static func assign(
    _ keys: [String], of identities: [String], fractions: Fractions, order: GroupOrder
  ) -> (keys: [String], parts: [Part]) {
    let keys = Self.keys(keys, of: identities)
    return (keys, assign(keys: keys, fractions: fractions, order: order))
  }
}
