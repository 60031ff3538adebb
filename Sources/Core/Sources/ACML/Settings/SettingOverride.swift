/// A setting given on the command line, which wins over the file.
public struct SettingOverride: Sendable {
  public let path: SettingPath
  public let node: SettingNode

  /// - Parameters:
  ///   - path: what is set.
  ///   - node: the value; its origin names the flag.
  public init(_ path: SettingPath, _ node: SettingNode) {
    self.path = path
    self.node = node
  }

  /// A flag of its own, such as `--seed 5`.
  public init(_ path: SettingPath, _ value: some SettingValue, flag: String) {
    self.init(path, SettingNode(value.setting).from(.flag(flag)))
  }
}

extension SettingNode {
  /// A copy with settings of the command line laid over it, the last one winning.
  /// - Throws: ``SettingProblem`` that names the flag.
  public func applying(_ overrides: [SettingOverride]) throws(SettingProblem) -> SettingNode {
    var node = self
    for override in overrides { node = try node.replacing(override.path, with: override.node) }
    return node
  }
}
