/// The kinds of file that molecules are read from; each may also be gzipped.
public enum DataFormat: String, Sendable, CaseIterable, Codable {
  /// Comma-separated values with a header (RFC 4180).
  case csv
  /// Tab-separated values with a header; quotes as in RFC 4180.
  case tsv
  /// A SMILES a line, optionally followed by white space and a name.
  case smi
  /// Structure-data file: molblocks with tags, each record closed by `$$$$`.
  case sdf

  static let endings = ".csv, .tsv, .tab, .smi, .smiles, .sdf and .sd"

  /// The format that a file's ending names, `.gz` set aside.
  public init?(ending path: String) {
    var path = path.lowercased()
    if path.hasSuffix(".gz") { path.removeLast(3) }
    switch path.split(separator: "/").last?.split(separator: ".", omittingEmptySubsequences: false).last {
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    case "smi", "smiles": self = .smi
    case "sdf", "sd": self = .sdf
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .csv: "comma-separated values"
    case .tsv: "tab-separated values"
    case .smi: "a list of SMILES"
    case .sdf: "a structure-data file"
    }
  }

  /// What the first bytes of a file are instead of this format; `nil` if nothing speaks against it.
  func contradiction(in start: some Collection<UInt8>) -> String? {
    let start = Array(start)
    if start.starts(with: [0xff, 0xfe]) || start.starts(with: [0xfe, 0xff]) { return "UTF-16 text; save it as UTF-8" }
    if start.starts(with: Array("PK\u{3}\u{4}".utf8)) { return "a zip archive (or a spreadsheet saved as .xlsx)" }
    if start.starts(with: Array("BZh".utf8)) { return "bzip2-compressed data; only gzip is read" }
    if start.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return "zstd-compressed data; only gzip is read" }
    if start.contains(0) { return "binary data" }

    let lines = start.split(separator: 10, maxSplits: 4, omittingEmptySubsequences: false)
    let looksLikeStructures = lines.count > 3 && lines[3].count > 33 && Self.isVersion(lines[3].suffix(8))
    if looksLikeStructures != (self == .sdf) {
      if looksLikeStructures { return DataFormat.sdf.name }
      // A damaged first record is a row's own fault; only text without any molblock is another kind of file.
      let text = String(decoding: start, as: UTF8.self)
      return ["V2000", "V3000", "M  END", "$$$$"].contains(where: text.contains) ? nil : "text without a molblock"
    }
    guard self == .csv || self == .tsv, let header = lines.first else { return nil }
    let (comma, tab) = (UInt8(ascii: ","), UInt8(ascii: "\t"))
    let (own, other) = self == .csv ? (comma, tab) : (tab, comma)
    return !header.contains(own) && header.contains(other) ? (self == .csv ? DataFormat.tsv : .csv).name : nil
  }

  private static func isVersion(_ end: some Sequence<UInt8>) -> Bool {
    let text = String(decoding: Array(end), as: UTF8.self)
    return text.contains("V2000") || text.contains("V3000")
  }
}
