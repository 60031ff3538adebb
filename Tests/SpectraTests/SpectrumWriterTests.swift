import Foundation
import Spectra
import Testing

struct SpectrumWriterTests {
  private static func written(_ records: [SpectrumRecord], _ format: SpectrumFormat) throws -> String {
    let writer = try SpectrumWriter(format)
    return try records.reduce(writer.header) { try $0 + writer.text(of: $1) }
  }

  /// Writes and reads back; lines, which differ, are set to 0.
  private static func again(_ records: [SpectrumRecord], _ format: SpectrumFormat) throws -> [SpectrumRecord] {
    try entries(of: try written(records, format), format).map { entry in
      var record = try #require(entry.record, "\(entry)")
      record.line = 0
      return record
    }
  }

  private static let records: [SpectrumRecord] = {
    var tandem = MassSpectrum(peaks: [.init(50.123456789012345, 0.1), .init(1e-5, 16_777_216), .init(100, 0)])
    tandem.level = 2
    tandem.precursorMZ = 183.057
    tandem.adduct = "[M+H]+"
    tandem.polarity = .positive
    tandem.collisionEnergy = 35.5
    tandem.isCollisionEnergyNormalized = true
    tandem.instrument = "LC-ESI-QFT"
    var first = SpectrumRecord(line: 0, spectrum: .mass(tandem))
    first.name = "a \"quoted\", name: with = signs"
    first.structure = .smiles("C[C@H](N)C(=O)O")
    first.inchiKey = "QNAYBMKLOCPYGJ-REOHCLBHSA-N"
    first.formula = "C3H7NO2"

    var ei = MassSpectrum(peaks: [.init(41, 999), .init(43, 1)])
    ei.isElectronIonization = true
    var second = SpectrumRecord(line: 0, spectrum: .mass(ei))
    second.structure = .inchi("InChI=1S/CH4/h1H4")
    second.isSimulated = true

    var profile = MassSpectrum(peaks: [.init(41, 999)])
    profile.level = 3
    profile.polarity = .negative
    profile.collisionEnergy = 10
    return [first, second, SpectrumRecord(line: 0, spectrum: .mass(profile))]
  }()

  @Test(arguments: [SpectrumFormat.msp, .mgf, .csv])
  func `What is written is read back`(format: SpectrumFormat) throws {
    #expect(try Self.again(Self.records, format) == Self.records)
  }

  @Test(arguments: [SpectrumFormat.msp, .mgf])
  func `Profiles, and fields with awkward keys`(format: SpectrumFormat) throws {
    var spectrum = MassSpectrum(peaks: [.init(41, 999)])
    spectrum.isCentroided = false
    var record = SpectrumRecord(line: 0, spectrum: .mass(spectrum))
    record.name = "n"
    record.fields = ["NAME", "Num Peaks", "#x", "1", "", "a:b", "c=d", "Comments"].map { .init($0, "v\nw") }
    let found = try #require(try Self.again([record], format).first)
    #expect(found.spectrum == record.spectrum)
    #expect(found.fields.count == 7)
  }

  @Test func `Peaks of NMR go into CSV`() throws {
    var carbon = NMRSpectrum(nucleus: .carbon13, peaks: [.init(shift: 128.5, multiplicity: "d"), .init(shift: 20)])
    carbon.solvent = "CDCl3"
    var proton = NMRSpectrum(
      nucleus: .proton,
      peaks: [
        .init(shift: 7.26, multiplicity: "dd", integral: 2, couplings: [7.5, 1.25]), .init(shift: 1.5, integral: 3),
        .init(shift: 2.5, intensity: 0.25),
      ])
    proton.frequency = 500.13
    proton.temperature = 298
    let records = [carbon, proton].map { SpectrumRecord(line: 0, spectrum: .nmr($0)) }
    #expect(try Self.again(records, .csv) == records)
    #expect(
      try SpectrumWriter(.csv).text(of: records[0]) == ",,,,,13c,,,,,,,CDCl3,,,,20|128.5:d\n")
  }

  @Test func `The text of each format`() throws {
    let record = Self.records[1]
    #expect(
      try SpectrumWriter(.msp).text(of: record) == """
        Name:\u{20}
        InChI: InChI=1S/CH4/h1H4
        MS_level: 1
        Ionization: EI
        Origin: simulated
        Num Peaks: 2
        41 999
        43 1


        """)
    #expect(
      try SpectrumWriter(.mgf).text(of: record) == """
        BEGIN IONS
        NAME=
        INCHI=InChI=1S/CH4/h1H4
        MSLEVEL=1
        IONIZATION=EI
        ORIGIN=simulated
        41 999
        43 1
        END IONS


        """)
    #expect(
      try Self.written([record], .csv) == """
        smiles,inchi,name,inchikey,formula,kind,precursor_mz,adduct,ion_mode,ms_level,collision_energy,instrument,solvent,frequency,temperature,origin,peaks
        ,InChI=1S/CH4/h1H4,,,,ei,,,,1,,,,,,simulated,41:999|43:1

        """)
  }

  @Test func `What has no place is refused`() throws {
    #expect(throws: SpectrumFileError.notWritten(format: .mzML)) { try SpectrumWriter(.mzML) }
    var record = SpectrumRecord(line: 7, spectrum: .nmr(NMRSpectrum(nucleus: .proton, peaks: [])))
    #expect(
      throws: SpectrumFileError.noPlace(
        format: .msp, record: "the record of line 7", reason: "it is 1H NMR spectrum, no mass spectrum")
    ) { try SpectrumWriter(.msp).text(of: record) }
    #expect(
      throws: SpectrumFileError.noPlace(
        format: .csv, record: "the record of line 7", reason: "it has a trace, but no peaks")
    ) { try SpectrumWriter(.csv).text(of: record) }
    record.structure = .molBlock("")
    record.name = "ethanol"
    #expect(
      throws: SpectrumFileError.noPlace(
        format: .csv, record: "the record 'ethanol'", reason: "its structure is a molblock, not SMILES or InChI")
    ) { try SpectrumWriter(.csv).text(of: record) }
  }

  /// Every record of the real files, keys that aren't understood among what must come back.
  @Test(.enabled(if: SharedSpectra.areAtHand), arguments: [SpectrumFormat.msp, .mgf])
  func `Real files`(format: SpectrumFormat) throws {
    let folder = SharedSpectra.folder.appending(path: "formats")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == format.rawValue }
    #expect(files.count > 2)
    for file in files {
      let records = try entries(in: file, format).map { entry in
        var record = try #require(entry.record)
        record.line = 0
        return record
      }
      #expect(try Self.again(records, format) == records)
      #expect(try Self.again(records, format == .msp ? .mgf : .msp).map(\.spectrum) == records.map(\.spectrum))
    }
  }
}
