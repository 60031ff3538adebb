import ArgumentParser
import Experiments

/// Options of commands that search among molecules of which something is known.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only molecules of this exact mass, in daltons, within --tolerance.", valueName: "mass"))
  var mass: Double?

  @Option(
    help: ArgumentHelp(
      """
      How far from --mass, as 5ppm or 0.01Da (10ppm unless said); without --mass, in a measurement, how far a competitor \
      may be from the mass of the molecule that is asked for.
      """, valueName: "width"))
  var tolerance: MassTolerance?

  @Option(help: ArgumentHelp("Only molecules of this formula, such as C9H8O4.", valueName: "formula"))
  var formula: MolecularFormula?

  @Option(help: ArgumentHelp("Only molecules of these elements, such as CHNOS.", valueName: "symbols"))
  var elements: MolecularFormula?

  func validate() throws {
    if let mass, !(mass > 0 && mass.isFinite) { throw ValidationError("--mass takes a mass in daltons, not \(mass)") }
  }

  var filter: MoleculeFilter {
    MoleculeFilter(
      masses: mass.map { (tolerance ?? .partsPerMillion(10)).range(around: $0) }, formula: formula,
      elements: elements?.elements)
  }
}

extension MassTolerance: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension MolecularFormula: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
