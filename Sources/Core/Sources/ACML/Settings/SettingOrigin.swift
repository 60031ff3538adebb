/// Where a setting comes from.
public enum SettingOrigin: Sendable, Hashable, CustomStringConvertible {
  /// A place in a file; line and column count from 1.
  case file(path: String, line: Int, column: Int)
  /// A flag of the command, as typed: `--set graph.encoder=gat`.
  case flag(String)
  /// Nowhere: the value that holds when nothing is said.
  case `default`

  public var description: String {
    switch self {
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .flag(let flag): flag
    case .default: "default"
    }
  }
}

extension SettingOrigin: Comparable {
  /// The order in which problems are told: by file and place, then flags, then defaults.
  public static func < (left: SettingOrigin, right: SettingOrigin) -> Bool {
    switch (left, right) {
    case (.file(let leftPath, let leftLine, let leftColumn), .file(let rightPath, let rightLine, let rightColumn)):
      (leftPath, leftLine, leftColumn) < (rightPath, rightLine, rightColumn)
    case (.flag(let leftFlag), .flag(let rightFlag)): leftFlag < rightFlag
    case (.file, .flag), (.file, .default), (.flag, .default): true
    default: false
    }
  }
}
