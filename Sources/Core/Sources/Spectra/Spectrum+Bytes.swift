extension Spectrum {
  /// Bytes that determine the spectrum completely, in a form that stays the same from release to release.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.version)
    switch self {
    case .mass(let spectrum):
      writer.write(UInt8(0))
      writer.write(spectrum)
    case .nmr(let spectrum):
      writer.write(UInt8(1))
      writer.write(spectrum)
    case .other(let spectrum):
      writer.write(UInt8(2))
      writer.write(spectrum)
    }
    return writer.bytes
  }

  /// The spectrum that ``bytes`` were made of.
  /// - Throws: ``DamagedSpectrum``, whatever the bytes are.
  public init(bytes: [UInt8]) throws(DamagedSpectrum) {
    var reader = ByteReader(bytes)
    let version: UInt8 = try reader.read()
    guard version == Self.version else { throw DamagedSpectrum("its version is \(version), expected \(Self.version)") }
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0: self = .mass(try reader.readMassSpectrum())
    case 1: self = .nmr(try reader.readNMRSpectrum())
    case 2: self = .other(try reader.readOtherSpectrum())
    default: throw DamagedSpectrum("no kind of spectrum has the number \(kind)")
    }
    guard reader.isAtEnd else { throw DamagedSpectrum("there are bytes beyond its end") }
  }

  private static let version: UInt8 = 1
}

/// Bytes that make no spectrum.
public struct DamagedSpectrum: Error, Equatable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

/// Values one after the other, little-endian.
private struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  mutating func write(_ value: Double) { write(value.bitPattern) }
  mutating func write(_ value: Float) { write(value.bitPattern) }
  mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }
  mutating func write(_ text: String) { write(Array(text.utf8)) { $0.write($1) } }

  mutating func write<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
    write(value != nil)
    if let value { body(&self, value) }
  }
  mutating func write<Element>(_ values: [Element], _ body: (inout Self, Element) -> Void) {
    write(UInt32(values.count))
    for value in values { body(&self, value) }
  }

  mutating func write(_ spectrum: MassSpectrum) {
    write(spectrum.peaks) {
      $0.write($1.mz)
      $0.write($1.intensity)
    }
    write(Int32(clamping: spectrum.level))
    write(spectrum.isElectronIonization)
    write(spectrum.polarity?.rawValue ?? 0)
    write(spectrum.precursorMZ) { $0.write($1) }
    write(spectrum.adduct) { $0.write($1) }
    write(spectrum.collisionEnergy) { $0.write($1) }
    write(spectrum.isCollisionEnergyNormalized)
    write(spectrum.instrument) { $0.write($1) }
    write(spectrum.isCentroided)
  }

  mutating func write(_ spectrum: NMRSpectrum) {
    write(spectrum.nucleus.rawValue)
    write(spectrum.peaks) { writer, peak in
      writer.write(peak.shift)
      writer.write(peak.intensity) { $0.write($1) }
      writer.write(peak.multiplicity) { $0.write($1) }
      writer.write(peak.integral) { $0.write($1) }
      writer.write(peak.couplings) { $0.write($1) }
    }
    write(spectrum.trace) { $0.write($1) }
    write(spectrum.solvent) { $0.write($1) }
    write(spectrum.frequency) { $0.write($1) }
    write(spectrum.temperature) { $0.write($1) }
  }

  mutating func write(_ spectrum: OtherSpectrum) {
    write(spectrum.technique)
    write(spectrum.units.x)
    write(spectrum.units.y)
    write(spectrum.trace) { $0.write($1) }
    write(spectrum.points) {
      $0.write($1.x)
      $0.write($1.y)
    }
  }

  mutating func write(_ trace: Trace) {
    write(trace.first)
    write(trace.last)
    write(trace.values) { $0.write($1) }
  }
}

/// Reads what a ``ByteWriter`` wrote.
private struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func read<Value: FixedWidthInteger>() throws(DamagedSpectrum) -> Value {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { throw DamagedSpectrum("it ends early") }
    defer { rest = rest.dropFirst(size) }
    return rest.prefix(size).reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
  }
  mutating func read() throws(DamagedSpectrum) -> Double { Double(bitPattern: try read()) }
  mutating func read() throws(DamagedSpectrum) -> Float { Float(bitPattern: try read()) }
  mutating func read() throws(DamagedSpectrum) -> Bool {
    let value: UInt8 = try read()
    guard value < 2 else { throw DamagedSpectrum("\(value) is neither true nor false") }
    return value == 1
  }
  mutating func read() throws(DamagedSpectrum) -> String {
    let bytes = try readList { reader throws(DamagedSpectrum) -> UInt8 in try reader.read() }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw DamagedSpectrum("a text isn't UTF-8") }
    return text
  }

  mutating func readOptional<Value>(
    _ body: (inout Self) throws(DamagedSpectrum) -> Value
  ) throws(DamagedSpectrum) -> Value? {
    let isPresent: Bool = try read()
    return isPresent ? try body(&self) : nil
  }
  mutating func readList<Element>(
    _ body: (inout Self) throws(DamagedSpectrum) -> Element
  ) throws(DamagedSpectrum) -> [Element] {
    let count: UInt32 = try read()
    // Every element takes a byte at least, so that a false count can't ask for memory.
    guard Int(count) <= rest.count else { throw DamagedSpectrum("a list is longer than what follows") }
    var values: [Element] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count { values.append(try body(&self)) }
    return values
  }
  private mutating func double() throws(DamagedSpectrum) -> Double? {
    try readOptional { reader throws(DamagedSpectrum) -> Double in try reader.read() }
  }
  private mutating func text() throws(DamagedSpectrum) -> String? {
    try readOptional { reader throws(DamagedSpectrum) -> String in try reader.read() }
  }
  private mutating func float() throws(DamagedSpectrum) -> Float? {
    try readOptional { reader throws(DamagedSpectrum) -> Float in try reader.read() }
  }

  mutating func readMassSpectrum() throws(DamagedSpectrum) -> MassSpectrum {
    var spectrum = MassSpectrum(
      peaks: try readList { reader throws(DamagedSpectrum) -> MassSpectrum.Peak in
        MassSpectrum.Peak(mz: try reader.read(), intensity: try reader.read())
      })
    let level: Int32 = try read()
    spectrum.level = Int(level)
    spectrum.isElectronIonization = try read()
    let polarity: UInt8 = try read()
    spectrum.polarity = MassSpectrum.Polarity(rawValue: polarity)
    spectrum.precursorMZ = try double()
    spectrum.adduct = try text()
    spectrum.collisionEnergy = try double()
    spectrum.isCollisionEnergyNormalized = try read()
    spectrum.instrument = try text()
    spectrum.isCentroided = try read()
    return spectrum
  }

  mutating func readNMRSpectrum() throws(DamagedSpectrum) -> NMRSpectrum {
    let nucleus: String = try read()
    var spectrum = NMRSpectrum(
      nucleus: NMRSpectrum.Nucleus(rawValue: nucleus),
      peaks: try readList { reader throws(DamagedSpectrum) -> NMRSpectrum.Peak in
        NMRSpectrum.Peak(
          shift: try reader.read(), intensity: try reader.float(), multiplicity: try reader.text(),
          integral: try reader.float(),
          couplings: try reader.readList { reader throws(DamagedSpectrum) -> Double in try reader.read() })
      })
    spectrum.trace = try readOptional { reader throws(DamagedSpectrum) -> Trace in try reader.readTrace() }
    spectrum.solvent = try text()
    spectrum.frequency = try double()
    spectrum.temperature = try double()
    return spectrum
  }

  mutating func readOtherSpectrum() throws(DamagedSpectrum) -> OtherSpectrum {
    OtherSpectrum(
      technique: try read(), units: (x: try read(), y: try read()),
      trace: try readOptional { reader throws(DamagedSpectrum) -> Trace in try reader.readTrace() },
      points: try readList { reader throws(DamagedSpectrum) -> (x: Double, y: Double) in
        (x: try reader.read(), y: try reader.read())
      })
  }

  mutating func readTrace() throws(DamagedSpectrum) -> Trace {
    Trace(
      first: try read(), last: try read(),
      values: try readList { reader throws(DamagedSpectrum) -> Float in try reader.read() })
  }
}
