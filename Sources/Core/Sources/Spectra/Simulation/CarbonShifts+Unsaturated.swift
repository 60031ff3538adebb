internal import Chemistry

extension CarbonShifts {
  /// A carbon of C=C: 123.3 ppm with the increments of the groups on both carbons (Pretsch 2009, section 4.2).
  func alkene(_ atom: Int, _ partner: Int) -> Double {
    var shift = 123.3
    var alkyls = [0, 0]
    for (side, (center, other)) in [(atom, partner), (partner, atom)].enumerated() {
      for neighbor in structure.heavyNeighbors(center) where neighbor != other {
        let kind = structure.substituent(neighbor, of: center).kind
        shift += kind.carbon.ethylene[side]
        if kind.isAlkyl { alkyls[side] += 1 }
      }
    }
    if alkyls[0] == 2 { shift -= 4.8 }
    if alkyls[1] == 2 { shift += 2.5 }
    switch structure.smallestRing(atom) {
    case 3: return shift - 15
    case 4: return shift + 8
    default: return shift
    }
  }

  /// The middle of an allene, an isocyanate or a ketene.
  func cumulated(_ atom: Int, _ doubled: [Int]) -> Double {
    let elements = Set(doubled.map(structure.element))
    if elements.contains(16) { return elements.contains(7) ? 131 : 192 }
    if elements.contains(8) { return elements == [8] ? 125 : elements.contains(7) ? 122 : 195 }
    return elements.contains(7) ? (elements == [7] ? 140 : 190) : 208
  }

  /// Alkynes (Pretsch 2009, section 4.3), nitriles and isonitriles.
  func triple(_ atom: Int) -> Double {
    let partner = structure.neighbors[atom].first { structure.bonds[$0.bond].order == .triple }?.atom ?? atom
    let own = structure.heavyNeighbors(atom).filter { $0 != partner }.map { structure.substituent($0, of: atom).kind }
    if structure.element(partner) == 7 {
      if structure.atoms[atom].charge < 0 { return 157 }
      switch own.first {
      case .thioether?: return 112
      case .some(let kind) where kind == .vinyl || kind == .amido || kind == .amino: return 116
      case .some(let kind) where kind.isAlkyl: return 118 + (kind == .methyl ? -1.3 : kind == .primaryAlkyl ? 1 : 2)
      default: return 118
      }
    }
    let far = structure.heavyNeighbors(partner).filter { $0 != atom }.map {
      structure.substituent($0, of: partner).kind
    }
    return 71.9 + own.reduce(0.0) { $0 + Self.acetylene($1).own } + far.reduce(0.0) { $0 + Self.acetylene($1).other }
  }

  private static func acetylene(_ kind: Substituent) -> (own: Double, other: Double) {
    switch kind {
    case .methyl: (7.5, -5.7)
    case .primaryAlkyl: (12.0, -3.5)
    case .secondaryAlkyl: (17.0, -4.0)
    case .tertiaryAlkyl: (21.0, -5.5)
    case .oxymethyl, .aminomethyl: (11.1, 1.9)
    case .vinyl: (10.0, 5.0)
    case .alkynyl: (-6.0, -4.0)
    case .aryl: (12.7, 6.4)
    case .ketone, .ester, .carboxyl, .amide, .aldehyde: (5.0, 4.0)
    case .silyl: (14.0, 24.0)
    case .iodine: (-70.0, 20.0)
    case .bromine: (-30.0, 8.0)
    case .chlorine: (-10.0, -10.0)
    default: (8.0, 0.0)
    }
  }

  /// C=N: imines, oximes, hydrazones, amidines, guanidines.
  func imine(_ atom: Int, _ partner: Int) -> Double {
    let others = structure.heavyNeighbors(atom).filter { $0 != partner }
    let hetero = others.filter { structure.element($0) != 6 }.map(structure.element)
    let carbons = others.count - hetero.count
    let aryls = others.count { structure.isUnsaturatedCarbon($0) }
    let behind = structure.heavyNeighbors(partner).filter { $0 != atom }.map(structure.element)
    if hetero.count >= 2 { return 158 }
    if let side = hetero.first {
      switch side {
      case 8: return 163
      case 16, 34: return 166
      case 7: return carbons == 0 ? 153 : 160
      default: return 145
      }
    }
    // An oxygen or a nitrogen on the nitrogen makes an oxime or a hydrazone.
    let base: Double = behind.contains(8) ? 149 : behind.contains(7) ? 143 : 160
    return base + 6.0 * Double(carbons) - 2.5 * Double(aryls) - 6
  }

  /// C=O by class and by what stands on it (Pretsch 2009, section 4.8).
  func carbonyl(_ atom: Int, _ oxygen: Int) -> Double {
    let others = structure.heavyNeighbors(atom).filter { $0 != oxygen }
    let carbons = others.filter { structure.element($0) == 6 }
    let hetero = others.filter { structure.element($0) != 6 }
    let ring = structure.rings.filter { $0.contains(atom) }.map(\.count).min()
    switch hetero.count {
    case 0:
      // Aldehydes and ketones.
      var shift = 193.0
      for carbon in carbons {
        if structure.isCarbonyl(carbon) {
          shift -= 3
        } else if structure.isUnsaturatedCarbon(carbon) {
          shift -= 1
        } else {
          shift += 6.5 + 2.6 * Double(structure.heavyNeighbors(carbon).count - 1)
        }
      }
      let unsaturated = carbons.count { structure.isUnsaturatedCarbon($0) }
      if unsaturated == 2, carbons.count == 2 { shift -= ring == 6 ? 7 : -3 }
      if ring == 5 { shift += unsaturated > 0 ? 5 : 7 }
      if ring == 4 { shift -= 4 }
      return shift
    case 1:
      let side = hetero[0]
      var shift = 0.0
      let carbon = carbons.first
      let isConjugated = carbon.map { structure.isUnsaturatedCarbon($0) } ?? false
      let branches = carbon.map { Double(structure.heavyNeighbors($0).count - 1) } ?? 0
      switch structure.element(side) {
      case 8:
        let isFree = structure.neighbors[side].count == 1
        shift = carbon == nil ? 161 : isConjugated ? 172 : 177 + 2.0 * min(branches, 2) - 2.0
        if structure.atoms[side].charge < 0 { shift += 4 }
        if !isFree {
          let behind = structure.heavyNeighbors(side).first { $0 != atom }
          let isAnhydride = behind.map { structure.isCarbonyl($0) } ?? false
          let isVinylic = behind.map { structure.isUnsaturatedCarbon($0) } ?? false
          shift -= isAnhydride ? 9 : isVinylic ? 6 : 5
          if ring == 5 { shift += 4 }
        }
      case 7:
        shift = carbon == nil ? 162.5 : isConjugated ? 167 : 170 + 1.5 * min(branches, 2) - 1.0
        let acyls = structure.heavyNeighbors(side).count { $0 != atom && structure.isCarbonyl($0) }
        if acyls > 0 { shift += ring == 5 ? 3 : 0 } else if ring == 5 { shift += 4 } else if ring == 4 { shift -= 3 }
      case 16, 34: shift = isConjugated ? 190 : 196
      case 9: shift = 162
      case 17, 35: shift = isConjugated ? 167 : 172
      case 14: shift = 240
      default: shift = 180
      }
      if let carbon, structure.isCarbonyl(carbon) { shift -= 9 }
      if let carbon, structure.substituent(carbon, of: atom).kind == .trifluoromethyl { shift -= 13 }
      return shift
    default:
      // Carbonic acid's derivatives.
      let elements = hetero.map(structure.element).sorted()
      switch (elements[0], elements[1]) {
      case (7, 7): return ring == nil ? 157 : 155
      case (7, 8): return ring == 5 ? 158 : 155.5
      case (8, 8): return 154.5
      case (7, 16): return ring == nil ? 167 : 170
      case (8, 16): return 171
      case (8, 17): return 150
      case (7, 17): return 149
      case (16, 16): return 190
      default: return 155
      }
    }
  }

  /// C=S: thioamides, thioureas, thioketones, dithioesters.
  func thiocarbonyl(_ atom: Int, _ sulfur: Int) -> Double {
    let others = structure.heavyNeighbors(atom).filter { $0 != sulfur }
    switch others.map(structure.element).filter({ $0 != 6 }).sorted() {
    case []: return 235
    case [7]: return 200
    case [8]: return 212
    case [16]: return 228
    case [7, 7]: return 181
    case [7, 8]: return 189
    case [7, 16]: return 196
    case [8, 16]: return 213
    case [16, 16]: return 223
    default: return 195
    }
  }
}
