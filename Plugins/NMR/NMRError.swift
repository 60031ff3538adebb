public import ACML

/// Why the spectrum of one sample can't be encoded.
public enum SpectrumFault: Error, Equatable, CustomStringConvertible {
  case noSpectrum
  /// A spectrum of another kind or nucleus.
  case otherKind(found: String, expected: String)
  /// No peak lies on the encoder's axis, in ppm.
  case noPeaks(from: Double, to: Double)

  public var description: String {
    switch self {
    case .noSpectrum: "the sample has no spectrum"
    case .otherKind(let found, let expected): "the spectrum is a \(found), expected a \(expected)"
    case .noPeaks(let from, let to): "the spectrum has no peak from \(from) to \(to) ppm"
    }
  }
}

/// What is wrong with the files of an encoder, or with the samples that one is to be pre-trained on.
public enum NMRError: ClassifiedError, Equatable {
  /// A file that the folder must hold and that can't be read; the system's words.
  case unreadableFile(String, reason: String)
  /// A file that can't be so.
  case invalidFile(String, reason: String)
  /// A batch of which no spectrum can be used, with the first one's reason.
  case noSpectra(reason: String)

  public var failureClass: FailureClass {
    switch self {
    case .unreadableFile: .missingInput
    case .invalidFile, .noSpectra: .data
    }
  }

  public var description: String {
    switch self {
    case .unreadableFile(let file, let reason), .invalidFile(let file, let reason): "\(file): \(reason)"
    case .noSpectra(let reason): "no spectrum of the batch can be used; the first: \(reason)"
    }
  }
}
