internal import ACML

extension ExperimentConfiguration {
  /// The checks that all kinds share.
  func validateCommon() throws(InvalidSetting) {
    let isFit =
      !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy { $0 != "/" && $0.value >= 0x20 && $0.value != 0x7F }
    if !isFit {
      throw InvalidSetting(
        "name", "expected 1 to 100 letters without a slash and without a point at the start: it becomes a folder's name"
      )
    }
    let drawsFractions = data.split.method != .column && data.split.method != .file
    if drawsFractions, data.split.validation == 0, training.selection != .last {
      throw InvalidSetting(
        "training.selection",
        "`\(training.selection.rawValue)` needs a validation part, but data.split.validation is 0; set `last`")
    }
  }
}
