/// By how many ppm a substituent moves the 1H shift of the hydrogens around it.
///
/// After the tables of Pretsch, Bühlmann and Badertscher, Structure Determination of Organic Compounds, 4th edition
/// (2009), chapter 5, which rest on Shoolery's rule for saturated carbons, on Pascual, Meier and Simon, Helv. Chim. Acta
/// 49, 164 (1966) for ethylene, and on Beeby et al., Anal. Chem. 45, 1571 (1973) for benzene.
struct ProtonIncrements {
  /// On CH3, CH2 and CH: of the group on that carbon, and of the group on the carbon beside it.
  let methyl: SIMD2<Double>
  let methylene: SIMD2<Double>
  let methine: SIMD2<Double>
  /// On the hydrogens of ethylene: on the same carbon, cis, trans.
  let ethylene: SIMD3<Double>
  /// On the hydrogens of benzene: ortho, meta, para.
  let benzene: SIMD3<Double>

  init(
    _ methyl: SIMD2<Double>, _ methylene: SIMD2<Double>, _ methine: SIMD2<Double>, _ ethylene: SIMD3<Double>,
    _ benzene: SIMD3<Double>
  ) {
    self.methyl = methyl
    self.methylene = methylene
    self.methine = methine
    self.ethylene = ethylene
    self.benzene = benzene
  }
}

extension Substituent {
  var proton: ProtonIncrements {
    switch self {
    case .methyl: Self.alkyl([0.45, -0.22, -0.28], [-0.18, -0.10, -0.20])
    case .primaryAlkyl: Self.alkyl([0.45, -0.22, -0.28], [-0.15, -0.06, -0.18])
    case .secondaryAlkyl: Self.alkyl([0.45, -0.22, -0.28], [-0.13, -0.08, -0.18])
    case .tertiaryAlkyl: Self.alkyl([0.45, -0.22, -0.28], [0.02, -0.09, -0.22])
    case .oxymethyl: Self.alkyl([0.64, -0.01, -0.02], [-0.05, -0.05, -0.05])
    case .aminomethyl: Self.alkyl([0.58, -0.10, -0.08], [0.00, 0.00, -0.05])
    case .halomethyl: Self.alkyl([0.70, 0.11, -0.04], [0.05, 0.02, 0.00])
    case .trifluoromethyl: Self.alkyl([0.66, 0.61, 0.32], [0.32, 0.14, 0.20])
    case .vinyl:
      ProtonIncrements([0.85, 0.20], [0.63, 0.00], [0.68, 0.03], [1.12, -0.04, -0.14], [0.06, -0.03, -0.10])
    case .alkynyl:
      ProtonIncrements([0.94, 0.32], [0.70, 0.13], [1.04, 0.20], [0.47, 0.38, 0.12], [0.15, -0.02, -0.01])
    case .aryl:
      ProtonIncrements([1.49, 0.38], [1.22, 0.29], [1.28, 0.38], [1.38, 0.36, -0.07], [0.37, 0.20, 0.10])
    case .nitrile:
      ProtonIncrements([1.12, 0.45], [1.08, 0.33], [1.00, 0.30], [0.27, 0.75, 0.55], [0.36, 0.18, 0.28])
    case .imine:
      ProtonIncrements([1.15, 0.25], [1.00, 0.20], [1.00, 0.20], [1.10, 0.60, 0.40], [0.40, 0.10, 0.10])
    case .aldehyde:
      ProtonIncrements([1.34, 0.21], [1.07, 0.29], [0.86, 0.22], [1.02, 0.95, 1.17], [0.56, 0.22, 0.29])
    case .ketone:
      ProtonIncrements([1.23, 0.20], [1.12, 0.24], [0.96, 0.33], [1.10, 1.12, 0.87], [0.58, 0.14, 0.21])
    case .carboxyl:
      ProtonIncrements([1.22, 0.23], [0.90, 0.23], [0.87, 0.32], [0.97, 1.41, 0.71], [0.85, 0.18, 0.25])
    case .ester:
      ProtonIncrements([1.15, 0.28], [0.92, 0.35], [0.83, 0.40], [0.80, 1.18, 0.55], [0.71, 0.11, 0.21])
    case .amide:
      ProtonIncrements([1.16, 0.28], [0.85, 0.24], [0.94, 0.30], [1.37, 0.98, 0.46], [0.61, 0.10, 0.17])
    case .acylHalide:
      ProtonIncrements([1.94, 0.22], [1.51, 0.25], [1.40, 0.30], [1.11, 1.46, 1.01], [0.84, 0.22, 0.36])
    case .thiocarbonyl:
      ProtonIncrements([1.70, 0.30], [1.40, 0.30], [1.30, 0.30], [1.20, 1.00, 0.60], [0.55, 0.12, 0.20])
    case .fluorine:
      ProtonIncrements([3.41, 0.41], [2.76, 0.16], [1.83, 0.27], [1.54, -0.40, -1.02], [-0.26, 0.00, -0.20])
    case .chlorine:
      ProtonIncrements([2.20, 0.63], [2.05, 0.24], [1.98, 0.31], [1.08, 0.18, 0.13], [0.03, -0.06, -0.09])
    case .bromine:
      ProtonIncrements([1.83, 0.83], [1.97, 0.46], [1.94, 0.41], [1.07, 0.45, 0.55], [0.18, -0.08, -0.04])
    case .iodine:
      ProtonIncrements([1.30, 1.02], [1.80, 0.53], [2.02, 0.15], [1.14, 0.81, 0.88], [0.39, -0.21, 0.00])
    case .hydroxyl:
      ProtonIncrements([2.53, 0.25], [2.20, 0.15], [1.73, 0.08], [1.22, -1.07, -1.21], [-0.56, -0.12, -0.45])
    case .oxide:
      ProtonIncrements([2.53, 0.25], [2.20, 0.15], [1.73, 0.08], [1.00, -1.20, -1.40], [-0.80, -0.30, -0.80])
    case .alkoxy:
      ProtonIncrements([2.38, 0.25], [2.04, 0.13], [1.35, 0.32], [1.22, -1.07, -1.21], [-0.48, -0.09, -0.44])
    case .aryloxy:
      ProtonIncrements([2.87, 0.47], [2.61, 0.38], [2.20, 0.50], [1.21, -0.60, -1.00], [-0.29, -0.05, -0.23])
    case .acyloxy:
      ProtonIncrements([2.81, 0.44], [2.83, 0.24], [2.47, 0.59], [2.11, -0.35, -0.64], [-0.25, 0.03, -0.13])
    case .amino:
      ProtonIncrements([1.61, 0.14], [1.32, 0.22], [1.13, 0.23], [0.80, -1.26, -1.21], [-0.75, -0.25, -0.65])
    case .alkylamino:
      ProtonIncrements([1.61, 0.14], [1.32, 0.22], [1.13, 0.23], [0.80, -1.26, -1.21], [-0.80, -0.22, -0.68])
    case .dialkylamino:
      ProtonIncrements([1.40, 0.14], [1.12, 0.22], [1.00, 0.23], [0.80, -1.26, -1.21], [-0.66, -0.18, -0.67])
    case .arylamino:
      ProtonIncrements([2.00, 0.30], [1.75, 0.25], [1.60, 0.25], [1.17, -0.53, -0.99], [-0.25, -0.05, -0.35])
    case .amido:
      ProtonIncrements([1.95, 0.30], [1.85, 0.22], [2.20, 0.40], [2.08, -0.57, -0.72], [0.20, 0.00, -0.25])
    case .azolyl:
      ProtonIncrements([2.75, 0.50], [2.60, 0.45], [2.60, 0.45], [1.80, -0.20, -0.50], [0.15, 0.10, 0.00])
    case .ammonium:
      ProtonIncrements([2.44, 0.39], [1.91, 0.40], [1.78, 0.56], [1.50, 0.20, -0.20], [0.40, 0.20, 0.20])
    case .imino:
      ProtonIncrements([2.30, 0.35], [2.10, 0.30], [1.90, 0.30], [1.00, -0.30, -0.60], [0.30, 0.05, 0.00])
    case .nitro:
      ProtonIncrements([3.43, 0.65], [3.08, 0.58], [2.31, 0.50], [1.84, 1.29, 0.59], [0.95, 0.26, 0.38])
    case .thiol:
      ProtonIncrements([1.14, 0.45], [1.23, 0.26], [1.06, 0.31], [1.11, -0.29, -0.13], [-0.08, -0.16, -0.22])
    case .thioether:
      ProtonIncrements([1.20, 0.40], [1.20, 0.26], [1.10, 0.31], [1.11, -0.29, -0.13], [-0.02, -0.06, -0.18])
    case .sulfinyl:
      ProtonIncrements([1.74, 0.40], [1.40, 0.35], [1.30, 0.35], [1.27, 0.67, 0.41], [0.40, 0.25, 0.25])
    case .sulfonyl:
      ProtonIncrements([2.00, 0.45], [1.75, 0.45], [1.60, 0.45], [1.55, 1.16, 0.93], [0.68, 0.30, 0.38])
    case .phosphine:
      ProtonIncrements([0.50, 0.20], [0.40, 0.15], [0.40, 0.15], [0.66, 0.88, 0.67], [0.10, 0.05, 0.05])
    case .phosphoryl:
      ProtonIncrements([0.75, 0.25], [0.50, 0.25], [0.60, 0.25], [0.66, 0.88, 0.67], [0.48, 0.16, 0.24])
    case .silyl:
      ProtonIncrements([-0.80, 0.10], [-0.70, 0.05], [-0.60, 0.05], [0.90, 0.80, 0.50], [0.22, -0.02, -0.02])
    case .boryl:
      ProtonIncrements([-0.30, 0.05], [-0.40, 0.05], [-0.30, 0.05], [0.40, 0.70, 0.60], [0.50, 0.10, 0.15])
    case .other: ProtonIncrements(.zero, .zero, .zero, .zero, .zero)
    }
  }

  private static func alkyl(_ ethylene: SIMD3<Double>, _ benzene: SIMD3<Double>) -> ProtonIncrements {
    ProtonIncrements([0.00, 0.05], [0.00, -0.06], [0.17, -0.01], ethylene, benzene)
  }
}
