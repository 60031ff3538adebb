internal import Files

/// Reads the NMR spectra in the tags of structure-data files: those of nmrshiftdb2 and NMReDATA.
///
/// Each spectrum of a molecule is a record of its own; a molecule without spectra gives none.
struct StructureSpectra: SpectrumReader {
  private var structures: StructureRecords
  private var ready: [SpectrumEntry] = []

  init(_ source: ByteSource) { structures = StructureRecords(source) }

  mutating func next() throws -> SpectrumEntry? {
    while ready.isEmpty, let structure = try structures.next() {
      // In reverse, so that the first can be taken from the end.
      ready = Self.entries(of: structure).reversed()
    }
    return ready.popLast()
  }

  private static func entries(of structure: StructureRecords.Record) -> [SpectrumEntry] {
    if let fault = structure.fault { return [.rejected(line: structure.line, reason: fault)] }
    let tags = Tags(structure.tags)
    return tags.spectra.map { name, spectrum in
      do throws(RecordFault) {
        guard let spectrum = try spectrum() else { return nil }
        var record = SpectrumRecord(line: structure.line, spectrum: .nmr(spectrum))
        record.name = structure.title.isEmpty ? tags.text("name") ?? "" : structure.title
        record.structure = .molBlock(structure.molBlock)
        record.inchiKey = tags.text("inchikey") ?? tags.text("nmredatainchikey")
        record.formula = tags.text("formula")
        record.isSimulated = tags.text("origin")?.lowercased() == "simulated"
        record.fields = tags.others
        return .record(record)
      } catch {
        return .rejected(line: structure.line, reason: "tag '\(name)': \(error.reason)")
      }
    }.compactMap { $0 }
  }
}

/// The tags of one molecule.
private struct Tags {
  /// Each tag that holds a spectrum, and how to read it; that gives `nil` for an empty one.
  private(set) var spectra: [(name: String, read: () throws(RecordFault) -> NMRSpectrum?)] = []
  private(set) var others: [SpectrumRecord.Field] = []
  private var texts: [String: String] = [:]

  init(_ tags: [(name: String, value: String)]) {
    for (name, value) in tags {
      let key = name.lowercased().filter { !" _-".contains($0) }
      if texts[key] == nil { texts[key] = value.trimmingBlanks() }
    }
    let texts = texts
    for (name, value) in tags {
      let words = name.split(separator: " ")
      if words.count == 3, words[0].lowercased() == "spectrum", let nucleus = NMRSpectrum.Nucleus(spelling: words[1]),
        let number = Int(words[2])
      {
        spectra.append((name, { () throws(RecordFault) in try NMRShiftDB.spectrum(nucleus, number, value, texts) }))
      } else if name.uppercased().hasPrefix("NMREDATA_1D_"),
        let nucleus = NMRSpectrum.Nucleus(spelling: name.dropFirst(12).prefix { $0 != "#" })
      {
        spectra.append((name, { () throws(RecordFault) in try NMReDATA.spectrum(nucleus, value, texts) }))
      } else if !value.isEmpty {
        others.append(SpectrumRecord.Field(name, value))
      }
    }
  }

  /// The first tag of a name, compared without case, blanks, dashes and underscores; `nil` if missing or empty.
  func text(_ key: String) -> String? { texts[key].flatMap { $0.isEmpty ? nil : $0 } }
}

/// The tags of nmrshiftdb2: `Spectrum 13C 0` with items `shift;intensity and multiplicity;atom|`, and what was common to
/// the spectra as `0:text 1:text` by their numbers.
private enum NMRShiftDB {
  static func spectrum(
    _ nucleus: NMRSpectrum.Nucleus, _ number: Int, _ text: String, _ texts: [String: String]
  ) throws(RecordFault) -> NMRSpectrum? {
    var peaks: [NMRSpectrum.Peak] = []
    let bytes = text.utf8.filter { $0 > 0x20 }
    let semicolon = UInt8(ascii: ";")
    for item in bytes.split(separator: UInt8(ascii: "|")) {
      var index = item.startIndex
      guard let shift = DecimalNumber.read(bytes, at: &index), shift.isFinite,
        index == item.endIndex || bytes[index] == semicolon
      else { throw RecordFault("'\(String(text: item.prefix(20)))' begins with no chemical shift") }
      var peak = NMRSpectrum.Peak(shift: shift)
      if index < item.endIndex {
        index += 1
        // No intensity was measured where it is 0.
        let intensity = DecimalNumber.read(bytes, at: &index, exponent: .never).map { Float($0) }
        peak.intensity = intensity.flatMap { $0.isFinite && $0 != 0 ? $0 : nil }
        let multiplicity = bytes[index..<item.endIndex].prefix { $0 != semicolon }
        if !multiplicity.isEmpty { peak.multiplicity = String(text: multiplicity).lowercased() }
      }
      peaks.append(peak)
    }
    if peaks.isEmpty { return nil }
    var spectrum = NMRSpectrum(nucleus: nucleus, peaks: peaks)
    spectrum.solvent = value(of: number, in: texts["solvent"])
    spectrum.temperature = value(of: number, in: texts["temperature[k]"]).flatMap { DecimalNumber.value(of: $0) }
    // A field strength in MHz is the frequency of protons.
    if nucleus == .proton {
      spectrum.frequency = value(of: number, in: texts["fieldstrength[mhz]"]).flatMap { DecimalNumber.value(of: $0) }
    }
    return spectrum
  }

  /// What `0:text 1:text` says of a number; `nil` where that is nothing or `Unreported`.
  private static func value(of number: Int, in list: String?) -> String? {
    var (found, isWanted) = ([Substring](), false)
    for word in (list ?? "").split(whereSeparator: \.isWhitespace) {
      if let colon = word.firstIndex(of: ":"), let index = Int(word[..<colon]) {
        isWanted = index == number
        if isWanted { found = [word[word.index(after: colon)...]] }
      } else if isWanted {
        found.append(word)
      }
    }
    let text = found.joined(separator: " ")
    return text.isEmpty || text.lowercased() == "unreported" ? nil : text
  }
}

/// The tags of NMReDATA 1.0 and 1.1: `NMREDATA_1D_13C` with lines of properties and of peaks.
///
/// M. Pupier et al., Magnetic Resonance in Chemistry 56, 703 (2018).
private enum NMReDATA {
  static func spectrum(
    _ nucleus: NMRSpectrum.Nucleus, _ text: String, _ texts: [String: String]
  ) throws(RecordFault) -> NMRSpectrum? {
    var peaks: [NMRSpectrum.Peak] = []
    var frequency: Double?
    for line in lines(text) {
      let parts = line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingBlanks() }
      if let equals = parts[0].firstIndex(of: "=") {
        if parts[0][..<equals].trimmingBlanks().lowercased() == "larmor" {
          frequency = DecimalNumber.value(of: parts[0][parts[0].index(after: equals)...])
        }
        continue
      }
      guard let shift = shift(parts[0]) else { throw RecordFault("'\(line.prefix(20))' begins with no chemical shift") }
      peaks.append(peak(at: shift, parts.dropFirst(), nucleus))
    }
    if peaks.isEmpty { return nil }
    var spectrum = NMRSpectrum(nucleus: nucleus, peaks: peaks)
    spectrum.frequency = frequency
    spectrum.solvent = texts["nmredatasolvent"].flatMap { lines($0).first }
    spectrum.temperature = texts["nmredatatemperature"].flatMap { lines($0).first?.split(separator: " ").first }
      .flatMap { DecimalNumber.value(of: $0) }
    return spectrum
  }

  private static func peak(
    at shift: Double, _ attributes: ArraySlice<String>, _ nucleus: NMRSpectrum.Nucleus
  ) -> NMRSpectrum.Peak {
    var peak = NMRSpectrum.Peak(shift: shift)
    var (count, integral): (Float?, Float?)
    var key = ""
    for attribute in attributes {
      var value = attribute[...]
      if let equals = attribute.firstIndex(of: "=") {
        key = attribute[..<equals].trimmingBlanks()
        value = attribute[attribute.index(after: equals)...]
      }
      let number = DecimalNumber.value(of: value.prefix { $0 != "(" })
      switch key {
      case "S": peak.multiplicity = multiplicity(value.trimmingBlanks(), nucleus)
      // Further couplings follow without a key.
      case "J": if let number { peak.couplings.append(number) }
      case "N": count = number.map { Float($0) }
      case "E": integral = number.map { Float($0) }
      case "I": peak.intensity = number.map { Float($0) }
      default: break
      }
    }
    // The number of atoms is rounded but absolute; the integral may be in any unit.
    if nucleus == .proton { peak.integral = count ?? integral }
    return peak
  }

  /// Of carbon the number of hydrogens may stand for the multiplicity.
  private static func multiplicity(_ text: String, _ nucleus: NMRSpectrum.Nucleus) -> String? {
    if text.isEmpty { return nil }
    return nucleus == .carbon13
      ? ["0": "s", "1": "d", "2": "t", "3": "q"][text] ?? text.lowercased() : text.lowercased()
  }

  /// A shift, or the middle of a range: `7.40-7.32`.
  private static func shift(_ text: String) -> Double? {
    if let shift = DecimalNumber.value(of: text) { return shift }
    let bytes = Array(text.utf8)
    var index = 0
    guard let from = DecimalNumber.read(bytes, at: &index, exponent: .never) else { return nil }
    let rest = String(decoding: bytes[index...], as: UTF8.self).trimmingBlanks()
    guard rest.hasPrefix("-"), let to = DecimalNumber.value(of: rest.dropFirst()), from.isFinite else { return nil }
    return (from + to) / 2
  }

  /// The lines without comments and blanks around, empty ones left out.
  ///
  /// From version 1.1 on a line ends in a backslash and may be broken anywhere before; in 1.0 it ends with the line of text.
  private static func lines(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").map { $0.trimmingBlanks() }
    let whole = lines.contains { $0.hasSuffix("\\") } ? lines.joined().split(separator: "\\").map(String.init) : lines
    return whole.map { $0.prefix { $0 != ";" }.trimmingBlanks() }.filter { !$0.isEmpty }
  }
}
