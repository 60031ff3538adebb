internal import NeuralNetworks
internal import Tensors

/// Compares gradients with central differences.
///
/// Three directions go through all parameters at random, so that a part that the gradient leaves out shows; then one along
/// the gradient of each parameter, where the slope is greatest and a wrong factor shows. In single precision a step that is
/// right for one slope is too small or too large for another, so several are tried, and one that agrees is enough.
struct GradientCheck {
  let parameters: [(name: String, parameter: Parameter)]
  let loss: () throws -> Tensor

  /// What slopes may differ by, relative to the larger of the two.
  static let tolerance = 0.05
  /// Relative to the norm of what is moved.
  private static let steps: [Double] = [1e-3, 3e-4, 3e-3, 1e-4, 1e-2]
  /// A parameter whose gradient is smaller than this share of the whole one is lost in the rounding of the others.
  private static let negligible = 3e-3
  private static let greatestCount = 48

  /// - Returns: how many slopes were compared, and by how much they differed at most.
  func run() throws -> String {
    let moved = parameters.filter { !$0.parameter.isFrozen }
    for (_, parameter) in moved { parameter.gradient = nil }
    let value = try loss()
    try require(value.count == 1, "the value to be minimised has the shape \(value.shape), expected a scalar")
    try require(value.hasGradient, "no gradient leads from the value to a parameter")
    try value.backward()
    var gradients: [Tensor] = []
    for (name, parameter) in moved {
      guard let gradient = parameter.gradient else {
        throw Violation(input: name, reason: "the parameter gets no gradient")
      }
      try require(gradient.isFinite, on: name, "its gradient is not finite")
      gradients.append(gradient)
    }
    let total = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    try require(total > 0, "all gradients are zero")

    var worst = 0.0
    let random = RandomStream(seed: 17, name: "directions")
    for trial in 1...3 {
      // Each parameter by its own measure: a matrix of small numbers is moved less than a scale of 1.
      let directions = moved.map { _, parameter in
        noise(parameter.shape, random).scaled(by: Float(parameter.value.typicalSquare.squareRoot()))
      }
      worst = max(worst, try compare(moved, gradients, directions, "direction \(trial) through all parameters"))
    }
    let strongest = gradients.indices.filter { gradients[$0].sumOfSquares.squareRoot() > Self.negligible * total }
      .sorted { gradients[$0].sumOfSquares > gradients[$1].sumOfSquares }.prefix(Self.greatestCount)
    for index in strongest {
      worst = max(
        worst, try compare([moved[index]], [gradients[index]], [gradients[index]], moved[index].name))
    }
    return "\(3 + strongest.count) slopes, greatest difference \(percent(worst))"
  }

  /// The relative difference of the best step.
  private func compare(
    _ moved: [(name: String, parameter: Parameter)], _ gradients: [Tensor], _ directions: [Tensor], _ what: String
  ) throws -> Double {
    let expected = zip(gradients, directions).reduce(0.0) { $0 + $1.0.dotProduct($1.1) }
    let length = directions.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    // What random directions would give on average: slopes that happen to be far smaller are all rounding.
    let typical = zip(gradients, directions).reduce(0.0) {
      $0 + $1.0.sumOfSquares * $1.1.sumOfSquares / Double(max(1, $1.0.count))
    }.squareRoot()
    let originals = moved.map { $0.parameter.value.copied() }
    func value(at offset: Double) throws -> Double {
      for ((_, parameter), (original, direction)) in zip(moved, zip(originals, directions)) {
        try parameter.assign(original + direction.scaled(by: Float(offset)))
      }
      return Double(try Gradients.disabled { try loss() }.scalar())
    }
    defer {
      for ((_, parameter), original) in zip(moved, originals) { try? parameter.assign(original) }
    }
    let measure = moved.reduce(0) { $0 + $1.parameter.value.typicalSquare * Double($1.parameter.value.count) }
      .squareRoot()
    var best = (difference: Double.infinity, found: Double.nan)
    for relative in Self.steps {
      let step = relative * measure / max(length, .leastNormalMagnitude)
      let found = (try value(at: step) - value(at: -step)) / (2 * step)
      let difference = abs(found - expected) / max(abs(found), abs(expected), typical, .leastNormalMagnitude)
      if difference < best.difference || best.found.isNaN { best = (difference, found) }
      if difference <= Self.tolerance { return difference }
    }
    throw Violation(
      input: what,
      reason: "finite differences give the slope \(short(best.found)), the gradient \(short(expected))")
  }
}

extension Tensor {
  /// The mean square of the values, at least that of 0.01: a parameter that begins at 0 is moved too.
  fileprivate var typicalSquare: Double { max(1e-4, sumOfSquares / Double(max(1, count))) }

  fileprivate func dotProduct(_ other: Tensor) -> Double {
    withUnsafeValues { own in
      other.withUnsafeValues { zip(own, $0).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    }
  }
}
