/// A molecule's elements and how many atoms of each there are, with its charge.
public struct MolecularFormula: Hashable, Sendable {
  /// The element symbols with their counts.
  public let counts: [String: Int]
  /// The charge as formulas write it at their end: `+`, `-2`; empty for none.
  public let charge: String

  /// Symbols of the elements up to oganesson, and of hydrogen's isotopes, which formulas may tell apart.
  private static let symbols = Set(
    """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo \
    Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl \
    Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og D T *
    """.split(separator: " ").map(String.init))

  /// Reads a formula such as `C9H8O4`, `C6H5O-` or `CHNOS`, its elements in any order.
  /// - Returns: `nil` for a text that is no formula.
  public init?(_ text: String) {
    var counts: [String: Int] = [:]
    var rest = Substring(text)
    while let first = rest.first, first.isASCII, first.isUppercase || first == "*" {
      // `CO` is carbon and oxygen, `Co` cobalt: a small letter always belongs to the one before it.
      let symbol = String(rest.prefix(1)) + rest.dropFirst().prefix { $0.isASCII && $0.isLowercase }
      guard Self.symbols.contains(symbol) else { return nil }
      rest = rest.dropFirst(symbol.count)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let count = digits.isEmpty ? 1 : Int(digits), count > 0, count < 1_000_000 else { return nil }
      counts[symbol, default: 0] += count
      rest = rest.dropFirst(digits.count)
    }
    guard !counts.isEmpty else { return nil }
    if let sign = rest.first {
      guard sign == "+" || sign == "-", rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    }
    self.counts = counts
    charge = String(rest)
  }

  public var elements: Set<String> { Set(counts.keys) }
}
