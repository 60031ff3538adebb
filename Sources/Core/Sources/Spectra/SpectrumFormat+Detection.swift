internal import Files

extension SpectrumFormat {
  /// As the field writes it.
  public var name: String {
    switch self {
    case .msp: "MSP"
    case .mgf: "MGF"
    case .massBank: "MassBank"
    case .mzML: "mzML"
    case .jcampDX: "JCAMP-DX"
    case .sdf: "SDF"
    case .csv: "CSV"
    case .tsv: "TSV"
    }
  }

  /// The endings that mean a format, without a `.gz` after them.
  private static let formatOfEnding: [(ending: String, format: SpectrumFormat)] = [
    ("msp", .msp), ("mgf", .mgf), ("massbank", .massBank), ("mzml", .mzML), ("jdx", .jcampDX), ("dx", .jcampDX),
    ("jcamp", .jcampDX), ("sdf", .sdf), ("sd", .sdf), ("csv", .csv), ("tsv", .tsv), ("tab", .tsv),
  ]

  static var endingsText: String {
    formatOfEnding.map { ".\($0.ending)" }.joined(separator: ", ") + " and MassBank's .txt"
  }

  /// The format that the ending of a path means, `.gz` set aside; `nil` for any other, among them `.txt`.
  public init?(ending path: String) {
    var name = path.split(separator: "/", omittingEmptySubsequences: true).last?.lowercased() ?? ""
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: "."),
      let match = Self.formatOfEnding.first(where: { $0.ending == name[name.index(after: dot)...] })
    else { return nil }
    self = match.format
  }

  /// The format of a file, by its ending and its first bytes.
  ///
  /// The ending decides, unless the first bytes are plainly those of another format. Without a known ending the first
  /// bytes decide; tables can't be told by them.
  /// - Throws: ``SpectrumFileError``.
  init(of source: ByteSource) throws(SpectrumFileError) {
    let start = source.start4K
    if start.isEmpty { throw .empty(path: source.path) }
    let content = Content(start)
    guard let expected = SpectrumFormat(ending: source.path) else {
      guard case .format(let found)? = content else {
        throw .unknownFormat(path: source.path, found: content?.description)
      }
      self = found
      return
    }
    if let content, content != .format(expected) {
      throw .contentMismatch(path: source.path, expected: expected, found: content.description)
    }
    self = expected
  }

  /// What the first bytes of a file are plainly those of.
  private enum Content: Equatable, CustomStringConvertible {
    case format(SpectrumFormat)
    case other(String)

    var description: String {
      switch self {
      case .format(let format): format.name
      case .other(let text): text
      }
    }

    init?(_ start: [UInt8]) {
      if start.contains(0) {
        self = .other("no text, but binary data")
        return
      }
      let text = String(decoding: start, as: UTF8.self)
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) })?.drop(while: \.isWhitespace) else {
        return nil
      }
      if first.hasPrefix("<") {
        let isMzML = text.contains("<mzML") || text.contains("<indexedmzML")
        self = isMzML ? .format(.mzML) : .other("XML other than mzML")
      } else if lines.contains(where: { $0.replacing(" ", with: "").uppercased().hasPrefix("##TITLE=") }) {
        self = .format(.jcampDX)
      } else if first.hasPrefix("ACCESSION:") {
        self = .format(.massBank)
      } else if lines.contains(where: { MGFReader.isBegin(Array($0.utf8)) }) {
        self = .format(.mgf)
      } else if lines.contains(where: { $0 == "$$$$" || $0.hasPrefix("M  END") || $0.hasSuffix(" V2000") }) {
        self = .format(.sdf)
      } else if lines.contains(where: { MassKey(MSPReader.key(of: $0)) == .peakCount })
        || MassKey(MSPReader.key(of: first)) == .name
      {
        self = .format(.msp)
      } else {
        return nil
      }
    }
  }
}
