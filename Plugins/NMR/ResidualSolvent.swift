/// Where deuterated solvents, and the water in them, have signals of their own.
///
/// Shifts in ppm from tables 1 and 2 of Fulmer et al., Organometallics 2010, 29, 2176–2179.
public struct ResidualSolvent: Sendable {
  /// Any of these occurs in the solvent's name, once that is reduced to lower-case letters and digits.
  let spellings: [String]
  let proton: [Double]
  let carbon: [Double]

  /// The solvents that a name mentions; mixtures have several.
  public static func named(_ name: String) -> [ResidualSolvent] {
    let reduced = name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return table.filter { $0.spellings.contains(where: reduced.contains) }
  }

  /// Shifts of the residual signals of a nucleus, in ppm.
  public func shifts(_ observation: Observation) -> [Double] { observation == .proton ? proton : carbon }

  private static let table = [
    ResidualSolvent(
      spellings: ["thfd8", "tetrahydrofurand8", "c4d8o"], proton: [1.72, 3.58, 2.46], carbon: [25.31, 67.21]),
    ResidualSolvent(
      spellings: ["cd2cl2", "methylenechlorided2", "dichloromethaned2"], proton: [5.32, 1.52], carbon: [53.84]),
    ResidualSolvent(spellings: ["cdcl3", "chloroformd"], proton: [7.26, 1.56], carbon: [77.16]),
    ResidualSolvent(
      spellings: ["toluened8", "c7d8"], proton: [2.08, 6.97, 7.01, 7.09, 0.43],
      carbon: [20.43, 125.13, 127.96, 128.87, 137.48]),
    ResidualSolvent(spellings: ["c6d6", "benzened6"], proton: [7.16, 0.40], carbon: [128.06]),
    ResidualSolvent(
      spellings: ["c6d5cl", "chlorobenzened5"], proton: [6.96, 6.99, 7.14, 1.03],
      carbon: [125.96, 128.25, 129.26, 134.19]),
    ResidualSolvent(spellings: ["acetoned6", "cd32co", "cd3cocd3"], proton: [2.05, 2.84], carbon: [29.84, 206.26]),
    ResidualSolvent(
      spellings: ["dmsod6", "dimethylsulfoxided6", "dimethylsulphoxided6", "cd32so", "c2d6so"], proton: [2.50, 3.33],
      carbon: [39.52]),
    ResidualSolvent(spellings: ["cd3cn", "acetonitriled3"], proton: [1.94, 2.13], carbon: [1.32, 118.26]),
    ResidualSolvent(
      spellings: ["tfed3", "trifluoroethanold3", "cf3cd2od"], proton: [5.02, 3.88, 3.66], carbon: [61.50, 126.28]),
    ResidualSolvent(spellings: ["cd3od", "methanold4"], proton: [3.31, 4.87], carbon: [49.00]),
    ResidualSolvent(spellings: ["d2o", "deuteriumoxide"], proton: [4.79], carbon: []),
  ]
}
