import Foundation
import Spectra
import Testing

struct MassBankReaderTests {
  private static let text = """
    ACCESSION: MSBNK-Test-1
    RECORD_TITLE: Clozapine; LC-ESI-QTOF; MS2
    COMMENT: CONFIDENCE standard compound
    CH$NAME: Clozapine
    CH$NAME: Leponex
    CH$FORMULA: C18H19ClN4
    CH$SMILES: CN1CCN(CC1)C2=NC3=C(C=CC(=C3)Cl)NC4=CC=CC=C42
    CH$IUPAC: InChI=1S/C18H19ClN4/c1-22
    CH$LINK: CAS 5786-21-0
    CH$LINK: INCHIKEY QZUDBNBUXVUHMW-UHFFFAOYSA-N
    AC$INSTRUMENT: Bruker maXis Impact
    AC$INSTRUMENT_TYPE: LC-ESI-QTOF
    AC$MASS_SPECTROMETRY: MS_TYPE MS2
    AC$MASS_SPECTROMETRY: ION_MODE POSITIVE
    AC$MASS_SPECTROMETRY: IONIZATION ESI
    AC$MASS_SPECTROMETRY: COLLISION_ENERGY 40 eV
    MS$FOCUSED_ION: PRECURSOR_M/Z 327.1371
    MS$FOCUSED_ION: PRECURSOR_TYPE [M+H]+
    PK$ANNOTATION: m/z tentative_formula
      191.0594 C13H7N2+
    PK$NUM_PEAK: 2
    PK$PEAK: m/z int. rel.int.
      191.0594 6136 9
      192.0676 425604 613
    //

    """

  @Test func `A record`() throws {
    let record = try #require(try entries(of: Self.text, .massBank).first?.record)
    let spectrum = try #require(record.mass)
    #expect(spectrum.peaks == [.init(191.0594, 6136), .init(192.0676, 425604)])
    #expect(spectrum.precursorMZ == 327.1371)
    #expect(spectrum.adduct == "[M+H]+")
    #expect(spectrum.collisionEnergy == 40)
    #expect(spectrum.polarity == .positive)
    #expect(spectrum.instrument == "LC-ESI-QTOF")
    #expect(record.spectrum.kind == .tandemMass)
    #expect(record.name == "Clozapine")
    #expect(record.inchiKey == "QZUDBNBUXVUHMW-UHFFFAOYSA-N")
    #expect(record["CH$NAME"] == ["Leponex"])
    #expect(record["CH$LINK: CAS"] == ["5786-21-0"])
    #expect(record["CH$IUPAC"] == ["InChI=1S/C18H19ClN4/c1-22"])
    #expect(record["AC$INSTRUMENT"] == ["Bruker maXis Impact"])
    #expect(record["ACCESSION"] == ["MSBNK-Test-1"])
  }

  @Test func `Several records in a file, one without its end`() throws {
    let unended = Self.text.replacing("//\n", with: "")
    let entries = try entries(of: unended + Self.text + unended, .massBank)
    #expect(entries.map(\.reason) == [nil, nil, nil])
    #expect(entries.map(\.line) == [1, 25, 50])
  }

  @Test(
    arguments: [
      ("PK$NUM_PEAK: 2", "PK$NUM_PEAK: 3", "2 peaks where the record says there are 3"),
      ("  192.0676 425604 613\n", "", "1 peaks where the record says there are 2"),
      ("ACCESSION: MSBNK-Test-1\n", "", "the record doesn't begin with 'ACCESSION:'"),
      (
        "COMMENT:", "COMMENT",
        "line 3: 'COMMENT CONFIDENCE standard compound' is neither 'TAG: value' nor a row of a table"
      ),
      ("6136 9", "-6136 9", "line 23: the intensity of the peak at m/z 191.0594 is negative: -6136.0"),
      ("PK$ANNOTATION: m/z tentative_formula\n", "", "line 19: '  191.0594 C13H7N2+' stands in no table"),
    ])
  func `Faults`(old: String, new: String, reason: String) throws {
    let faulty = Self.text.replacing(old, with: new)
    // A sound record in front, so that the format is plain.
    let entries = try entries(of: Self.text + faulty + Self.text, .massBank)
    #expect(entries.count == 3)
    let found = entries[1].reason.map { reason in
      // Lines count from the file's begin; 25 stand in front.
      reason.replacing(/^line (\d+)/) { "line \(Int($0.1).map { $0 - 25 } ?? 0)" }
    }
    #expect(found == reason)
    #expect(entries[1].line == 26)
  }

  /// Counted with `grep -h` over the 14 files: sum of `PK$NUM_PEAK`, files with `MS_TYPE MS2`, with `ION_MODE NEG`, lines of
  /// `COLLISION_ENERGY` (with `%`), of `PRECURSOR_M/Z`, and of `PRECURSOR_TYPE` or `ION_TYPE`.
  @Test(.enabled(if: SharedSpectra.areAtHand))
  func `Real files`() throws {
    let folder = SharedSpectra.folder.appending(path: "formats/massbank_records")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let records = try files.flatMap { try entries(in: $0, .massBank) }.map { try #require($0.record) }
    let spectra = try records.map { try #require($0.mass) }
    #expect(records.count == 14)
    #expect(spectra.reduce(0) { $0 + $1.peaks.count } == 203)
    #expect(spectra.count { $0.level == 2 } == 12)
    #expect(spectra.count { $0.polarity == .negative } == 3)
    #expect(spectra.count { $0.collisionEnergy != nil } == 12)
    #expect(spectra.count(where: \.isCollisionEnergyNormalized) == 4)
    #expect(spectra.count { $0.precursorMZ != nil } == 12)
    #expect(spectra.count { $0.adduct != nil } == 12)
    #expect(records.allSatisfy { $0.inchiKey?.count == 27 && !$0.name.isEmpty })
  }
}
