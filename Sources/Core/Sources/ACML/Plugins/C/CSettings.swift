internal import CPlugin

/// The values of settings that a C library declares, each by its name and with the type that was declared.
struct CSettings: Sendable {
  private var values: [String: any SettingValue] = [:]

  /// - Parameter initial: what holds where nothing is said.
  private subscript<Value: SettingValue & Hashable>(name: String, initial: Value) -> Value {
    get { values[name] as? Value ?? initial }
    set { values[name] = newValue }
  }

  /// Reads the schema of a component.
  /// - Throws: ``PluginRefusal``.
  static func schema(
    _ first: UnsafePointer<acml_setting>?, _ count: UInt64, of id: String
  ) throws(PluginRefusal) -> SettingsSchema {
    var fields: [SettingField<Self>] = []
    for setting in try CLibrary.elements(first, count, "acml_setting") { fields.append(try field(setting)) }
    if let fault = SettingField.fault(in: fields, Self()) { throw .faultyDescription("`\(id)`: \(fault)") }
    return SettingsSchema(fields, defaults: Self())
  }

  private static func field(_ setting: acml_setting) throws(PluginRefusal) -> SettingField<Self> {
    let name = try CLibrary.text(setting.name, "name of a setting")
    guard name.wholeMatch(of: /[A-Za-z][A-Za-z0-9]*/) != nil else {
      throw .faultyDescription("the setting `\(name)` needs a camelCase word for a name")
    }
    let help = try CLibrary.text(setting.help, "help of \(name)")
    func initial<Value: SettingValue>(_ type: Value.Type) throws(PluginRefusal) -> Value {
      let text = try CLibrary.text(setting.initial, "initial of \(name)")
      do throws(SettingMismatch) {
        return try Value(setting: SettingNode(.scalar(SettingScalar(text, isQuoted: type == String.self))))
      } catch {
        throw .faultyDescription("`initial` of the setting `\(name)`: \(error.reason)")
      }
    }
    func path<Value: SettingValue & Hashable>(
      _ initial: Value
    ) -> any WritableKeyPath<Self, Value> & Sendable { \Self[name, initial] }

    let isBounded = setting.least < setting.greatest
    switch setting.kind {
    case UInt32(ACML_BOOLEAN.rawValue): return .init(name, path(try initial(Bool.self)), help)
    case UInt32(ACML_INTEGER.rawValue):
      let property = path(try initial(Int.self))
      // Whole numbers reach the library through JSON, whose numbers are doubles to most readers.
      let greatest = 9_007_199_254_740_992.0
      guard isBounded else { return .init(name, property, in: Int(-greatest)...Int(greatest), help) }
      let range = Int(max(setting.least.rounded(.up), -greatest))...Int(min(max(setting.greatest, -greatest), greatest))
      return .init(name, property, in: range, help)
    case UInt32(ACML_NUMBER.rawValue):
      let property = path(try initial(Double.self))
      return isBounded
        ? .init(name, property, in: setting.least...setting.greatest, help) : .init(name, property, help)
    case UInt32(ACML_TEXT.rawValue): return .init(name, path(try initial(String.self)), help)
    case UInt32(ACML_PATH.rawValue):
      let isGiven = setting.initial != nil
      return .init(name, path(isGiven ? Optional(try initial(FileReference.self)) : nil), help)
    default: throw .faultyDescription("the setting `\(name)` has the kind \(setting.kind), expected one from 1 to 5")
    }
  }
}
