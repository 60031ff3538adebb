public import ACML

/// What is wrong with the files of an encoder or of pictures, or with the samples that one is to be pre-trained on.
public enum ImageError: ClassifiedError, Equatable {
  /// A file that can't be what it should be.
  case invalidFile(String, reason: String)
  /// A table without a column that is needed.
  case missingColumn(file: String, column: String, columns: [String])
  /// A batch of which no sample has a picture, with the first sample's reason.
  case noPictures(reason: String)

  public var failureClass: FailureClass { .data }

  public var description: String {
    switch self {
    case .invalidFile(let file, let reason): "\(file): \(reason)"
    case .missingColumn(let file, let column, let columns):
      "\(file): no column `\(column)`; found: \(columns.joined(separator: ", "))"
    case .noPictures(let reason): "no sample of the batch has a picture; the first: \(reason)"
    }
  }
}
