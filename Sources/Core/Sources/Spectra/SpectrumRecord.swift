/// One spectrum of a file, with what the file says about its compound.
public struct SpectrumRecord: Sendable, Equatable {
  /// The structure of the compound as the file gives it.
  public enum Structure: Sendable, Equatable {
    case smiles(String)
    case molBlock(String)
    /// Where there is nothing better; it isn't turned into a molecule here.
    case inchi(String)
  }

  /// The record's first line in the file, counted from 1.
  public var line: Int
  public var spectrum: Spectrum
  public var name = ""
  public var structure: Structure?
  public var inchiKey: String?
  public var formula: String?
  /// Whether the spectrum was computed, not measured.
  public var isSimulated = false
  /// What else the record says, in its order, keys as the file spells them.
  public var fields: [Field] = []

  public struct Field: Sendable, Equatable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  public init(line: Int, spectrum: Spectrum) {
    self.line = line
    self.spectrum = spectrum
  }
}

/// What stands next in a file of spectra.
public enum SpectrumEntry: Sendable, Equatable {
  case record(SpectrumRecord)
  /// A record that can't be read, where it begins, and why.
  case rejected(line: Int, reason: String)
}
