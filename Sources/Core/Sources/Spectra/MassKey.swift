/// What the keys of mass-spectral text formats mean, whatever their spelling.
enum MassKey: Sendable {
  case name, title, smiles, computedSMILES, inchi, inchiKey, inchiAuxiliary, formula
  case precursorMZ, charge, adduct, ionMode, collisionEnergy, normalizedCollisionEnergy, level
  case instrument, instrumentType, ionization, origin, comments, peakCount

  /// - Parameter key: as a file spells it; case and everything but letters and digits don't matter.
  init?(_ key: String) {
    let letters = key.utf8.filter { $0.isLetter || $0.isDigit }
    guard let meaning = Self.meanings[String(decoding: letters, as: UTF8.self).uppercased()] else { return nil }
    self = meaning
  }

  private static let meanings: [String: MassKey] = [
    "NAME": .name, "COMPOUNDNAME": .name, "TITLE": .title,
    "SMILES": .smiles, "COMPUTEDSMILES": .computedSMILES, "INCHI": .inchi, "COMPUTEDINCHI": .inchi,
    "INCHIKEY": .inchiKey, "COMPUTEDINCHIKEY": .inchiKey, "INCHIAUX": .inchiAuxiliary,
    "FORMULA": .formula, "MOLECULARFORMULA": .formula,
    "PRECURSORMZ": .precursorMZ, "PEPMASS": .precursorMZ, "CHARGE": .charge,
    "ADDUCT": .adduct, "PRECURSORTYPE": .adduct, "IONTYPE": .adduct,
    "IONMODE": .ionMode, "IONIZATIONMODE": .ionMode, "POLARITY": .ionMode,
    "COLLISIONENERGY": .collisionEnergy, "CE": .collisionEnergy,
    "NORMALIZEDCOLLISIONENERGY": .normalizedCollisionEnergy, "NCE": .normalizedCollisionEnergy,
    "MSLEVEL": .level, "MSTYPE": .level, "SPECTRUMTYPE": .level, "DATATYPE": .level,
    "INSTRUMENT": .instrument, "SOURCEINSTRUMENT": .instrument, "INSTRUMENTTYPE": .instrumentType,
    "IONIZATION": .ionization, "IONIZATIONMETHOD": .ionization, "IONSOURCE": .ionization,
    "ORIGIN": .origin, "COMMENT": .comments, "COMMENTS": .comments, "NUMPEAKS": .peakCount, "NUMPEAK": .peakCount,
  ]
}
