/// Reads the samples of one measured modality from a file, one at a time.
///
/// A reader leaves nothing out in silence: a record that can't be used is returned with the reason. It throws only where
/// the rest of the file can't be read.
public protocol SampleReader: AnyObject {
  /// The next record of the file; `nil` at its end.
  func next() throws -> SampleRecord?
}

/// A record of a file of samples.
public struct SampleRecord: Sendable {
  public enum Content: Sendable {
    /// A measurement, and the structure that the file gives for it, if it does.
    case sample(any SamplePayload, SampleStructure?)
    /// A measurement of another modality; counted, not reported.
    case otherModality(String)
    /// Why the record can't be read.
    case fault(String)
  }

  /// The record's first line in the file, counted from 1.
  public let line: Int
  public let content: Content
  /// The compound's name in the file; may be empty.
  public let name: String
  /// Whether the measurement was computed.
  public let isSimulated: Bool
  /// What else the record says, in its order.
  public let fields: [(key: String, value: String)]

  public init(
    line: Int, _ content: Content, name: String = "", isSimulated: Bool = false,
    fields: [(key: String, value: String)] = []
  ) {
    self.line = line
    self.content = content
    self.name = name
    self.isSimulated = isSimulated
    self.fields = fields
  }
}

/// A molecule as a file of samples gives it.
public enum SampleStructure: Sendable, Equatable {
  case smiles(String)
  case molBlock(String)
}

/// What the host tells a reader of samples.
public struct SampleReaderContext: Sendable {
  /// The column of a table that holds the molecule.
  public let smilesColumn: String
  public let log: PluginLog

  public init(smilesColumn: String = "smiles", log: PluginLog = .silent) {
    self.smilesColumn = smilesColumn
    self.log = log
  }
}
