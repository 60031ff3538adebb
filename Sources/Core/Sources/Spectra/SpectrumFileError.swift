/// A file of spectra that can't be read, or a spectrum that a format can't hold.
///
/// Faults of single records are no errors: they are entries, ``SpectrumEntry/rejected(line:reason:)``.
public enum SpectrumFileError: Error, Equatable, CustomStringConvertible {
  /// Neither the ending nor the first bytes say what the file is. `found`: what the first bytes look like, if anything.
  case unknownFormat(path: String, found: String?)
  /// The first bytes are those of another format than the ending, or the caller, says.
  case contentMismatch(path: String, expected: SpectrumFormat, found: String)
  case empty(path: String)
  /// A format that is read only.
  case notWritten(format: SpectrumFormat)
  /// A record whose spectrum the format has no place for.
  case noPlace(format: SpectrumFormat, record: String, reason: String)

  public var description: String {
    switch self {
    case .unknownFormat(let path, let found):
      """
      \(path): the format is unknown\(found.map { "; the file looks like \($0)" } ?? ""). Spectra are read from \
      \(SpectrumFormat.endingsText), each also gzipped; name the format where the ending is another.
      """
    case .contentMismatch(let path, let expected, let found):
      "\(path): this should be \(expected.name), but it looks like \(found). Name the right format or rename the file."
    case .empty(let path): "\(path): the file is empty; a record at least was expected."
    case .notWritten(let format): "\(format.name) is only read; spectra are written as MSP, MGF or CSV."
    case .noPlace(let format, let record, let reason): "\(record) can't be written as \(format.name): \(reason)."
    }
  }
}
