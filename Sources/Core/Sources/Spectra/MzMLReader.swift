internal import Files

/// Reads the spectra of mzML 1.1, plain or indexed; chromatograms and the index are passed over.
///
/// Terms count by their accession, never by their name. The isolated ion is the first that a spectrum names. Arrays other
/// than those of m/z and intensity aren't kept.
struct MzMLReader: SpectrumReader {
  /// A term of the controlled vocabulary, or the file's own.
  private struct Term {
    var accession: String
    var name: String
    var value: String
    var unit: String

    init(_ attributes: [String: String]) {
      accession = attributes["accession"] ?? ""
      name = attributes["name"] ?? ""
      value = attributes["value"] ?? ""
      unit = attributes["unitAccession"] ?? ""
    }
  }

  private struct Instrument {
    var name: String?
    var isElectronIonization = false
  }

  /// Terms in all groups; more are refused.
  private static let maximumGroupedTerms = 1 << 16

  private let source: ByteSource
  private var tokens: XMLTokenizer
  private var record = MassRecordBuilder()
  private var groups: [String: [Term]] = [:]
  private var groupedTerms = 0
  private var instruments: [String: Instrument] = [:]
  private var defaultInstrument: String?

  init(_ source: ByteSource) {
    self.source = source
    tokens = XMLTokenizer(source)
  }

  mutating func next() throws -> SpectrumEntry? {
    while let token = try tokens.next() {
      guard case .start(let element) = token else { continue }
      switch element {
      case "referenceableParamGroup": try readGroup()
      case "instrumentConfiguration": try readInstrument()
      case "run": defaultInstrument = tokens.attributes["defaultInstrumentConfigurationRef"]
      case "spectrum": return try readSpectrum()
      default:
        if tokens.path.count == 1, element != "mzML", element != "indexedmzML" {
          throw SourceError.malformed(
            path: source.path, line: tokens.line, reason: "the root is <\(element)>, expected <mzML> or <indexedmzML>")
        }
      }
    }
    return nil
  }

  /// Calls `body` for each term up to the end of the element just begun, terms of groups among them.
  private mutating func readTerms(_ body: (inout Self, Term) -> Void) throws {
    let depth = tokens.path.count
    while tokens.path.count >= depth, let token = try tokens.next() {
      if case .start = token { for term in terms(of: token) { body(&self, term) } }
    }
  }

  /// The terms that a tag stands for.
  private func terms(of token: XMLTokenizer.Token) -> [Term] {
    switch token {
    case .start("cvParam"), .start("userParam"): [Term(tokens.attributes)]
    case .start("referenceableParamGroupRef"): tokens.attributes["ref"].flatMap { groups[$0] } ?? []
    default: []
    }
  }

  private mutating func readGroup() throws {
    let id = tokens.attributes["id"] ?? ""
    var terms: [Term] = []
    try readTerms { reader, term in
      reader.groupedTerms += 1
      if reader.groupedTerms <= Self.maximumGroupedTerms { terms.append(term) }
    }
    if groupedTerms > Self.maximumGroupedTerms {
      throw SourceError.malformed(
        path: source.path, line: tokens.line,
        reason: "more than \(Self.maximumGroupedTerms) terms in groups, expected a few")
    }
    groups[id] = terms
  }

  private mutating func readInstrument() throws {
    let id = tokens.attributes["id"] ?? ""
    let depth = tokens.path.count
    var instrument = Instrument()
    try readTerms { reader, term in
      // Directly in the configuration stands the model; in its components, the source among them.
      let isDirect = reader.tokens.path.count == depth + 1
      if isDirect, term.accession != "MS:1000529", instrument.name == nil, !term.name.isEmpty {
        instrument.name = term.name
      }
      if term.accession == "MS:1000389" { instrument.isElectronIonization = true }
    }
    if instruments.count < Self.maximumGroupedTerms { instruments[id] = instrument }
  }

  private mutating func readSpectrum() throws -> SpectrumEntry {
    record.begin(line: tokens.line)
    var spectrum = OpenSpectrum()
    var fault: RecordFault?
    do throws(RecordFault) {
      let attributes = tokens.attributes
      guard let length = Int(attributes["defaultArrayLength"] ?? ""), (0...PeakList.maximumCount).contains(length)
      else {
        throw RecordFault(
          "defaultArrayLength should be a number up to \(PeakList.maximumCount), "
            + "not \((attributes["defaultArrayLength"] ?? "").quoted)")
      }
      spectrum.length = length
      spectrum.id = attributes["id"]
    } catch {
      fault = error
    }
    let depth = tokens.path.count
    while tokens.path.count >= depth, let token = try tokens.next() {
      if fault != nil { continue }
      do {
        try take(token, &spectrum)
      } catch {
        fault = error
      }
    }
    do throws(RecordFault) {
      if let fault { throw fault }
      return .record(try finish(spectrum))
    } catch {
      return .rejected(line: record.line, reason: error.reason)
    }
  }

  /// What of a spectrum is gathered before it becomes a record.
  private struct OpenSpectrum {
    var id: String?
    var length = 0
    var array: MzMLArray?
    var mz: [Double] = []
    var intensities: [Double] = []
    var instrument: String?
    var isolationTarget: Double?
  }

  private mutating func take(
    _ token: XMLTokenizer.Token, _ spectrum: inout OpenSpectrum
  ) throws(RecordFault) {
    let attributes = tokens.attributes
    switch token {
    case .start("scan"): spectrum.instrument = attributes["instrumentConfigurationRef"]
    case .start("binaryDataArray"):
      guard let length = attributes["arrayLength"] else {
        spectrum.array = MzMLArray(count: spectrum.length)
        return
      }
      guard let count = Int(length), (0...PeakList.maximumCount).contains(count) else {
        throw RecordFault("arrayLength should be a number up to \(PeakList.maximumCount), not \(length.quoted)")
      }
      spectrum.array = MzMLArray(count: count)
    case .end("binary"):
      switch spectrum.array?.content {
      case .mz: spectrum.mz = try spectrum.array?.values(tokens.text) ?? []
      case .intensity: spectrum.intensities = try spectrum.array?.values(tokens.text) ?? []
      default: break
      }
    case .end("binaryDataArray"): spectrum.array = nil
    case .start("cvParam"), .start("userParam"), .start("referenceableParamGroupRef"):
      for term in terms(of: token) {
        if spectrum.array != nil {
          spectrum.array?.take(accession: term.accession)
        } else {
          try take(term, &spectrum)
        }
      }
    default: break
    }
  }

  private mutating func take(_ term: Term, _ spectrum: inout OpenSpectrum) throws(RecordFault) {
    switch term.accession {
    case "MS:1000511": try record.take(.level, term.name, term.value)
    case "MS:1000130": try record.take(.ionMode, term.name, "+")
    case "MS:1000129": try record.take(.ionMode, term.name, "-")
    case "MS:1000127": record.isCentroided = true
    case "MS:1000128": record.isCentroided = false
    case "MS:1000796": try record.take(.title, term.name, term.value)
    case "MS:1000744": try record.take(.precursorMZ, term.name, term.value)
    case "MS:1000045": try record.take(.collisionEnergy, term.name, term.value)
    case "MS:1000138": try record.take(.normalizedCollisionEnergy, term.name, term.value)
    case "MS:1000016":
      // Unit: minutes, or seconds as in all other formats.
      let minutes = term.unit == "UO:0000031" ? DecimalNumber.value(of: term.value) : nil
      try record.keep(term.name, minutes.map { "\($0 * 60)" } ?? term.value)
    case "MS:1000827":
      spectrum.isolationTarget = spectrum.isolationTarget ?? DecimalNumber.value(of: term.value)
      try record.keep(term.name, term.value)
    case "": try record.take(term.name, term.value)
    default: try record.keep(term.name.isEmpty ? term.accession : term.name, term.value)
    }
  }

  private mutating func finish(_ spectrum: OpenSpectrum) throws(RecordFault) -> SpectrumRecord {
    guard spectrum.mz.count == spectrum.intensities.count else {
      throw RecordFault("\(spectrum.mz.count) m/z, but \(spectrum.intensities.count) intensities")
    }
    for (mz, intensity) in zip(spectrum.mz, spectrum.intensities) {
      try record.peaks.append(mz: mz, intensity: intensity)
    }
    if record.precursorMZ == nil, let target = spectrum.isolationTarget {
      try record.take(.precursorMZ, "isolation window target m/z", "\(target)")
    }
    if let instrument = (spectrum.instrument ?? defaultInstrument).flatMap({ instruments[$0] }) {
      if let name = instrument.name { try record.take(.instrument, "instrument", name) }
      if instrument.isElectronIonization { try record.take(.ionization, "ionization", "EI") }
    }
    if let id = spectrum.id { try record.take(.title, "id", id) }
    return try record.finish()
  }
}
