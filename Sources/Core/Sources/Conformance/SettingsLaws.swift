internal import ACML

extension SettingsSchema {
  /// The paths of the settings without a default.
  var required: [String] { rows.filter { $0.defaultValue == nil }.map(\.path) }
}

extension Examination {
  /// The laws of a settings schema.
  /// - Parameter name: of what has the settings.
  func examineSettings(_ schema: SettingsSchema, of name: String) {
    examine(.settings, on: "the settings of \(name)") {
      let required = schema.required
      guard required.isEmpty else { return "without defaults: \(required.joined(separator: ", "))" }
      let written = try schema.resolve(nil)
      let again = try schema.resolve(written)
      try require(
        again == written, on: written.inline, "written out in full they read back as \(again.inline)")
      let misspelled = SettingNode(.mapping([SettingEntry("noSuchSetting", SettingNode(.scalar(.null)))]))
      do {
        _ = try schema.resolve(misspelled)
      } catch { return "\(schema.rows.count) settings" }
      throw Violation(input: "noSuchSetting", reason: "the unknown setting is taken in silence")
    }
  }
}
