public import ACML

/// What moves the parameters.
public struct OptimizerConfiguration: Settings, Equatable {
  public enum Kind: String, CaseIterable, SettingValue { case adamw, sgd }

  public var type = Kind.adamw
  public var learningRate = 1e-3
  public var weightDecay = 1e-3
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  public var momentum = 0.0

  public static let fields: [SettingField<Self>] = [
    .init("type", \.type, "the algorithm"),
    .init("learningRate", \.learningRate, in: .above(0), "the highest of the schedule"),
    .init("weightDecay", \.weightDecay, in: 0..., "decoupled from the gradient (adamw) or added to it (sgd)"),
    .init("beta1", \.beta1, in: 0..<1, "adamw: decay of the mean of gradients"),
    .init("beta2", \.beta2, in: 0..<1, "adamw: decay of the mean of squared gradients"),
    .init("epsilon", \.epsilon, in: .above(0), "adamw: keeps the divisor from zero"),
    .init("momentum", \.momentum, in: 0..<1, "sgd: share of the last step"),
  ]

  public init() {}
}

/// How the learning rate goes over the steps.
public struct ScheduleConfiguration: Settings, Equatable {
  public enum Kind: String, CaseIterable, SettingValue { case constant, linear, cosine }

  public var type = Kind.cosine
  public var warmupSteps = 0
  public var finalFraction = 0.0

  public static let fields: [SettingField<Self>] = [
    .init("type", \.type, "the way down after the warm-up"),
    .init("warmupSteps", \.warmupSteps, in: 0..., "steps of a straight way up from zero"),
    .init("finalFraction", \.finalFraction, in: 0...1, "what is left of the learning rate at the last step"),
  ]

  public init() {}
}
