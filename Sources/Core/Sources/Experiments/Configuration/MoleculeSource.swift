public import ACML

/// Where molecules come from: a file, or a sample that ships with the program.
///
/// A word of letters, digits and hyphens is a sample's name; whatever has a slash or a point is a path.
public enum MoleculeSource: SettingValue, Hashable {
  case sample(String)
  case file(FileReference)

  public static var kind: SettingKind { SettingKind(name: "path or sample", expectation: "a path or a sample's name") }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    let text = try String(setting: node)
    if !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) {
      self = .sample(text)
    } else {
      self = .file(try FileReference(setting: node))
    }
  }

  public var setting: SettingNode.Content {
    switch self {
    case .sample(let name): name.setting
    case .file(let file): file.setting
    }
  }
}
