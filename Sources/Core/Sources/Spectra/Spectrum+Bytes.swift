public import Files

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
  /// - Throws: `DamagedBytes`, whatever the bytes are.
  public init(bytes: [UInt8]) throws(DamagedBytes) {
    var reader = ByteReader(bytes)
    let version: UInt8 = try reader.read()
    guard version == Self.version else { throw DamagedBytes("its version is \(version), expected \(Self.version)") }
    let kind: UInt8 = try reader.read()
    switch kind {
    case 0: self = .mass(try reader.readMassSpectrum())
    case 1: self = .nmr(try reader.readNMRSpectrum())
    case 2: self = .other(try reader.readOtherSpectrum())
    default: throw DamagedBytes("no kind of spectrum has the number \(kind)")
    }
    guard reader.isAtEnd else { throw DamagedBytes("there are bytes beyond its end") }
  }

  private static let version: UInt8 = 1
}

extension ByteWriter {
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

extension ByteReader {
  mutating func readMassSpectrum() throws(DamagedBytes) -> MassSpectrum {
    var spectrum = MassSpectrum(
      peaks: try readList { reader throws(DamagedBytes) -> MassSpectrum.Peak in
        MassSpectrum.Peak(mz: try reader.read(), intensity: try reader.read())
      })
    let level: Int32 = try read()
    spectrum.level = Int(level)
    spectrum.isElectronIonization = try read()
    let polarity: UInt8 = try read()
    spectrum.polarity = MassSpectrum.Polarity(rawValue: polarity)
    spectrum.precursorMZ = try readOptional()
    spectrum.adduct = try readOptional()
    spectrum.collisionEnergy = try readOptional()
    spectrum.isCollisionEnergyNormalized = try read()
    spectrum.instrument = try readOptional()
    spectrum.isCentroided = try read()
    return spectrum
  }

  mutating func readNMRSpectrum() throws(DamagedBytes) -> NMRSpectrum {
    let nucleus: String = try read()
    var spectrum = NMRSpectrum(
      nucleus: NMRSpectrum.Nucleus(rawValue: nucleus),
      peaks: try readList { reader throws(DamagedBytes) -> NMRSpectrum.Peak in
        NMRSpectrum.Peak(
          shift: try reader.read(), intensity: try reader.readOptional(), multiplicity: try reader.readOptional(),
          integral: try reader.readOptional(),
          couplings: try reader.readList { reader throws(DamagedBytes) -> Double in try reader.read() })
      })
    spectrum.trace = try readOptional { reader throws(DamagedBytes) -> Trace in try reader.readTrace() }
    spectrum.solvent = try readOptional()
    spectrum.frequency = try readOptional()
    spectrum.temperature = try readOptional()
    return spectrum
  }

  mutating func readOtherSpectrum() throws(DamagedBytes) -> OtherSpectrum {
    OtherSpectrum(
      technique: try read(), units: (x: try read(), y: try read()),
      trace: try readOptional { reader throws(DamagedBytes) -> Trace in try reader.readTrace() },
      points: try readList { reader throws(DamagedBytes) -> (x: Double, y: Double) in
        (x: try reader.read(), y: try reader.read())
      })
  }

  mutating func readTrace() throws(DamagedBytes) -> Trace {
    Trace(
      first: try read(), last: try read(),
      values: try readList { reader throws(DamagedBytes) -> Float in try reader.read() })
  }
}
