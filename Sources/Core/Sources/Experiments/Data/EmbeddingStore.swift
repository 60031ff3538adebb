public import Foundation
internal import Files

/// Embeddings of one frozen encoder on disk, so that no run encodes a sample a second time.
///
/// Rows are keyed by the encoder's fingerprint and the sample. They lie in segments: files that are written once, under a
/// temporary name first, and memory-mapped for reading. So a run that is killed leaves nothing half-written, and several
/// processes may use one store; what another adds is seen when the store is opened anew.
///
/// A store is used by one thread at a time, apart from ``values(at:)``.
public final class EmbeddingStore {
  /// Where a row lies; valid for the store that gave it.
  public struct Location: Sendable {
    fileprivate let segment: Int32
    fileprivate let row: Int32
  }

  /// How many of the rows asked for were there.
  public struct Statistics: Sendable, Equatable, Codable {
    /// Rows that the store held.
    public var taken = 0
    /// Rows added since it was opened.
    public var added = 0
  }

  public let folder: URL
  public let dimensions: Int
  /// Files and rows that were passed over because they are damaged; they are encoded anew.
  public private(set) var warnings: [String] = []
  public private(set) var statistics = Statistics()

  private let fingerprint: SHA256.Digest
  private var segments: [EmbeddingSegment] = []
  private var places: [SHA256.Digest: Location] = [:]
  private var checked: Set<SHA256.Digest> = []
  private var pendingKeys: [SHA256.Digest] = []
  private var pendingValues: [Float] = []

  /// Pending rows are written once they fill this many floats (16 MiB): a kill loses no more.
  private static let pendingLimit = 4 << 20

  /// `$ACML_STORE`, else `$XDG_CACHE_HOME/acml/embeddings`, else `~/.cache/acml/embeddings`.
  public static func defaultFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    if let own = environment["ACML_STORE"], !own.isEmpty { return URL(filePath: own) }
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
    let home = environment["HOME"].map { URL(filePath: $0) } ?? FileManager.default.homeDirectoryForCurrentUser
    return (cache ?? home.appending(path: ".cache")).appending(path: "acml/embeddings")
  }

  /// Opens the rows of one encoder; the folder need not exist.
  /// - Parameters:
  ///   - root: the folder of all encoders' rows.
  ///   - fingerprint: the encoder's, which changes with its weights, its settings and its computation.
  ///   - dimensions: width of a row.
  public init(root: URL = EmbeddingStore.defaultFolder(), fingerprint: String, dimensions: Int) throws {
    self.fingerprint = SHA256.digest(of: fingerprint.utf8)
    self.dimensions = dimensions
    folder = root.appending(path: "\(self.fingerprint.description.prefix(32))-\(dimensions)")
    guard exists(folder) else { return }
    for name in try entries(of: folder) {
      let path = folder.appending(path: name).path
      if name.contains(".tmp-") { removeIfAbandoned(path) }
      guard name.hasSuffix(".segment"), !name.hasPrefix(".") else { continue }
      open(path)
    }
  }

  /// How many rows can be taken.
  public var count: Int { places.count }

  /// Where the rows of some keys lie; `nil` for those that the store does not hold.
  ///
  /// A row is checked against its checksum the first time; a damaged one counts as missing.
  public func lookup(_ keys: [EmbeddingKey]) throws -> [Location?] {
    try flush()
    return keys.map { key in
      guard let place = places[key.digest] else { return nil }
      let segment = segments[Int(place.segment)]
      if checked.insert(key.digest).inserted, !segment.isIntact(Int(place.row)) {
        warnings.append("\(segment.path): row \(place.row) is damaged; it is encoded anew.")
        places[key.digest] = nil
        checked.remove(key.digest)
        return nil
      }
      statistics.taken += 1
      return place
    }
  }

  /// A row's values, in mapped memory; valid while the store lives. May be called by several threads.
  public func values(at location: Location) -> UnsafeBufferPointer<Float> {
    segments[Int(location.segment)].values(Int(location.row))
  }

  /// Adds rows; they reach the disk in portions, at ``flush()``, and before the next ``lookup(_:)``.
  ///
  /// Keys that the store holds already are passed over.
  /// - Parameters:
  ///   - keys: one a row.
  ///   - rows: shape `[keys.count, dimensions]`, row-major, finite.
  /// - Throws: `FileError`; ``DataError/notFinite(table:row:)``, ``DataError/invalidTable(_:)``.
  public func append(_ keys: [EmbeddingKey], rows: UnsafeBufferPointer<Float>) throws {
    guard rows.count == keys.count * dimensions else {
      throw DataError.invalidTable(
        "\(rows.count) values are not \(keys.count) embeddings of \(dimensions) dimensions")
    }
    for (row, key) in keys.enumerated() where places[key.digest] == nil {
      let values = rows[(row * dimensions)..<((row + 1) * dimensions)]
      guard values.allSatisfy(\.isFinite) else { throw DataError.notFinite(table: "encoder's output", row: row) }
      pendingKeys.append(key.digest)
      pendingValues += values
    }
    if pendingValues.count >= Self.pendingLimit { try flush() }
  }

  /// Writes what is pending.
  public func flush() throws {
    guard !pendingKeys.isEmpty else { return }
    do {
      try createFolder(folder)
      let file = folder.appending(path: "\(uniqueSuffix()).segment")
      try EmbeddingSegment.write(
        to: file, fingerprint: fingerprint, keys: pendingKeys, values: pendingValues, dimensions: dimensions)
      statistics.added += pendingKeys.count
      pendingKeys.removeAll()
      pendingValues.removeAll()
      open(file.path)
    }
  }

  private func open(_ path: String) {
    do {
      let segment = try EmbeddingSegment(path: path, fingerprint: fingerprint, dimensions: dimensions)
      segments.append(segment)
      for row in 0..<segment.count {
        let key = segment.key(row)
        if places[key] == nil { places[key] = Location(segment: Int32(segments.count - 1), row: Int32(row)) }
      }
    } catch let damage as EmbeddingSegment.Damage {
      warnings.append("\(path): the file is passed over: \(damage.reason).")
    } catch {
      warnings.append("\(path): the file is passed over: \(error).")
    }
  }

  /// Removes a temporary file that no process has touched for a day.
  private func removeIfAbandoned(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0, time(nil) - time_t(status.st_mtim.tv_sec) > 86_400 else { return }
    unlink(path)
  }
}
