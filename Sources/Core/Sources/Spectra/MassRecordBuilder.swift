/// Makes a record of the keys and the peaks of a mass-spectral file.
///
/// The first value of a meaning that can be understood counts; what comes later, and what isn't understood, goes to
/// ``SpectrumRecord/fields``. `N/A`, `NA` and nothing at all are no values.
struct MassRecordBuilder {
  /// Records with more text are rejected; each field counts as its bytes and 32.
  static let maximumTextBytes = 1 << 24

  var line = 1
  var peaks = PeakList()
  var isCentroided: Bool?
  private(set) var isElectronIonization: Bool?
  private(set) var level: Int?
  private(set) var polarity: MassSpectrum.Polarity?
  private(set) var precursorMZ: Double?

  private var name: String?
  private var smiles: String?
  private var inchiKey: String?
  private var formula: String?
  private var adduct: String?
  private var energy: CollisionEnergy?
  private var chargeSign: MassSpectrum.Polarity?
  private var isSimulated = false
  private var peakCount: Int?
  private var fields: [SpectrumRecord.Field] = []
  /// What only ``finish(countsNominalMassesAsEI:)`` can tell the use of.
  private var title: SpectrumRecord.Field?
  private var computedSMILES: SpectrumRecord.Field?
  private var inchi: SpectrumRecord.Field?
  private var instrument: SpectrumRecord.Field?
  private var instrumentType: SpectrumRecord.Field?
  /// Pairs in a comment: they count only where no key of the record itself says the same.
  private var commentPairs: [SpectrumRecord.Field] = []
  private var textBytes = 0
  /// Meanings of the spellings met so far.
  private var meanings: [String: MassKey?] = [:]

  /// Forgets the record and begins the next one.
  mutating func begin(line: Int) {
    var next = MassRecordBuilder()
    next.line = line
    swap(&next.peaks, &peaks)
    swap(&next.meanings, &meanings)
    next.peaks.removeAll()
    self = next
  }

  mutating func meaning(of key: String) -> MassKey? {
    if let known = meanings[key] { return known }
    let meaning = MassKey(key)
    if meanings.count < 1024, key.utf8.count < 64 { meanings[key] = .some(meaning) }
    return meaning
  }

  /// Takes a key with its value.
  mutating func take(_ key: String, _ value: String) throws(RecordFault) {
    try take(meaning(of: key), key, value)
  }

  /// Takes a value whose meaning is known.
  /// - Parameter key: what it is filed under where there is no use for it.
  mutating func take(_ meaning: MassKey?, _ key: String, _ value: String) throws(RecordFault) {
    try count(key, value)
    if let meaning, try isUsed(value, as: meaning, key) { return }
    fields.append(SpectrumRecord.Field(key, value))
  }

  /// Takes a value of the whole file, which counts where the record itself says nothing.
  mutating func takeDefault(_ field: SpectrumRecord.Field) throws(RecordFault) {
    try count(field.key, field.value)
    let meaning = meaning(of: field.key)
    if let meaning, try isUsed(field.value, as: meaning, field.key) || meaning != .charge { return }
    if !fields.contains(where: { $0.key == field.key }) { fields.append(field) }
  }

  /// Files a value that has no meaning here.
  mutating func keep(_ key: String, _ value: String) throws(RecordFault) {
    try count(key, value)
    fields.append(SpectrumRecord.Field(key, value))
  }

  private mutating func count(_ key: String, _ value: String) throws(RecordFault) {
    textBytes += key.utf8.count + value.utf8.count + 32
    if textBytes > Self.maximumTextBytes {
      throw RecordFault("more than \(Self.maximumTextBytes >> 20) MiB of text beside the peaks")
    }
  }

  private mutating func isUsed(_ value: String, as meaning: MassKey, _ key: String) throws(RecordFault) -> Bool {
    switch meaning {
    case .peakCount:
      guard peakCount == nil else { return false }
      guard let count = DecimalNumber.count(of: value), count >= 0 else {
        throw RecordFault("\(key) should be a whole number, not \(value.quoted)")
      }
      peakCount = count
      return true
    case .comments: return isUsedAsComment(value, key)
    case .ionization: return isUsedAsIonization(value)
    case .charge:
      chargeSign = chargeSign ?? MassSpectrum.Polarity(signOf: value[...])
      return false
    case .origin:
      let isMark = value.lowercased() == "simulated"
      isSimulated = isSimulated || isMark
      return isMark
    default: return Self.isAbsent(value) || isUsed(present: value, as: meaning, key)
    }
  }

  private mutating func isUsed(present value: String, as meaning: MassKey, _ key: String) -> Bool {
    switch meaning {
    case .name: Self.set(&name, value)
    case .smiles: Self.set(&smiles, Self.unquoted(value))
    case .inchiKey: Self.set(&inchiKey, Self.unquoted(value))
    case .inchiAuxiliary: Self.isInChIKey(value) && Self.set(&inchiKey, value)
    case .formula: Self.set(&formula, value)
    case .title: Self.set(&title, SpectrumRecord.Field(key, value))
    case .computedSMILES: Self.set(&computedSMILES, SpectrumRecord.Field(key, value))
    case .inchi: Self.set(&inchi, SpectrumRecord.Field(key, Self.unquoted(value)))
    case .instrument: Self.set(&instrument, SpectrumRecord.Field(key, value))
    case .instrumentType: Self.set(&instrumentType, SpectrumRecord.Field(key, value))
    case .adduct: Self.set(&adduct, value)
    case .ionMode: isUsedAsIonMode(value) || isUsedAsIonization(value)
    case .level: isUsedAsLevel(value)
    case .precursorMZ: isUsedAsPrecursor(value)
    case .collisionEnergy: isUsedAsEnergy(value)
    case .normalizedCollisionEnergy: isUsedAsEnergy(value, isNormalized: true)
    case .comments, .peakCount, .ionization, .charge, .origin: false
    }
  }

  private static func set<Value>(_ place: inout Value?, _ value: Value) -> Bool {
    guard place == nil else { return false }
    place = value
    return true
  }

  /// Of the m/z, its intensity and its charge, as Mascot writes them behind `PEPMASS`, only the first is used.
  private mutating func isUsedAsPrecursor(_ value: String) -> Bool {
    let words = value.split(whereSeparator: { $0 == " " || $0 == "\t" })
    guard precursorMZ == nil, let first = words.first, let mz = DecimalNumber.value(of: first), mz >= 0 else {
      return false
    }
    // Zero stands for none.
    if mz > 0 { precursorMZ = mz }
    return words.count == 1
  }

  private mutating func isUsedAsIonMode(_ value: String) -> Bool {
    guard polarity == nil, let found = MassSpectrum.Polarity(text: value) else { return false }
    polarity = found
    return true
  }

  private mutating func isUsedAsIonization(_ value: String) -> Bool {
    if isElectronIonization == nil, !Self.isAbsent(value) {
      isElectronIonization = MassSpectrum.saysElectronIonization(value)
      return isElectronIonization == true
    }
    return false
  }

  private mutating func isUsedAsLevel(_ value: String) -> Bool {
    switch value.lowercased() {
    case "centroid", "centroided": return Self.set(&isCentroided, true)
    case "profile": return Self.set(&isCentroided, false)
    case let text:
      guard level == nil, let found = MassSpectrum.level(text) else { return false }
      level = found
      return true
    }
  }

  /// Several energies, of which the mean is used, stay on file too.
  private mutating func isUsedAsEnergy(_ value: String, isNormalized: Bool = false) -> Bool {
    guard energy == nil, var found = CollisionEnergy(value) else { return false }
    if isNormalized { found.isNormalized = true }
    energy = found
    return !found.isMean
  }

  private mutating func isUsedAsComment(_ text: String, _ key: String) -> Bool {
    guard let pairs = MSPComment.pairs(of: text, key: key) else { return text.isEmpty }
    for pair in pairs {
      if pair.key == key, pair.value.lowercased() == "simulated" {
        isSimulated = true
      } else {
        commentPairs.append(pair)
      }
    }
    return true
  }

  private static func isAbsent(_ value: String) -> Bool {
    value.utf8.count <= 3 && ["", "n/a", "na"].contains(value.lowercased())
  }

  private static func unquoted(_ value: String) -> String {
    let (letters, quote) = (value.utf8, UInt8(ascii: "\""))
    guard letters.count > 1, letters.first == quote, letters.last == quote else { return value }
    return String(value.dropFirst().dropLast())
  }

  private static func isInChIKey(_ text: String) -> Bool {
    let letters = Array(text.utf8)
    return letters.count == 27
      && letters.indices.allSatisfy { $0 == 14 || $0 == 25 ? letters[$0] == UInt8(ascii: "-") : letters[$0].isLetter }
  }

  /// The record of what has been taken.
  ///
  /// EI is what is said to be: by the ionisation, else by a word of the instrument (`GC-EI-TOF`, `EI-B`). An EI spectrum
  /// of level 2 and above is one of an isolated ion, no EI spectrum. Where the level isn't said, it is 2 with a
  /// precursor, an adduct or a collision energy, 1 without and for EI.
  /// - Parameter countsNominalMassesAsEI: whether a spectrum of whole m/z is EI where nothing is said of ionisation,
  ///   instrument, precursor or level, as in libraries of NIST's kind.
  /// - Throws: ``RecordFault`` where there are no peaks, or not as many as the record says.
  mutating func finish(countsNominalMassesAsEI: Bool = false) throws(RecordFault) -> SpectrumRecord {
    for pair in commentPairs {
      let meaning = meaning(of: pair.key)
      if let meaning, meaning != .comments, try isUsed(pair.value, as: meaning, pair.key) { continue }
      fields.append(pair)
    }
    let peaks = peaks.peaks
    if let peakCount, peakCount != peaks.count {
      throw RecordFault("\(peaks.count) peaks where the record says there are \(peakCount)")
    }
    if peaks.isEmpty { throw RecordFault("no peaks") }

    var spectrum = MassSpectrum(peaks: Array(peaks[...]))
    let isUntold =
      isElectronIonization == nil && instrument == nil && instrumentType == nil && precursorMZ == nil && level == nil
      && adduct == nil && energy == nil
    let isEI =
      isElectronIonization
      ?? [instrumentType, instrument].contains { $0.map { MassSpectrum.saysElectronIonization($0.value) } ?? false }
    spectrum.isElectronIonization =
      level ?? 1 == 1
      && (isEI || countsNominalMassesAsEI && isUntold && peaks.allSatisfy { $0.mz == $0.mz.rounded() })
    let isOfAnIon = precursorMZ != nil || adduct != nil || energy != nil
    spectrum.level = level ?? (isOfAnIon && !spectrum.isElectronIonization ? 2 : 1)
    spectrum.precursorMZ = precursorMZ
    spectrum.polarity = polarity ?? adduct.flatMap { MassSpectrum.Polarity(adduct: $0) } ?? chargeSign
    spectrum.adduct = adduct.map { MassSpectrum.adduct($0, spectrum.polarity) }
    spectrum.collisionEnergy = energy?.value
    spectrum.isCollisionEnergyNormalized = energy?.isNormalized ?? false
    spectrum.instrument = (instrumentType ?? instrument)?.value
    spectrum.isCentroided = isCentroided ?? true

    var record = SpectrumRecord(line: line, spectrum: .mass(spectrum))
    record.name = name ?? title?.value ?? ""
    record.structure = (smiles ?? computedSMILES?.value).map { .smiles($0) } ?? inchi.map { .inchi($0.value) }
    record.inchiKey = inchiKey
    record.formula = formula
    record.isSimulated = isSimulated
    record.fields =
      fields
      + [
        name == nil ? nil : title, smiles == nil ? nil : computedSMILES,
        smiles == nil && computedSMILES == nil ? nil : inchi, instrumentType == nil ? nil : instrument,
      ].compactMap(\.self)
    return record
  }
}
