/// One training, or one fit, on a set: what a seed of a mode has come to.
struct PropertyTrial: Codable {
  let mode: PropertyMode
  let seed: Int
  /// The epoch that was chosen; `nil` for linear models.
  let epoch: Int?
  /// The penalty that was chosen; `nil` for networks.
  let penalty: Double?
  /// The selected figure on the validation part; not a number where it has no meaning there.
  let validation: Double?
  /// A column for each label: logits or values in units of the label, molecule by molecule of the validation part.
  let validationOutputs: [[Float]]
  /// The same of the test part.
  let testOutputs: [[Float]]

  init(
    _ mode: PropertyMode, seed: Int, epoch: Int? = nil, penalty: Double? = nil, validation: Double,
    _ dataset: PropertyDataset, outputs: ([Int]) throws -> [[Float]]
  ) rethrows {
    self.mode = mode
    self.seed = seed
    self.epoch = epoch
    self.penalty = penalty
    self.validation = validation.isFinite ? validation : nil
    validationOutputs = try outputs(dataset.rows(of: .validation))
    testOutputs = try outputs(dataset.rows(of: .test))
  }
}
