internal import Files

/// Reads tables with columns of peak lists, one record for each list that isn't empty.
///
/// A column's name says what its peaks are (`c13`, `13C NMR`, `h1`, `ei`, `msms`, …); in a column `peaks` the column
/// `kind` does. Lists of NMR peaks are `ppm[:multiplicity[:integral[:couplings[:intensity]]]]`, those of mass spectra
/// `m/z:intensity`, joined by `|`.
struct PeakTable: SpectrumReader {
  /// A column of peak lists.
  private struct PeakColumn {
    let index: Int
    let name: String
    /// `nil` where the column `kind` says it, row by row.
    let kind: Spectrum.Kind?
    /// The columns that become fields of the record.
    var fields: [Int] = []
  }

  private var table: DelimitedTable
  private let peakColumns: [PeakColumn]
  private let smilesColumn: Int?
  /// Columns by their names in lower case, `_` between words.
  private let columns: [String: Int]
  private var ready: [SpectrumEntry] = []

  /// - Throws: ``PeakTableError``, `SourceError`, `FileError`.
  init(_ source: ByteSource, delimiter: UInt8, options: SpectrumOptions) throws {
    let table = try DelimitedTable(source, delimiter: delimiter)
    self.table = table
    let names = table.columns.map(Self.normalized)
    columns = Dictionary(zip(names, names.indices)) { first, _ in first }
    if options.smilesColumn == SpectrumOptions().smilesColumn {
      smilesColumn = columns["smiles"]
    } else if let index = table.columns.firstIndex(of: options.smilesColumn) {
      smilesColumn = index
    } else {
      throw PeakTableError.missingColumn(path: source.path, column: options.smilesColumn, available: table.columns)
    }
    if let column = options.peaksColumn {
      guard let index = table.columns.firstIndex(of: column) else {
        throw PeakTableError.missingColumn(path: source.path, column: column, available: table.columns)
      }
      let kind = options.kind ?? Spectrum.Kind(spelling: names[index])
      if kind == nil, columns["kind"] == nil { throw PeakTableError.unknownKind(path: source.path, column: column) }
      peakColumns = Self.withFields([PeakColumn(index: index, name: column, kind: kind)], names, smilesColumn)
      return
    }
    var found = names.indices.compactMap { index in
      Spectrum.Kind(spelling: names[index]).map {
        PeakColumn(index: index, name: table.columns[index], kind: $0)
      }
    }
    if let index = columns["peaks"], options.kind != nil || columns["kind"] != nil {
      found = [PeakColumn(index: index, name: table.columns[index], kind: options.kind)]
    } else if let kind = options.kind {
      found = found.filter { $0.kind == kind }
    }
    if found.isEmpty { throw PeakTableError.noPeaks(path: source.path, available: table.columns) }
    peakColumns = Self.withFields(found, names, smilesColumn)
  }

  private static func normalized(_ name: String) -> String {
    String(name.lowercased().map { " -./".contains($0) ? "_" : $0 })
  }

  mutating func next() throws -> SpectrumEntry? {
    while ready.isEmpty, let row = try table.next() {
      if let fault = row.fault { return .rejected(line: row.line, reason: fault) }
      // In reverse, so that the first can be taken from the end.
      ready = peakColumns.reversed().compactMap { column in
        do throws(RecordFault) {
          return try record(column, row).map(SpectrumEntry.record)
        } catch {
          return .rejected(line: row.line, reason: "column '\(column.name)': \(error.reason)")
        }
      }
    }
    return ready.popLast()
  }

  private func record(_ column: PeakColumn, _ row: DelimitedTable.Row) throws(RecordFault) -> SpectrumRecord? {
    let list = row.values[column.index].trimmingBlanks()
    if list.isEmpty { return nil }
    let cells = Cells(row: row, columns: columns, prefix: Self.normalized(column.name))
    guard let kind = column.kind ?? cells.text("kind").flatMap({ Spectrum.Kind(spelling: $0) }) else {
      throw RecordFault("column 'kind' is '\(cells.text("kind") ?? "")', expected ei, msms, 13c, 1h or the like")
    }
    var record = SpectrumRecord(line: row.line, spectrum: try spectrum(kind, list, cells))
    record.name = cells.text("name") ?? ""
    record.inchiKey = cells.text("inchikey") ?? cells.text("inchi_key") ?? cells.text("id").flatMap(Self.inchiKey)
    record.formula = cells.text("formula")
    record.isSimulated = cells.text("origin")?.lowercased() == "simulated"
    if let smiles = smilesColumn.map({ row.values[$0].trimmingBlanks() }), !smiles.isEmpty {
      record.structure = .smiles(smiles)
    } else if let inchi = cells.text("inchi") {
      record.structure = .inchi(inchi)
    }
    record.fields = column.fields.filter { !row.values[$0].isEmpty }
      .map { SpectrumRecord.Field(table.columns[$0], row.values[$0]) }
    return record
  }

  private func spectrum(_ kind: Spectrum.Kind, _ list: String, _ cells: Cells) throws(RecordFault) -> Spectrum {
    if case .nmr(let nucleus) = kind {
      var spectrum = NMRSpectrum(nucleus: nucleus, peaks: try PeakText.nmr(list))
      spectrum.solvent = cells.text("solvent")
      spectrum.frequency = cells.number("frequency") ?? (nucleus == .proton ? cells.number("field_mhz") : nil)
      spectrum.temperature = cells.number("temperature")
      return .nmr(spectrum)
    }
    if case .other(let technique) = kind { throw RecordFault("peaks of kind '\(technique)' aren't read from tables") }
    var spectrum = MassSpectrum(peaks: try PeakText.mass(list))
    spectrum.isElectronIonization = kind == .electronIonization
    spectrum.level = cells.text("ms_level").flatMap { MassSpectrum.level($0) } ?? (kind == .tandemMass ? 2 : 1)
    spectrum.precursorMZ = cells.number("precursor_mz")
    spectrum.adduct = cells.text("adduct")
    spectrum.instrument = cells.text("instrument")
    let energy = cells.text("collision_energy").flatMap { CollisionEnergy($0) }
    spectrum.collisionEnergy = energy?.value
    spectrum.isCollisionEnergyNormalized = energy?.isNormalized ?? false
    switch cells.text("polarity")?.lowercased() ?? cells.text("ion_mode")?.lowercased() {
    case "positive", "+": spectrum.polarity = .positive
    case "negative", "-": spectrum.polarity = .negative
    default: spectrum.polarity = spectrum.adduct?.last.flatMap { $0 == "+" ? .positive : $0 == "-" ? .negative : nil }
    }
    return .mass(spectrum)
  }

  /// Adds to each column of peaks the columns that no property of its records speaks of; of the other lists neither the
  /// list nor what is said of it is among them.
  private static func withFields(_ columns: [PeakColumn], _ names: [String], _ smilesColumn: Int?) -> [PeakColumn] {
    let lists = Set(columns.map { names[$0.index] })
    return columns.map { column in
      let own = names[column.index] + "_"
      var column = column
      column.fields = names.indices.filter { index in
        let name = names[index]
        let isKnown =
          understood.contains(name) || name.hasPrefix(own) && understood.contains(String(name.dropFirst(own.count)))
        return !isKnown && index != smilesColumn && !lists.contains(name)
          && !lists.contains { $0 + "_" != own && name.hasPrefix($0 + "_") }
      }
      return column
    }
  }

  private static let understood: Set = [
    "kind", "name", "inchikey", "inchi_key", "inchi", "formula", "origin", "solvent", "frequency", "field_mhz",
    "temperature", "precursor_mz", "adduct", "instrument", "collision_energy", "polarity", "ion_mode",
    "ms_level",
  ]

  /// An identifier that has the shape of an InChIKey: 14, 10 and 1 capitals.
  private static func inchiKey(_ text: String) -> String? {
    text.wholeMatch(of: /[A-Z]{14}-[A-Z]{10}-[A-Z]/) == nil ? nil : text
  }
}

/// The cells of a row by the names of their columns.
private struct Cells {
  let row: DelimitedTable.Row
  let columns: [String: Int]
  /// A column of this name with `_` and the wanted one behind it wins over the wanted one.
  let prefix: String

  /// `nil` where there is no such column, or nothing in it.
  func text(_ name: String) -> String? {
    guard let index = columns["\(prefix)_\(name)"] ?? columns[name] else { return nil }
    let text = row.values[index].trimmingBlanks()
    return ["", "unreported", "n/a", "na"].contains(text.lowercased()) ? nil : text
  }

  func number(_ name: String) -> Double? { text(name).flatMap { DecimalNumber.value(of: $0) } }
}

/// Texts of peak lists.
private enum PeakText {
  /// Peaks as `ppm[:multiplicity[:integral[:coupling,…[:intensity]]]]` joined by `|`; bare shifts also by blanks, commas or
  /// semicolons.
  static func nmr(_ list: String) throws(RecordFault) -> [NMRSpectrum.Peak] {
    let bytes = Array(list.utf8)
    let (bar, colon) = (UInt8(ascii: "|"), UInt8(ascii: ":"))
    let separators = bytes.contains { $0 == bar || $0 == colon } ? [bar] : Array(" ,;\t".utf8)
    var peaks: [NMRSpectrum.Peak] = []
    for item in bytes.split(whereSeparator: separators.contains) {
      guard let (shift, end) = number(bytes, item) else {
        throw RecordFault("'\(String(text: item.prefix(20)))' begins with no chemical shift")
      }
      var peak = NMRSpectrum.Peak(shift: shift)
      if end < item.endIndex {
        guard bytes[end] == colon else {
          throw RecordFault("'\(String(text: item.prefix(20)))' begins with no chemical shift")
        }
        try read(String(text: item[(end + 1)...]), into: &peak)
      }
      peaks.append(peak)
    }
    return peaks
  }

  /// Reads `multiplicity[:integral[:coupling,…[:intensity]]]`.
  private static func read(_ text: String, into peak: inout NMRSpectrum.Peak) throws(RecordFault) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { $0.trimmingBlanks() }
    if !parts[0].isEmpty { peak.multiplicity = parts[0].lowercased() }
    peak.integral = try height(parts, 1, "integral")
    for text in parts.count > 2 ? parts[2].split(separator: ",") : [] {
      guard let coupling = DecimalNumber.value(of: text) else {
        throw RecordFault("'\(text.prefix(20))' is no coupling constant")
      }
      peak.couplings.append(coupling)
    }
    peak.intensity = try height(parts, 3, "intensity")
  }

  /// The number at a place, if there is anything.
  private static func height(_ parts: [String], _ place: Int, _ what: String) throws(RecordFault) -> Float? {
    guard parts.count > place, !parts[place].isEmpty else { return nil }
    guard let height = DecimalNumber.value(of: parts[place]).map({ Float($0) }), height.isFinite else {
      throw RecordFault("'\(parts[place].prefix(20))' is no \(what)")
    }
    return height
  }

  /// Peaks as `m/z:intensity` joined by `|`, or by semicolons or blanks where there is no `|`.
  static func mass(_ list: String) throws(RecordFault) -> [MassSpectrum.Peak] {
    let bytes = Array(list.utf8)
    let separators = ["|", ";"].first(where: list.contains) ?? " \t"
    var peaks: [MassSpectrum.Peak] = []
    for item in bytes.split(whereSeparator: Array(separators.utf8).contains) {
      guard let (mz, end) = number(bytes, item), mz >= 0,
        case let rest = item[end...].drop(while: { ":, \t".utf8.contains($0) }), rest.startIndex > end,
        let (height, last) = number(bytes, rest), last == item.endIndex,
        case let intensity = Float(height), intensity >= 0, intensity.isFinite
      else { throw RecordFault("'\(String(text: item.prefix(30)))' is no peak of the form m/z:intensity") }
      peaks.append(MassSpectrum.Peak(mz: mz, intensity: intensity))
    }
    return peaks
  }

  /// The number that a part of a list begins with, and where it ends, blanks around it included.
  private static func number(_ bytes: [UInt8], _ part: ArraySlice<UInt8>) -> (value: Double, end: Int)? {
    var index = part.startIndex
    while index < part.endIndex, bytes[index].isBlank { index += 1 }
    guard let value = DecimalNumber.read(bytes, at: &index), value.isFinite, index <= part.endIndex else { return nil }
    while index < part.endIndex, bytes[index].isBlank { index += 1 }
    return (value, index)
  }
}

/// A table of peak lists that isn't one, or doesn't say what its peaks are.
public enum PeakTableError: Error, Equatable, CustomStringConvertible {
  case noPeaks(path: String, available: [String])
  case missingColumn(path: String, column: String, available: [String])
  case unknownKind(path: String, column: String)

  public var description: String {
    func list(_ columns: [String]) -> String { columns.map { "'\($0)'" }.joined(separator: ", ") }
    return switch self {
    case .noPeaks(let path, let available):
      "\(path): no column holds lists of peaks; such are named c13, h1, ei or msms, or peaks beside a column kind. The "
        + "columns are \(list(available))."
    case .missingColumn(let path, let column, let available):
      "\(path): there is no column '\(column)'. The columns are \(list(available))."
    case .unknownKind(let path, let column):
      "\(path): the name of the column '\(column)' doesn't tell of what its peaks are; say the kind."
    }
  }
}
