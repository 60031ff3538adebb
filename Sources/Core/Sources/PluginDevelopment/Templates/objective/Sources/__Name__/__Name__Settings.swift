internal import ACML

/// What stands under `objective.settings` of a pair. The property's type and value are the setting's type and default.
struct __Name__Settings: Settings {
  var margin: Float = 0.2
  var initialSharpness: Float = 10

  static let fields: [SettingField<Self>] = [
    .init("margin", \.margin, in: 0...2, "how far below its partner's similarity a negative's should stay"),
    .init(
      "initialSharpness", \.initialSharpness, in: 1...100,
      "how steeply a negative beyond the margin costs more, in the beginning; learned"),
  ]
}
