extension SpectrumWriter {
  static let columns = [
    "smiles", "inchi", "name", "inchikey", "formula", "kind", "precursor_mz", "adduct", "ion_mode", "ms_level",
    "collision_energy", "instrument", "solvent", "frequency", "temperature", "origin", "peaks",
  ]

  func row(_ record: SpectrumRecord) throws(SpectrumFileError) -> String {
    var values = ["name": record.name, "origin": record.isSimulated ? "simulated" : ""]
    values["inchikey"] = record.inchiKey
    values["formula"] = record.formula
    if case .smiles(let smiles) = record.structure { values["smiles"] = smiles }
    if case .inchi(let inchi) = record.structure { values["inchi"] = inchi }
    switch record.spectrum {
    case .mass(let spectrum): values.merge(Self.values(of: spectrum)) { $1 }
    case .nmr(let spectrum):
      if spectrum.peaks.isEmpty { throw noPlace(record, "it has a trace, but no peaks") }
      values["kind"] = spectrum.nucleus.rawValue.lowercased()
      values["solvent"] = spectrum.solvent
      values["frequency"] = spectrum.frequency.map { Self.text($0) }
      values["temperature"] = spectrum.temperature.map { Self.text($0) }
      values["peaks"] = spectrum.peaks.map(Self.item).joined(separator: "|")
    case .other: throw noPlace(record, "it is neither a mass nor an NMR spectrum")
    }
    return Self.columns.map { Self.quoted(values[$0] ?? "") }.joined(separator: ",") + "\n"
  }

  private static func values(of spectrum: MassSpectrum) -> [String: String] {
    var values = [
      "kind": spectrum.isElectronIonization ? "ei" : spectrum.level >= 2 ? "msms" : "ms",
      "ms_level": "\(spectrum.level)",
    ]
    values["precursor_mz"] = spectrum.precursorMZ.map { text($0) }
    values["adduct"] = spectrum.adduct
    values["ion_mode"] = spectrum.polarity.map { $0 == .positive ? "positive" : "negative" }
    values["collision_energy"] = spectrum.collisionEnergy.map {
      CollisionEnergy.text($0, isNormalized: spectrum.isCollisionEnergyNormalized)
    }
    values["instrument"] = spectrum.instrument
    values["peaks"] = spectrum.peaks.map { "\(text($0.mz)):\(text($0.intensity))" }.joined(separator: "|")
    return values
  }

  /// `ppm:multiplicity:integral:couplings:intensity` without what is missing at the end.
  private static func item(_ peak: NMRSpectrum.Peak) -> String {
    var parts = [
      text(peak.shift), peak.multiplicity ?? "", peak.integral.map { text($0) } ?? "",
      peak.couplings.map { text($0) }.joined(separator: ","), peak.intensity.map { text($0) } ?? "",
    ]
    while parts.last == "" { parts.removeLast() }
    return parts.joined(separator: ":")
  }

  /// A field of RFC 4180.
  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) || text.first == " " || text.last == " " else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
