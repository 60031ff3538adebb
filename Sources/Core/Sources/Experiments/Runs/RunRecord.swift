/// What `run.json` says about a run.
public struct RunRecord: Codable, Sendable, Equatable {
  /// The format that this version writes; older ones are read, newer ones refused.
  public static let currentFormat = 1

  public enum Status: String, Codable, Sendable {
    /// In progress, or ended by something that left no time to say so.
    case running
    case finished
    case interrupted
  }

  /// A data file that the run has read.
  public struct DataFile: Codable, Sendable, Equatable {
    /// The file as the configuration names it.
    public let path: String
    /// SHA-256 in hexadecimal.
    public let digest: String
    public let rows: Int
    public let rejected: Int

    public init(path: String, digest: String, rows: Int, rejected: Int) {
      self.path = path
      self.digest = digest
      self.rows = rows
      self.rejected = rejected
    }
  }

  public var format = Self.currentFormat
  /// The ACML version that began the run.
  public var version: String
  /// The verb, such as `train` or `pretrain`.
  public var kind: String
  public var status = Status.running
  public var seed: UInt64
  public var threads: Int
  /// Identifiers of the plugins in use, with their versions where they have one.
  public var plugins: [String]
  public var data: [DataFile] = []
  /// Coordinated universal time, ISO 8601.
  public var started: String
  public var ended: String?

  public init(
    version: String, kind: String, seed: UInt64, threads: Int, plugins: [String] = [], data: [DataFile] = []
  ) {
    self.version = version
    self.kind = kind
    self.seed = seed
    self.threads = threads
    self.plugins = plugins
    self.data = data
    started = timestamp()
  }
}
