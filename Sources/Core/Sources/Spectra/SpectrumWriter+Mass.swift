extension SpectrumWriter {
  func mspText(_ record: SpectrumRecord, _ spectrum: MassSpectrum) -> String {
    var text = "Name: \(Self.line(record.name))\n"
    for (key, value) in Self.pairs(record, spectrum) { text += "\(Self.mspKeys[key] ?? key): \(value)\n" }
    for field in record.fields {
      let key = MassKey(field.key)
      // A second `Name` would begin a record.
      if key != .peakCount { text += "\(key == .name ? "Synon" : Self.key(field.key)): \(Self.line(field.value))\n" }
    }
    text += "Num Peaks: \(spectrum.peaks.count)\n"
    for peak in spectrum.peaks { text += "\(Self.text(peak.mz)) \(Self.text(peak.intensity))\n" }
    return text + "\n"
  }

  func mgfText(_ record: SpectrumRecord, _ spectrum: MassSpectrum) -> String {
    var text = "BEGIN IONS\nNAME=\(Self.line(record.name))\n"
    for (key, value) in Self.pairs(record, spectrum) { text += "\(key)=\(value)\n" }
    for field in record.fields where MassKey(field.key) != .peakCount {
      text += "\(Self.key(field.key))=\(Self.line(field.value))\n"
    }
    for peak in spectrum.peaks { text += "\(Self.text(peak.mz)) \(Self.text(peak.intensity))\n" }
    return text + "END IONS\n\n"
  }

  /// What is known beside the name and the peaks, under GNPS's keys.
  private static func pairs(_ record: SpectrumRecord, _ spectrum: MassSpectrum) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    func add(_ key: String, _ value: String?) { if let value { pairs.append((key, line(value))) } }
    if case .smiles(let smiles) = record.structure { add("SMILES", smiles) }
    if case .inchi(let inchi) = record.structure { add("INCHI", inchi) }
    add("INCHIKEY", record.inchiKey)
    add("FORMULA", record.formula)
    add("PEPMASS", spectrum.precursorMZ.map { text($0) })
    add("ADDUCT", spectrum.adduct)
    add("IONMODE", spectrum.polarity.map { $0 == .positive ? "POSITIVE" : "NEGATIVE" })
    add("MSLEVEL", "\(spectrum.level)")
    add(
      "COLLISION_ENERGY",
      spectrum.collisionEnergy.map { CollisionEnergy.text($0, isNormalized: spectrum.isCollisionEnergyNormalized) })
    add("INSTRUMENT_TYPE", spectrum.instrument)
    add("IONIZATION", spectrum.isElectronIonization ? "EI" : nil)
    add("DATA_TYPE", spectrum.isCentroided ? nil : "profile")
    add("ORIGIN", record.isSimulated ? "simulated" : nil)
    return pairs
  }

  /// NIST's spellings of GNPS's keys.
  private static let mspKeys = [
    "INCHI": "InChI", "INCHIKEY": "InChIKey", "FORMULA": "Formula", "PEPMASS": "PrecursorMZ",
    "ADDUCT": "Precursor_type", "IONMODE": "Ion_mode", "MSLEVEL": "MS_level", "COLLISION_ENERGY": "Collision_energy",
    "INSTRUMENT_TYPE": "Instrument_type", "IONIZATION": "Ionization", "DATA_TYPE": "Data_type", "ORIGIN": "Origin",
  ]

  /// A key that neither separates itself nor reads as a comment or a peak.
  private static func key(_ text: String) -> String {
    let key = line(text)
    guard let first = key.utf8.first, !first.startsNumber, !"#;!/".utf8.contains(first) else { return "_" + key }
    return key
  }

  /// A text as one line.
  private static func line(_ text: String) -> String {
    text.contains(where: \.isNewline) ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
  }
}
