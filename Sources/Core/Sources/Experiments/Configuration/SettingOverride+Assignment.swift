public import ACML

extension SettingOverride {
  /// Reads `dotted.path=value`; the value is YAML, so that `null`, `[1, 2]` and `{type: sgd}` can be given.
  /// - Parameter flag: the flag before it, for messages.
  /// - Throws: ``SettingProblem`` that names the flag.
  public init(assignment: String, flag: String = "--set") throws(SettingProblem) {
    let origin = SettingOrigin.flag("\(flag) \(assignment)")
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw SettingProblem(origin, .root, "expected a dotted path, `=` and a value: graph.encoder=gat")
    }
    let path = SettingPath(dotted: String(parts[0]))
    guard path.components.allSatisfy({ !$0.isEmpty }) else {
      throw SettingProblem(origin, .root, "the path `\(path)` has an empty part")
    }
    guard path.components.count <= YAMLLimits.standard.depth else {
      throw SettingProblem(origin, .root, "the path has more than \(YAMLLimits.standard.depth) parts")
    }
    self.init(path, try YAML.read(Array(parts[1].utf8), source: origin))
  }
}
