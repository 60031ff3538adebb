import Foundation
import Spectra
import Testing

struct MSPReaderTests {
  @Test func `NIST: an EI spectrum of whole masses, pairs in a line, several separators`() throws {
    let text = """
      Name: Perylene
      Synon: Peri-Dinaphthalene
      Synon: Dibenz[de,kl]anthracene
      DB#: 12
      Formula: C20H12
      Num Peaks: 7
      126 10; 250 20;
      (251,5) [252 999]
      124:3 253,7\t"13C isotope"

      125 1 C10H5+
      """
    let record = try #require(try entries(of: text, .msp).first?.record)
    let peaks = [(124, 3), (125, 1), (126, 10), (250, 20), (251, 5), (252, 999), (253, 7)].map {
      MassSpectrum.Peak(Double($0), Float($1))
    }
    #expect(record.mass?.peaks == peaks)
    #expect(record.spectrum.kind == .electronIonization)
    #expect(record.name == "Perylene")
    #expect(record.formula == "C20H12")
    #expect(record["Synon"] == ["Peri-Dinaphthalene", "Dibenz[de,kl]anthracene"])
    #expect(record["DB#"] == ["12"])
    #expect(record.line == 1)
  }

  @Test func `MoNA: pairs in the comment, where the record itself says nothing`() throws {
    let text = #"""
      Name: Acid
      InChIKey: QQVDJLLNRSOCEL-UHFFFAOYSA-N
      Ion_mode: N
      PrecursorMZ: 124.016
      Comments: "SMILES=O=P(O)(O)CCN" "computed SMILES=C(CP(=O)(O)O)N" "author=A "B" C" "InChIKey=OTHER" "collision energy=HCD 35%" "ion type=M-H" "instrument type=LC-ESI-QFT"
      Num Peaks: 1
      55.5 1
      """#
    let record = try #require(try entries(of: text, .msp).first?.record)
    #expect(record.structure == .smiles("O=P(O)(O)CCN"))
    #expect(record.inchiKey == "QQVDJLLNRSOCEL-UHFFFAOYSA-N")
    #expect(record["InChIKey"] == ["OTHER"])
    #expect(record["author"] == [#"A "B" C"#])
    #expect(record["computed SMILES"] == ["C(CP(=O)(O)O)N"])
    let spectrum = try #require(record.mass)
    #expect(spectrum.adduct == "[M-H]-")
    #expect(spectrum.polarity == .negative)
    #expect(spectrum.collisionEnergy == 35)
    #expect(spectrum.isCollisionEnergyNormalized)
    #expect(spectrum.instrument == "LC-ESI-QFT")
    #expect(spectrum.level == 2)
    #expect(record.spectrum.kind == .tandemMass)
  }

  @Test(
    arguments: [
      (#"key="a value" other="b""#, ["key": "a value", "other": "b"]),
      ("DB#=5; origin=GNPS", ["DB#": "5", "origin": "GNPS"]),
      ("Parent=428.31", ["Parent": "428.31"]), ("threshold = 60 %", ["Comment": "threshold = 60 %"]),
      (#""open"#, ["Comment": #""open"#]), (#""a b" "c=d""#, ["Comment": "a b", "c": "d"]),
      ("word", ["Comment": "word"]),
    ])
  func `Comments of pairs and of free text`(comment: String, fields: [String: String]) throws {
    let entries = try entries(of: "Name: x\nComment: \(comment)\nNum Peaks: 1\n1 1\n", .msp)
    let record = try #require(entries.first?.record)
    #expect(Dictionary(record.fields.map { ($0.key, $0.value) }) { $1 } == fields)
  }

  @Test(arguments: [
    #"Comments: "simulated""#, "Comments: simulated", "Origin: Simulated", #"Comments: "origin=simulated""#,
  ])
  func `The mark of simulated spectra`(line: String) throws {
    let entries = try entries(of: "Name: x\n\(line)\nNum Peaks: 1\n1 1\n", .msp)
    let record = try #require(entries.first?.record)
    #expect(record.isSimulated)
    #expect(record.fields.isEmpty)
  }

  @Test func `MS-DIAL: keys in capitals, no name in front, absent values`() throws {
    let text =
      "SCANNUMBER: 1516\r\nPRECURSORMZ: 238.0844\r\nPRECURSORTYPE: [M+H]+\r\nINCHI: \r\nSMILES: N/A\r\n"
      + "SPECTRUMTYPE: Profile\r\nCOMPOUND_NAME: Dicrotophos\r\nNUM PEAKS: 1\r\n112.074\t102027.0\t\"C6H10\"\r\n"
    let record = try #require(try entries(of: text, .msp).first?.record)
    #expect(record.name == "Dicrotophos")
    #expect(record.structure == nil)
    #expect(record.mass?.isCentroided == false)
    #expect(record.mass?.polarity == .positive)
    #expect(record.fields == [.init("SCANNUMBER", "1516")])
  }

  @Test(
    arguments: [
      ("Ionization: EI+", true), ("Instrument_type: GC-EI-TOF", true), ("Instrument: EI-B", true),
      ("Instrument_type: LC-ESI-QTOF", false), ("Ionization: electron ionization", true), ("Ionization: ESI", false),
      ("Instrument_type: GC-EI-TOF\nSpectrum_type: MS2", false), ("PrecursorMZ: 100", false),
      ("PrecursorMZ: 0", true), ("Spectrum_type: MS1", false), ("Instrument_type: GC-EI-Q\nPrecursorMZ: 100", true),
    ])
  func `What is an EI spectrum`(lines: String, isEI: Bool) throws {
    let record = try #require(
      try entries(of: "Name: x\n\(lines)\nNum Peaks: 1\n41 1\n", .msp).first?.record)
    #expect((record.spectrum.kind == .electronIonization) == isEI)
    if isEI { #expect(record.mass?.level == 1) }
  }

  @Test func `A spectrum of broken masses of which nothing is said isn't EI`() throws {
    let record = try #require(try entries(of: "Name: x\nNum Peaks: 1\n41.1 1\n", .msp).first?.record)
    #expect(record.spectrum.kind == .otherMass)
  }

  @Test func `Latin-1 where the bytes are no UTF-8, line ends of old Macs`() throws {
    let text = Array("Name: caf".utf8) + [0xe9, 13] + Array("Num Peaks: 1\r41 1\r\rName: b\rNum Peaks: 1\r42 1\r".utf8)
    let entries = try entries(of: Data(text), .msp)
    #expect(entries.map(\.record?.name) == ["café", "b"])
    #expect(entries.map(\.line) == [1, 5])
  }

  /// Each fault, why the record is rejected, and that the one behind it is read.
  @Test(
    arguments: [
      ("Num Peaks: 3\n1 1\n2 2", "2 peaks where the record says there are 3"),
      ("Num Peaks: 1\n1 1\n2 2", "2 peaks where the record says there are 1"),
      ("Num Peaks: 0", "no peaks"), ("Num Peaks: 2\n", "0 peaks where the record says there are 2"),
      ("Num Peaks: many\n1 1", "Num Peaks should be a whole number, not 'many'"),
      ("SMILES: C", "the record has no 'Num Peaks'"),
      ("41 1", "line 2: '41 1' is neither 'key: value' nor, after 'Num Peaks', a peak"),
      ("Num Peaks: 2\n1 1\nnan 2", "line 4: 'nan' isn't a number"),
      ("Num Peaks: 1\n4x 2", "line 3: '4x' isn't a number"),
      ("Num Peaks: 1\n-1 2", "line 3: a peak's m/z is negative: -1.0"),
      ("Num Peaks: 1\n5 -2", "line 3: the intensity of the peak at m/z 5.0 is negative: -2.0"),
      ("Num Peaks: 1\n5 1e99", "line 3: the intensity of the peak at m/z 5.0 isn't finite"),
      ("Num Peaks: 1\n1e999 1", "line 3: a peak's m/z isn't finite"),
      ("Num Peaks: 1\n5", "line 3: the peak at m/z 5.0 has no intensity"),
      ("Num Peaks: 2\n5 1 6", "line 3: the peak at m/z 6.0 has no intensity"),
    ], ["\n\n", "\n"])
  func `Faults`(fault: (body: String, reason: String), separator: String) throws {
    let (body, reason) = fault
    let text = "Name: faulty\n\(body)\(separator)Name: sound\nNum Peaks: 1\n7 7\n"
    let entries = try entries(of: text, .msp)
    #expect(entries.map(\.reason) == [reason, nil])
    #expect(entries.first?.line == 1)
    #expect(entries.last?.record?.name == "sound")
    #expect(entries.last?.line == 2 + "\(body)\(separator)".count { $0 == "\n" })
  }

  /// Counted in the files: records `grep -ciE '^num ?peaks:'`, peaks the sum of what these lines say.
  @Test(
    .enabled(if: SharedSpectra.areAtHand),
    arguments: [
      ("MoNA-export-GC-MS-first10", 10, 494, 10), ("comments_with_quotes", 1, 248, 1), ("golm", 3, 287, 3),
      ("massbank_five_spectra", 5, 41, 0), ("rcx_gc-ei_ms_20201028_perylene", 1, 19, 1),
      ("save_as_msp_from_mgf", 1, 5, 0),
      ("test_spectra_collection", 3, 37, 0),
    ])
  func `Real files`(name: String, records: Int, peaks: Int, ei: Int) throws {
    let file = SharedSpectra.folder.appending(path: "formats/\(name).msp")
    let found = try entries(in: file, .msp).map { try #require($0.record) }
    #expect(found.count == records)
    #expect(found.reduce(0) { $0 + ($1.mass?.peaks.count ?? 0) } == peaks)
    #expect(found.count { $0.spectrum.kind == .electronIonization } == ei)
    #expect(found.count { $0.spectrum.kind == .tandemMass } == records - ei)
    #expect(found.allSatisfy { !$0.name.isEmpty })
  }
}
