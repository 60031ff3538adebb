/// A line of a correlation table: where the band of a functional group is found, and how strong it is.
struct RamanBand {
  /// As tables grade bands. The numbers, relative areas, are this simulator's own: tables give none.
  enum Strength: Double {
    case strong = 1
    case medium = 0.5
    case weak = 0.2
  }

  let group: FunctionalGroup
  /// The vibration, as tables write it.
  let vibration: String
  /// In cm⁻¹.
  let range: ClosedRange<Double>
  let strength: Strength
  let source: Source

  init(
    _ group: FunctionalGroup, _ vibration: String, _ range: ClosedRange<Double>, _ strength: Strength,
    _ source: Source = .correlationTable
  ) {
    self.group = group
    self.vibration = vibration
    self.range = range
    self.strength = strength
    self.source = source
  }

  enum Source: String {
    /// The ranges and grades in common use, as instrument makers print them, after Socrates.
    case correlationTable = """
      "Raman bands correlation table" (HORIBA Scientific, Raman Data and Analysis), after G. Socrates, Infrared and \
      Raman Characteristic Group Frequencies, 3rd ed., Wiley 2001
      """
    case linVien = """
      D. Lin-Vien, N. B. Colthup, W. G. Fateley, J. G. Grasselli, The Handbook of Infrared and Raman Characteristic \
      Frequencies of Organic Molecules, Academic Press 1991
      """
  }

  /// Every band that the simulator knows, from high to low shifts. Water, lattices, silicates and metal oxides, which no
  /// molecule of the data has, are left out.
  static let table: [RamanBand] = [
    RamanBand(.amine, "ν(N-H)", 3300...3500, .medium),
    RamanBand(.hydroxyl, "ν(O-H)", 3100...3650, .weak),
    RamanBand(.alkyne, "ν(≡C-H)", 3300...3300, .weak),
    RamanBand(.alkene, "ν(=C-H)", 3000...3100, .strong),
    RamanBand(.alkyl, "ν(C-H)", 2800...3000, .strong),
    RamanBand(.thiol, "ν(S-H)", 2550...2600, .strong),
    RamanBand(.nitrile, "ν(C≡N)", 2220...2255, .medium),
    RamanBand(.carbonCarbonTriple, "ν(C≡C)", 2100...2250, .strong),
    RamanBand(.carbonyl, "ν(C=O)", 1680...1820, .medium),
    // The common table gives 1500 to 1900, which takes in every kind; isolated and conjugated alkenes lie here.
    RamanBand(.carbonCarbonDouble, "ν(C=C)", 1600...1680, .strong, .linVien),
    RamanBand(.imine, "ν(C=N)", 1610...1680, .strong),
    RamanBand(.benzeneRing, "ν(CC) of the ring", 1580...1600, .strong),
    RamanBand(.azo, "ν(N=N), aliphatic", 1550...1580, .medium),
    RamanBand(.nitro, "ν(NO₂), antisymmetric", 1530...1590, .medium),
    RamanBand(.benzeneRing, "ν(CC) of the ring", 1450...1500, .medium),
    RamanBand(.alkyl, "δ(CH₂), δ(CH₃) antisymmetric", 1400...1470, .medium),
    RamanBand(.aromaticAzo, "ν(N=N), beside an aromatic ring", 1410...1440, .medium),
    RamanBand(.methyl, "δ(CH₃)", 1380...1380, .medium),
    RamanBand(.nitro, "ν(NO₂), symmetric", 1340...1380, .strong),
    RamanBand(.thiocarbonyl, "ν(C=S)", 1000...1250, .strong),
    RamanBand(.ether, "ν(C-O-C), antisymmetric", 1060...1150, .weak),
    RamanBand(.aromaticThioether, "ν(C-S), aromatic", 1080...1100, .strong),
    RamanBand(.benzeneRing, "breathing of the ring", 1000...1000, .strong),
    RamanBand(.ether, "ν(C-O-C)", 800...970, .medium),
    RamanBand(.peroxide, "ν(O-O)", 845...900, .strong),
    RamanBand(.carbonChain, "ν(CC) of chains and alicycles", 600...1300, .medium),
    RamanBand(.aliphaticThioether, "ν(C-S), aliphatic", 630...790, .strong),
    RamanBand(.chloride, "ν(C-Cl)", 550...800, .strong),
    RamanBand(.bromide, "ν(C-Br)", 500...700, .strong),
    RamanBand(.iodide, "ν(C-I)", 480...660, .strong),
    RamanBand(.disulfide, "ν(S-S)", 430...550, .strong),
    RamanBand(.carbonChain, "δ(CC) of chains", 250...400, .strong),
  ]
}
