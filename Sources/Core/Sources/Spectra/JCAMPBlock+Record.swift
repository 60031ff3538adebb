extension JCAMPBlock {
  /// The structure that the block gives, if it does.
  var structure: SpectrumRecord.Structure? {
    // The first line of the mol file stands behind the label; it may be a comment, or nothing.
    if let file = label("$MOLFILE") ?? label("MOLFILE"),
      file.lines.contains(where: { $0.hasPrefix("M  END") })
    {
      return .molBlock(file.lines.joined(separator: "\n"))
    }
    if let smiles = text("SMILES") ?? text("$SMILES") { return .smiles(smiles) }
    if let inchi = text("INCHI") ?? text("$INCHI") { return .inchi(inchi) }
    return nil
  }

  /// The record of the block or page.
  /// - Parameter enclosing: the structure that the link block around it gives.
  func record(enclosing: SpectrumRecord.Structure?) throws(RecordFault) -> SpectrumRecord {
    var record = SpectrumRecord(line: page.line, spectrum: try spectrum)
    record.structure = structure ?? enclosing
    let title = text("TITLE")
    let other = text("CASNAME") ?? text("NAMES")?.split(separator: "\n").first.map(String.init)
    // Some programs number their blocks instead of naming them.
    record.name = title.flatMap { DecimalNumber.value(of: $0) == nil ? $0 : other } ?? other ?? title ?? ""
    record.formula = text("MOLFORM").map { $0.filter { $0 != " " } }
    record.inchiKey = text("INCHIKEY") ?? text("$INCHIKEY")
    record.isSimulated = text("ORIGIN")?.lowercased() == "simulated"
    record.fields = allLabels.filter { !Self.understood.contains($0.name) && !$0.value.isEmpty }
      .map { SpectrumRecord.Field($0.key, $0.value) }
    return record
  }

  /// Labels that the record's own properties, or the shape of the data, speak of.
  private static let understood: Set = [
    "TITLE", "JCAMPDX", "JCAMPCS", "DATATYPE", "DATACLASS", "BLOCKS", "BLOCKID", "CROSSREFERENCE", "XUNITS", "YUNITS",
    "XFACTOR", "YFACTOR", "FIRSTX", "LASTX", "DELTAX", "FIRSTY", "MAXX", "MINX", "MAXY", "MINY", "NPOINTS", "NTUPLES",
    "VARNAME", "SYMBOL", "VARTYPE", "VARFORM", "VARDIM", "UNITS", "FIRST", "LAST", "MIN", "MAX", "FACTOR", "MOLFILE",
    "$MOLFILE", "SMILES", "$SMILES", "INCHI", "$INCHI", "INCHIKEY", "$INCHIKEY", "MOLFORM", "ATOMLIST", "BONDLIST",
    "XYRASTER", ".OBSERVEFREQUENCY", ".OBSERVENUCLEUS", ".SOLVENTNAME",
  ]

  private var spectrum: Spectrum {
    get throws(RecordFault) {
      guard page.ordinates != nil || page.lists.contains(where: { !$0.points.isEmpty }) else {
        throw RecordFault("the table holds no points")
      }
      let type = dataType
      if type.contains("NMR") { return .nmr(try nmrSpectrum) }
      // Not where the abscissa is no mass, as in a scan over time.
      let tables = page.lists.map(\.axes) + (page.ordinates.map { [$0.axes] } ?? [])
      if type.contains("MASS"), tables.allSatisfy(\.isOverMass) { return .mass(try massSpectrum) }
      var spectrum = OtherSpectrum(technique: type, units: tables[0].units, trace: try page.ordinates?.trace())
      spectrum.points = page.lists.flatMap { list in list.points.map { ($0.x, $0.y ?? .nan) } }
      return .other(spectrum)
    }
  }

  private var nmrSpectrum: NMRSpectrum {
    get throws(RecordFault) {
      guard let name = text(".OBSERVENUCLEUS") ?? text("$NUC1") else {
        throw RecordFault("there is no .OBSERVE NUCLEUS")
      }
      guard let nucleus = NMRSpectrum.Nucleus(spelling: name) else {
        throw RecordFault("'\(name.prefix(20))' is no nucleus")
      }
      let frequency = number(".OBSERVEFREQUENCY").flatMap { $0 > 0 ? $0 : nil }
      var (peaks, trace): ([NMRSpectrum.Peak], Trace?) = ([], nil)
      if let ordinates = page.ordinates {
        trace = try ordinates.trace().scaled(by: try ordinates.axes.ppmPerUnit(frequency))
      }
      for list in page.lists {
        let scale = try list.axes.ppmPerUnit(frequency)
        if list.arePeaks {
          peaks += list.points.map { point in
            NMRSpectrum.Peak(
              shift: point.x * scale, intensity: point.y.flatMap { $0.isNaN ? nil : Float($0) },
              multiplicity: point.multiplicity?.lowercased())
          }
        } else {
          trace = try list.trace().scaled(by: scale)
        }
      }
      var spectrum = NMRSpectrum(nucleus: nucleus, peaks: peaks, trace: trace.map(referenced))
      spectrum.frequency = frequency
      spectrum.solvent = text(".SOLVENTNAME") ?? text("$SOLVENT")?.filter { $0 != "<" && $0 != ">" }
      // The standard has degrees Celsius.
      spectrum.temperature = number("TEMPERATURE").map { $0 + 273.15 }
      return spectrum
    }
  }

  /// A trace moved so that its shifts are those of the reference: `.SHIFT REFERENCE` names a point, counted from 1, and its
  /// shift; Bruker's `$OFFSET` the shift of the first point.
  ///
  /// Where the file's own abscissa agrees to a hundredth of a ppm, it is the more precise one.
  private func referenced(_ trace: Trace) -> Trace {
    var (index, shift) = (0, number("$OFFSET"))
    if let parts = text(".SHIFTREFERENCE")?.split(separator: ",", omittingEmptySubsequences: false), parts.count == 4,
      let number = DecimalNumber.count(of: parts[2]), trace.values.indices.contains(number - 1),
      let value = DecimalNumber.value(of: parts[3])
    {
      (index, shift) = (number - 1, value)
    }
    guard let shift, case let offset = shift - trace.position(index), abs(offset) > 0.01 else { return trace }
    return Trace(first: trace.first + offset, last: trace.last + offset, values: trace.values)
  }

  private var massSpectrum: MassSpectrum {
    get throws(RecordFault) {
      var peaks: [MassSpectrum.Peak] = []
      if let trace = try page.ordinates?.trace() {
        // The instrument takes a baseline off, so that noise may fall below zero.
        peaks = trace.values.indices.filter { !trace.values[$0].isNaN }.map {
          MassSpectrum.Peak(mz: trace.position($0), intensity: max(0, trace.values[$0]))
        }
      }
      for point in page.lists.flatMap(\.points) {
        guard let intensity = point.y, intensity >= 0, point.x >= 0 else {
          throw RecordFault("the peak at \(point.x) has no intensity, or m/z or intensity is negative")
        }
        peaks.append(MassSpectrum.Peak(mz: point.x, intensity: Float(intensity)))
      }
      var spectrum = MassSpectrum(peaks: peaks)
      spectrum.isCentroided = page.ordinates == nil && !dataType.contains("CONTINUOUS")
      let mode = (text(".IONIZATIONMODE") ?? "").uppercased().filter { $0 != " " }
      // NIST's WebBook has spectra of electron ionisation only, and doesn't say so.
      spectrum.isElectronIonization = mode.hasPrefix("EI") || mode.isEmpty && text("$NISTMASSSPECNO") != nil
      spectrum.polarity = mode.hasSuffix("+") ? .positive : mode.hasSuffix("-") ? .negative : nil
      spectrum.instrument = text("SPECTROMETERDATASYSTEM")
      return spectrum
    }
  }
}

extension JCAMPAxes {
  /// Whether the abscissa is m/z; so it is where nothing is said.
  fileprivate var isOverMass: Bool {
    ["", "MZ", "ME", "MASS", "AMU", "DA", "TH"].contains(units.x.uppercased().filter(\.isLetter))
  }

  /// - Parameter frequency: in MHz.
  fileprivate func ppmPerUnit(_ frequency: Double?) throws(RecordFault) -> Double {
    switch units.x.uppercased() {
    case "PPM": return 1
    case "HZ", "HERTZ":
      guard let frequency else { throw RecordFault("the abscissa is in Hz, and there is no .OBSERVE FREQUENCY") }
      return 1 / frequency
    case let unit: throw RecordFault("the abscissa is in '\(unit.prefix(20))', expected HZ or PPM")
    }
  }
}

extension Trace {
  fileprivate func scaled(by factor: Double) -> Trace {
    Trace(first: first * factor, last: last * factor, values: values)
  }
}
