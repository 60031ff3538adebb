internal import Files

/// How far a mass may be from the one that is looked for.
public enum MassTolerance: Sendable, Equatable {
  /// In millionths of the mass.
  case partsPerMillion(Double)
  case daltons(Double)

  /// Reads `5ppm`, `0.01Da` or `10mDa`, in any case, blanks allowed before the unit.
  public init?(_ text: String) {
    let text = text.trimmingBlanks().lowercased()
    let units: [(name: String, make: (Double) -> Self)] = [
      ("ppm", Self.partsPerMillion), ("mda", { .daltons($0 / 1000) }), ("da", Self.daltons),
    ]
    guard let unit = units.first(where: { text.hasSuffix($0.name) }),
      let value = Double(String(text.dropLast(unit.name.count)).trimmingBlanks()), value >= 0, value.isFinite
    else { return nil }
    self = unit.make(value)
  }

  /// The masses that are near enough.
  /// - Parameter mass: in daltons.
  public func range(around mass: Double) -> ClosedRange<Double> {
    let half =
      switch self {
      case .partsPerMillion(let parts): abs(mass) * parts * 1e-6
      case .daltons(let daltons): daltons
      }
    return (mass - half)...(mass + half)
  }
}
