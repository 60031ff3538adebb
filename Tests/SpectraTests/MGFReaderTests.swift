import Spectra
import Testing

struct MGFReaderTests {
  @Test func `GNPS`() throws {
    let text = """
      BEGIN IONS
      PEPMASS=183.057
      CHARGE=1-
      MSLEVEL=2
      SOURCE_INSTRUMENT=ESI-Orbitrap
      IONMODE=n/a
      NAME=Fuberidazole M-H
      SMILES=C1=CC=C2C(=C1)NC(=N2)C3=CC=CO3
      INCHI="InChI=1S/C11H8N2O/c1"
      INCHIAUX=N/A
      TAGS=
      SCANS=675
      70.786774\t213.612045
      94.917038 10964.588867 1+
      END IONS

      """
    let record = try #require(try entries(of: text, .mgf).first?.record)
    let spectrum = try #require(record.mass)
    #expect(spectrum.peaks == [.init(70.786774, 213.612045), .init(94.917038, 10964.588867)])
    #expect(spectrum.precursorMZ == 183.057)
    #expect(spectrum.polarity == .negative)
    #expect(spectrum.level == 2)
    #expect(spectrum.instrument == "ESI-Orbitrap")
    #expect(record.name == "Fuberidazole M-H")
    #expect(record.structure == .smiles("C1=CC=C2C(=C1)NC(=N2)C3=CC=CO3"))
    #expect(record.inchiKey == nil)
    #expect(
      record.fields == [
        .init("CHARGE", "1-"), .init("TAGS", ""), .init("SCANS", "675"), .init("INCHI", "InChI=1S/C11H8N2O/c1"),
      ])
  }

  @Test func `Mascot: global keys, comments, several values of PEPMASS, a title`() throws {
    let text = """
      # made by hand
      COM=a=b
      CHARGE=2+ and 3+
      INSTRUMENT=LTQ

      begin ions
      TITLE=scan 1
      PEPMASS=500.25 1000 2+
      ! a comment
      100.5 1.5e3
      .5 7
      end ions
      BEGIN IONS
      INSTRUMENT=QTOF
      PEPMASS=0
      CHARGE=1-
      100 1
      END IONS
      """
    let records = try entries(of: text, .mgf).map { try #require($0.record) }
    #expect(records.map(\.line) == [6, 13])
    #expect(records[0].name == "scan 1")
    #expect(records[0].mass?.peaks == [.init(0.5, 7), .init(100.5, 1500)])
    #expect(records[0].mass?.precursorMZ == 500.25)
    #expect(records[0].mass?.polarity == .positive)
    #expect(records[0]["PEPMASS"] == ["500.25 1000 2+"])
    #expect(records[0]["COM"] == ["a=b"])
    #expect(records[0]["CHARGE"] == ["2+ and 3+"])
    #expect(records.map(\.mass?.instrument) == ["LTQ", "QTOF"])
    #expect(records[1].mass?.precursorMZ == nil)
    #expect(records[1].mass?.polarity == .negative)
    #expect(records[1].spectrum.kind == .otherMass)
  }

  /// What libraries say of collision energies, beside what it means.
  @Test(
    arguments: [
      ("30 eV", 30, false), ("30", 30, false), ("6V", 6, false), ("-35 V", 35, false), ("10(NCE)", 10, true),
      ("35 NCE", 35, true), ("HCD 35%", 35, true), ("45 % (nominal)", 45, true), ("15, 30, 45 (nominal)", 30, false),
      ("15, 30, 45, 60, 75 or 90 (nominal)", 52.5, false), ("Ramp 20-70 V", 45, false),
      ("20,40,130% (stepped)", 190.0 / 3, true),
      ("CE45", 45, false), ("40 eV FT-MS II", 40, false), ("NCE=35% 25eV", 25, false), ("10.5 ev", 10.5, false),
      ("scaled 80 (m/z=200) to 110 (m/z=120)", 95, false), ("20 kV", nil, false), ("ceV", nil, false), ("", nil, false),
      ("160-0.41mz or 15 (mz>350) nominal units", nil, false), ("MS2", nil, false), ("5e300", 5, false),
      ("99999", nil, false),
    ] as [(String, Double?, Bool)])
  func `Collision energies`(text: String, energy: Double?, isNormalized: Bool) throws {
    let entries = try entries(
      of: "BEGIN IONS\nPEPMASS=100\nCOLLISION_ENERGY=\(text)\n1 1\nEND IONS\n", .mgf)
    let spectrum = try #require(entries.first?.record?.mass)
    #expect(spectrum.collisionEnergy == energy)
    #expect(spectrum.isCollisionEnergyNormalized == isNormalized)
  }

  @Test(
    arguments: [
      ("BEGIN IONS\nPEPMASS=1\nEND IONS", "no peaks"), ("BEGIN IONS\n1 1", "the block has no 'END IONS'"),
      ("BEGIN IONS\n1 one\nEND IONS", "line 2: 'one' isn't a number"),
      ("BEGIN IONS\n1\nEND IONS", "line 2: the peak at m/z 1.0 has no intensity"),
      ("BEGIN IONS\n-1 1\nEND IONS", "line 2: a peak's m/z is negative: -1.0"),
      ("BEGIN IONS\nnonsense\n1 1\nEND IONS", "line 2: 'nonsense' is neither KEY=VALUE nor a peak"),
      ("BEGIN IONS\nNUM_PEAKS=2\n1 1\nEND IONS", "1 peaks where the record says there are 2"),
      ("100 5\n200 6", "text outside of BEGIN IONS and END IONS"),
    ])
  func `Faults`(block: String, reason: String) throws {
    let entries = try entries(of: "\(block)\nBEGIN IONS\n7 7\nEND IONS\n", .mgf)
    #expect(entries.map(\.reason) == [reason, nil])
    #expect(entries.map(\.line) == [1, block.count { $0 == "\n" } + 2])
  }

  @Test func `A file that ends inside a block, and text between blocks`() throws {
    let entries = try entries(
      of: "BEGIN IONS\n7 7\nEND IONS\nCOM=late\n1 1\n\nBEGIN IONS\n1 1\n", .mgf)
    #expect(entries.map(\.line) == [1, 4, 7])
    #expect(
      entries.map(\.reason) == [nil, "text outside of BEGIN IONS and END IONS", "the file ends before 'END IONS'"])
  }

  /// Counted in the files: records `grep -c '^BEGIN IONS'`, peaks `grep -cE '^[0-9]'`, the others `grep -ciE` of
  /// `^SMILES=.*[a-z]` less `^SMILES=N/A`, `^IONMODE=neg`, `^IONMODE=pos`.
  @Test(
    .enabled(if: SharedSpectra.areAtHand),
    arguments: [
      ("pesticides", 76, 4721, 76, 76, 0), ("save_as_msp_from_mgf", 1, 5, 1, 0, 1), ("testdata", 30, 902, 0, 7, 22),
    ])
  func `Real files`(name: String, records: Int, peaks: Int, smiles: Int, negative: Int, positive: Int) throws {
    let file = SharedSpectra.folder.appending(path: "formats/\(name).mgf")
    let found = try entries(in: file, .mgf).map { try #require($0.record) }
    #expect(found.count == records)
    #expect(found.reduce(0) { $0 + ($1.mass?.peaks.count ?? 0) } == peaks)
    #expect(found.count { if case .smiles = $0.structure { true } else { false } } == smiles)
    #expect(found.count { $0.mass?.polarity == .negative } == negative)
    // Of one spectrum, whose mode is n/a, the charge doesn't tell either.
    #expect(found.count { $0.mass?.polarity == .positive } == positive)
  }

  /// Counted with `zgrep`: records as above, peaks as above, energies of lines with `%` or `NCE`, and of all lines but those
  /// that are empty, `ceV`, in `mz` or in `kV`.
  @Test(.enabled(if: SharedSpectra.areAtHand))
  func `A large library, gzipped`() throws {
    let file = SharedSpectra.folder.appending(path: "ms/massbank_msms_pos_MH.mgf.gz")
    let stream = try SpectrumStream(opening: file)
    var (records, peaks, energies, normalized, tandem) = (0, 0, 0, 0, 0)
    while let entry = try stream.next() {
      let spectrum = try #require(entry.record?.mass)
      records += 1
      peaks += spectrum.peaks.count
      energies += spectrum.collisionEnergy == nil ? 0 : 1
      normalized += spectrum.isCollisionEnergyNormalized ? 1 : 0
      tandem += spectrum.level == 2 ? 1 : 0
    }
    #expect(records == 44_370)
    // Of 1,639 the precursor is left out, of 1,104 of these the energy too; all have an adduct.
    #expect(tandem == records)
    #expect(peaks == 1_204_242)
    #expect(energies == 43_253)
    #expect(normalized == 14_805)
  }
}
