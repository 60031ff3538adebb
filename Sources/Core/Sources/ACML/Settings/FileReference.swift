internal import Foundation

/// A file or folder named in a configuration.
///
/// A relative path counts from the folder of the file in which it stands; one given by a flag counts from the working
/// folder. Written out again it is absolute, so that a resolved configuration holds in any folder.
public struct FileReference: SettingValue, Hashable, CustomStringConvertible {
  /// Absolute.
  public let path: String

  /// - Parameters:
  ///   - path: absolute, or relative to `folder`.
  ///   - folder: absolute, or relative to the working folder.
  public init(_ path: String, relativeTo folder: String = ".") {
    // The folder is freed of symbolic links first: `..` behind one must lead to the real parent.
    let folder = URL(filePath: folder, directoryHint: .isDirectory).resolvingSymlinksInPath()
    self.path = (path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)).standardized.path
  }

  public var description: String { path }

  public static var kind: SettingKind { SettingKind(name: "path", expectation: "a path") }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    let text = try String(setting: node)
    guard !text.isEmpty, !text.utf8.contains(0) else { throw SettingMismatch(node, expected: Self.kind) }
    if case .file(let file, _, _) = node.origin {
      self.init(text, relativeTo: URL(filePath: file).deletingLastPathComponent().path)
    } else {
      self.init(text)
    }
  }

  public var setting: SettingNode.Content { path.setting }
}
