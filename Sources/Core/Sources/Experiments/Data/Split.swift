/// A part of a dataset.
public enum Part: String, Sendable, CaseIterable, Codable {
  /// What a model learns from.
  case train
  /// What choices are made by.
  case validation
  /// What is reported.
  case test

  /// Reads a name as files spell it: `train`, `valid`, `val`, `validation`, `test`, in any case.
  public init?(spelling: String) {
    switch spelling.trimmingBlanks().lowercased() {
    case "train", "training": self = .train
    case "validation", "valid", "val", "dev": self = .validation
    case "test": self = .test
    default: return nil
    }
  }
}

/// Which molecule of a dataset belongs to which part.
public struct Split: Sendable, Equatable {
  /// The place of one row.
  public struct Entry: Sendable, Equatable {
    /// Position in the dataset's rows, counted from 0.
    public let row: Int
    /// The data file as it was named.
    public let file: String
    /// The row's first line in the data file, counted from 1.
    public let line: Int
    public let identity: String
    /// The molecule as the data file spells it.
    public let smiles: String
    /// What kept rows together, such as the scaffold; `nil` if only the identity did.
    public let group: String?
    public let part: Part
  }

  /// One entry for each valid row, ascending.
  public let entries: [Entry]

  init(entries: [Entry]) { self.entries = entries }

  /// The rows of a part, ascending.
  public func rows(of part: Part) -> [Int] { entries.filter { $0.part == part }.map(\.row) }

  /// How the rows are to be shared out; each between 0 and 1, together 1.
  public struct Fractions: Sendable, Equatable {
    public let train: Double
    public let validation: Double
    public let test: Double

    /// - Throws: ``DataError/invalidFractions(train:validation:test:)``.
    public init(train: Double, validation: Double, test: Double) throws {
      let all = [train, validation, test]
      guard all.allSatisfy({ (0...1).contains($0) }), abs(all.reduce(0, +) - 1) <= 1e-6 else {
        throw DataError.invalidFractions(train: train, validation: validation, test: test)
      }
      self.train = train
      self.validation = validation
      self.test = test
    }

    subscript(part: Part) -> Double {
      switch part {
      case .train: train
      case .validation: validation
      case .test: test
      }
    }
  }
}
