internal import Files

/// Reads records of MassBank, one or several a file (record format 2.6).
///
/// A record ends with `//`, or where the next `ACCESSION` or the end of the file stands. The table of annotations isn't
/// kept; the intensities are the absolute ones.
struct MassBankReader: SpectrumReader {
  private var lines: LineReader
  private var record = MassRecordBuilder()
  /// Whether the current line hasn't been used yet.
  private var isPending = false

  private enum Table { case none, peaks, other }

  init(_ source: ByteSource) { lines = LineReader(source) }

  mutating func next() throws -> SpectrumEntry? {
    repeat {
      guard try isPending || lines.advance() else { return nil }
      isPending = false
    } while lines.line.isBlank || isEnd
    record.begin(line: lines.number)
    var fault: RecordFault? = isAccession ? nil : RecordFault("the record doesn't begin with 'ACCESSION:'")
    var table = Table.none
    repeat {
      if isEnd { break }
      if isAccession, lines.number > record.line {
        isPending = true
        break
      }
      if fault != nil { continue }
      do {
        try take(&table)
      } catch {
        fault = RecordFault(line: lines.number, error.reason)
      }
    } while try lines.advance()
    do throws(RecordFault) {
      if let fault { throw fault }
      return .record(try record.finish())
    } catch {
      return .rejected(line: record.line, reason: error.reason)
    }
  }

  private var isEnd: Bool { lines.line.starts(with: "//".utf8) }
  private var isAccession: Bool { lines.line.starts(with: "ACCESSION:".utf8) }

  private mutating func take(_ table: inout Table) throws(RecordFault) {
    let line = lines.line
    if line.isBlank || line.first == UInt8(ascii: "#") { return }
    if line[0].isBlank {
      // Only tables have rows.
      switch table {
      case .none: throw RecordFault("\(String(text: line[...]).quoted) stands in no table")
      case .peaks: try record.peaks.appendPair(of: line)
      case .other: break
      }
      return
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
      throw RecordFault("\(String(text: line[...]).quoted) is neither 'TAG: value' nor a row of a table")
    }
    var tag = String(text: line[..<colon])
    var value = line.trimmed((colon + 1)..<line.count)
    table = .none
    if tag == "PK$PEAK" || tag == "PK$ANNOTATION" {
      table = tag == "PK$PEAK" ? .peaks : .other
      return
    }
    if Self.tagsWithSubtags.contains(tag) {
      let subtag = value.prefix { !$0.isBlank }
      value = line.trimmed(subtag.endIndex..<value.endIndex)
      tag += ": " + String(text: subtag)
    }
    try record.take(Self.meanings[tag], tag, String(text: value))
  }

  private static let tagsWithSubtags: Set<String> = [
    "CH$LINK", "SP$LINK", "AC$MASS_SPECTROMETRY", "AC$CHROMATOGRAPHY", "AC$ION_MOBILITY", "AC$GENERAL",
    "MS$FOCUSED_ION", "MS$DATA_PROCESSING",
  ]

  private static let meanings: [String: MassKey] = [
    "CH$NAME": .name, "CH$SMILES": .smiles, "CH$IUPAC": .inchi, "CH$FORMULA": .formula,
    "CH$LINK: INCHIKEY": .inchiKey, "AC$INSTRUMENT": .instrument, "AC$INSTRUMENT_TYPE": .instrumentType,
    "AC$MASS_SPECTROMETRY: MS_TYPE": .level, "AC$MASS_SPECTROMETRY: ION_MODE": .ionMode,
    "AC$MASS_SPECTROMETRY: IONIZATION": .ionization, "AC$MASS_SPECTROMETRY: COLLISION_ENERGY": .collisionEnergy,
    "MS$FOCUSED_ION: PRECURSOR_M/Z": .precursorMZ, "MS$FOCUSED_ION: PRECURSOR_TYPE": .adduct,
    "MS$FOCUSED_ION: ION_TYPE": .adduct, "PK$NUM_PEAK": .peakCount,
  ]
}
