/// By how many ppm a substituent moves the 13C shift of the carbons around it.
///
/// After the tables of Pretsch, Bühlmann and Badertscher, Structure Determination of Organic Compounds, 4th edition
/// (2009), chapter 4, which rest on Grant and Paul, J. Am. Chem. Soc. 86, 2984 (1964) for saturated carbons and on
/// Ewing, Org. Magn. Reson. 12, 499 (1979) for benzene. Where the tables lack a class, the row is the shift of the
/// simplest compound of that class less that of the parent.
struct CarbonIncrements {
  /// On saturated carbons at a distance of one, two, three and four bonds.
  let aliphatic: SIMD4<Double>
  /// On the carbons of benzene: ipso, ortho, meta, para.
  let benzene: SIMD4<Double>
  /// On the carbons of ethylene: its own, the other one.
  let ethylene: SIMD2<Double>

  init(_ aliphatic: SIMD4<Double>, _ benzene: SIMD4<Double>, _ ethylene: SIMD2<Double>) {
    self.aliphatic = aliphatic
    self.benzene = benzene
    self.ethylene = ethylene
  }
}

extension Substituent {
  var carbon: CarbonIncrements {
    switch self {
    case .methyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [9.2, 0.7, -0.1, -3.0], [12.9, -7.4])
    case .primaryAlkyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [15.7, -0.6, -0.1, -2.8], [17.2, -9.8])
    case .secondaryAlkyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [20.2, -2.2, -0.3, -2.8], [22.7, -12.0])
    case .tertiaryAlkyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [22.4, -3.3, -0.4, -3.1], [26.0, -14.8])
    case .oxymethyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [11.0, -0.9, 0.1, -1.0], [13.2, -8.6])
    case .aminomethyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [12.5, -0.8, -0.1, -1.8], [13.0, -8.0])
    case .halomethyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [9.4, 0.4, 0.3, 0.1], [10.5, -5.5])
    case .trifluoromethyl: CarbonIncrements([9.1, 9.4, -2.5, 0.3], [2.5, -3.2, 0.3, 3.3], [2.0, 0.0])
    case .vinyl: CarbonIncrements([19.5, 6.9, -2.1, 0.4], [8.9, -2.3, -0.1, -0.8], [13.6, -7.0])
    case .alkynyl: CarbonIncrements([4.4, 5.6, -3.4, -0.6], [-6.2, 3.6, -0.4, -0.3], [-6.0, 5.9])
    case .aryl: CarbonIncrements([22.1, 9.3, -2.6, 0.3], [12.8, -1.4, 0.3, -1.2], [12.5, -11.0])
    case .nitrile: CarbonIncrements([3.1, 2.4, -3.3, -0.5], [-15.7, 3.6, 0.7, 4.3], [-15.1, 14.2])
    case .imine: CarbonIncrements([16.1, 4.3, -1.5, 0.0], [6.0, -0.5, 0.1, 2.0], [13.0, 2.0])
    case .aldehyde: CarbonIncrements([29.9, -0.6, -2.7, 0.0], [8.2, 1.2, 0.5, 5.8], [15.3, 14.5])
    case .ketone: CarbonIncrements([22.5, 3.0, -3.0, 0.0], [8.9, 0.3, -0.1, 4.3], [13.8, 4.7])
    case .carboxyl: CarbonIncrements([20.1, 2.0, -2.8, 0.0], [2.1, 1.6, -0.1, 5.2], [5.0, 9.8])
    case .ester: CarbonIncrements([22.6, 2.0, -2.8, 0.0], [2.0, 1.2, -0.1, 4.3], [6.3, 7.0])
    case .amide: CarbonIncrements([22.0, 2.6, -3.2, -0.4], [5.0, -1.2, 0.1, 3.4], [7.0, 4.0])
    case .acylHalide: CarbonIncrements([33.1, 2.3, -3.6, 0.0], [4.7, 2.7, 0.3, 6.6], [8.1, 14.0])
    case .thiocarbonyl: CarbonIncrements([33.1, 7.7, -2.5, 0.6], [12.0, -1.6, 0.0, 2.5], [13.0, 4.0])
    case .fluorine: CarbonIncrements([70.1, 7.8, -6.8, 0.0], [34.8, -13.0, 1.6, -4.4], [24.9, -34.3])
    case .chlorine: CarbonIncrements([31.0, 10.0, -5.1, -0.5], [6.3, 0.4, 1.4, -1.9], [2.6, -6.1])
    case .bromine: CarbonIncrements([18.9, 11.0, -3.8, -0.7], [-5.8, 3.2, 1.6, -1.6], [-8.6, -0.9])
    case .iodine: CarbonIncrements([-7.2, 10.9, -1.5, -0.9], [-34.1, 8.9, 1.6, -1.1], [-38.1, 7.0])
    case .hydroxyl: CarbonIncrements([49.0, 10.1, -6.2, 0.3], [26.9, -12.8, 1.4, -7.4], [25.7, -35.3])
    case .oxide: CarbonIncrements([49.0, 10.1, -6.2, 0.3], [39.6, -8.2, 1.9, -13.6], [40.0, -40.0])
    case .alkoxy: CarbonIncrements([49.0, 10.1, -6.2, 0.3], [31.4, -14.4, 1.0, -7.7], [29.4, -38.9])
    case .aryloxy: CarbonIncrements([49.0, 10.1, -6.2, 0.3], [28.8, -9.5, 1.3, -5.3], [25.0, -30.0])
    case .acyloxy: CarbonIncrements([56.5, 6.5, -6.0, 0.0], [22.4, -7.1, 0.4, -3.2], [18.4, -26.7])
    case .amino: CarbonIncrements([28.3, 11.3, -5.1, 0.0], [18.2, -13.4, 0.8, -10.0], [20.0, -30.0])
    case .alkylamino: CarbonIncrements([28.3, 11.3, -5.1, 0.0], [20.9, -16.1, 0.8, -11.3], [22.0, -32.0])
    case .dialkylamino: CarbonIncrements([28.3, 11.3, -5.1, 0.0], [22.5, -15.4, 0.9, -11.5], [28.0, -32.0])
    case .arylamino: CarbonIncrements([28.3, 11.3, -5.1, 0.0], [14.7, -10.6, 0.9, -7.6], [16.0, -27.0])
    case .amido: CarbonIncrements([28.3, 11.3, -5.1, 0.0], [9.7, -8.1, 0.2, -4.4], [6.5, -29.2])
    case .azolyl: CarbonIncrements([34.0, 8.0, -4.0, 0.0], [10.0, -6.0, 1.0, -2.0], [7.0, -22.0])
    case .ammonium: CarbonIncrements([30.7, 5.4, -7.2, -1.4], [19.5, -7.3, 2.5, 2.4], [19.8, -10.6])
    case .imino: CarbonIncrements([38.0, 7.0, -4.6, 0.0], [23.5, -6.5, 0.6, -1.0], [20.0, -12.0])
    case .nitro: CarbonIncrements([61.6, 3.1, -4.6, -1.0], [19.9, -4.9, 0.9, 6.1], [22.3, -0.9])
    case .thiol: CarbonIncrements([10.6, 11.4, -3.6, -0.4], [2.1, 0.7, 0.3, -3.2], [8.0, -10.0])
    case .thioether: CarbonIncrements([10.6, 11.4, -3.6, -0.4], [10.0, -1.9, 0.2, -3.6], [18.5, -16.4])
    case .sulfinyl: CarbonIncrements([31.1, 7.0, -3.5, 0.5], [17.6, -5.0, 1.1, 2.4], [18.0, 0.0])
    case .sulfonyl: CarbonIncrements([30.3, 7.0, -3.7, 0.3], [12.3, -1.4, 0.8, 5.1], [14.3, 7.9])
    case .phosphine: CarbonIncrements([15.0, 7.0, -1.0, 0.0], [8.9, 5.2, 0.0, 0.1], [12.0, 4.0])
    case .phosphoryl: CarbonIncrements([18.0, 1.0, -2.0, 0.0], [3.5, 3.3, 0.0, 3.1], [2.0, 10.0])
    case .silyl: CarbonIncrements([2.4, 2.5, 0.5, 0.0], [11.6, 4.9, -0.7, 0.4], [16.9, 6.7])
    case .boryl: CarbonIncrements([8.0, 4.0, 0.0, 0.0], [3.0, 6.0, -0.5, 3.0], [2.0, 12.0])
    case .other: CarbonIncrements(.zero, .zero, .zero)
    }
  }
}
