internal import ACML
internal import NeuralNetworks
internal import Tensors

/// The factor of cosine similarities before they are exponentiated, the inverse of the temperature.
///
/// Its logarithm is what is learned, and it has an upper bound, as in CLIP (Radford et al. 2021, arXiv 2103.00020).
final class SimilarityScale: Module {
  /// Shape `[]`.
  let logScale: Parameter
  private let maximum: Float

  init(_ settings: TemperatureSettings) {
    logScale = Parameter(Tensor(1 / settings.initialTemperature).log())
    logScale.isFrozen = !settings.learnTemperature
    maximum = Tensor(settings.maximumScale).log().values[0]
  }

  /// The scale as a variable of the computation.
  func callAsFunction() -> Tensor {
    bringBack()
    return logScale.tensor.exp()
  }

  /// The inverse of the scale as a variable of the computation.
  var temperature: Tensor {
    bringBack()
    return logScale.tensor.scaled(by: -1).exp()
  }

  var metrics: [String: Double] { ["temperature": Double(logScale.value.scaled(by: -1).exp().values[0])] }

  /// Moves the parameter itself to its bound: a bound inside the computation would have no gradient beyond it, and what
  /// a step has carried there would never return.
  private func bringBack() {
    if logScale.value.values[0] > maximum { logScale.withMutableValue { $0[0] = maximum } }
  }
}

/// Settings of a similarity scale.
struct TemperatureSettings: Sendable {
  var initialTemperature: Float = 0.07
  var learnTemperature = true
  var maximumScale: Float = 100
}

/// Settings of an objective that has a similarity scale, beside its own.
protocol ScaledSettings: Settings {
  var temperature: TemperatureSettings { get set }
}

extension ScaledSettings {
  static var temperatureFields: [SettingField<Self>] {
    [
      .init(
        "initialTemperature", \.temperature.initialTemperature, in: 0.001...10,
        "what cosine similarities are divided by in the beginning"),
      .init("learnTemperature", \.temperature.learnTemperature, "whether the temperature is learned"),
      .init(
        "maximumScale", \.temperature.maximumScale, in: 1...1000,
        "greatest inverse of the temperature that learning may reach"),
    ]
  }

  func validate() throws {
    if 1 / temperature.initialTemperature > temperature.maximumScale {
      throw InvalidSetting(
        "initialTemperature",
        "found \(temperature.initialTemperature), expected at least 1 / maximumScale, \(1 / temperature.maximumScale)")
    }
  }
}
