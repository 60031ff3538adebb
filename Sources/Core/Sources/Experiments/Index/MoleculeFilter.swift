/// What is known of a molecule before it is searched for.
public struct MoleculeFilter: Sendable, Equatable {
  /// Exact masses that will do, in daltons.
  public var masses: ClosedRange<Double>?
  /// The formula that it has.
  public var formula: MolecularFormula?
  /// The elements that it may hold, and no others.
  public var elements: Set<String>?

  public init(
    masses: ClosedRange<Double>? = nil, formula: MolecularFormula? = nil, elements: Set<String>? = nil
  ) {
    self.masses = masses
    self.formula = formula
    self.elements = elements
  }

  /// Whether it lets every molecule pass.
  public var isEmpty: Bool { self == MoleculeFilter() }

  /// Whether it looks at formulas.
  var needsFormula: Bool { formula != nil || elements != nil }

  func allows(mass: Double) -> Bool { masses?.contains(mass) ?? true }

  func allows(formula text: String) -> Bool {
    guard needsFormula else { return true }
    guard let found = MolecularFormula(text) else { return false }
    if let formula, formula != found { return false }
    return elements.map(found.elements.isSubset) ?? true
  }
}
