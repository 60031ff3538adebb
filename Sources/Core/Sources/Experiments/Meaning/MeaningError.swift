public import ACML
internal import Chemistry

/// What can't be explained.
public enum MeaningError: ClassifiedError, Equatable {
  /// A molecule that was named on the command line.
  case unreadable(smiles: String, reason: String)
  /// A molecule of which the run holds no measured sample.
  case noSample(smiles: String, modality: String, run: String)
  /// A sample that the frozen encoder can't encode.
  case notEncoded(smiles: String, modality: String)
  case tooFew(what: String, found: Int, needed: Int)

  public var failureClass: FailureClass {
    switch self {
    case .unreadable: .usage
    default: .data
    }
  }

  public var description: String {
    switch self {
    case .unreadable(let smiles, let reason): "\(smiles): this is no molecule: \(reason)"
    case .noSample(let smiles, let modality, let run):
      "\(smiles): \(run) holds no \(modality) sample of this molecule; name a molecule of its split.csv that has one"
    case .notEncoded(let smiles, let modality): "\(smiles): its \(modality) sample can't be encoded"
    case .tooFew(let what, let found, let needed): "there are \(found) \(what), but at least \(needed) are needed"
    }
  }
}

extension Molecule {
  /// The molecule of a SMILES that somebody named.
  /// - Throws: ``MeaningError/unreadable(smiles:reason:)``.
  static func named(_ smiles: String) throws(MeaningError) -> Molecule {
    do {
      return try Molecule(smiles: smiles)
    } catch {
      throw .unreadable(smiles: smiles, reason: "\(error)")
    }
  }
}
