import Foundation
import Spectra
import Testing

struct SpectrumTableTests {
  @Test func readsShiftsOfBothNuclei() throws {
    let text =
      "id\tsmiles\tn_carbon\tc13\th1\tc13_solvent\th1_solvent\th1_field_mhz\n"
      + "JGFQAOQVJLRDAW-FPLPWBNLSA-N\tCCO\t2\t57.3:S|17.6:Q\t1.45|3.58\tCDCl3\tUnreported\t400\n"
      + "x17\tCC\t2\t\t0.85\t\tDMSO\tUnreported\n" + "x18\tC\t1\t\t\t\t\t\n"
    let records = try entries(of: text, .tsv).records
    #expect(records.map(\.line) == [2, 2, 3])
    #expect(records.map(\.spectrum.kind) == [.nmr(.carbon13), .nmr(.proton), .nmr(.proton)])
    #expect(records.map(\.structure) == [.smiles("CCO"), .smiles("CCO"), .smiles("CC")])
    #expect(records.map(\.inchiKey) == ["JGFQAOQVJLRDAW-FPLPWBNLSA-N", "JGFQAOQVJLRDAW-FPLPWBNLSA-N", nil])
    #expect(
      records[0].nmr?.peaks == [.init(shift: 17.6, multiplicity: "q"), .init(shift: 57.3, multiplicity: "s")])
    #expect(records.map { $0.nmr?.solvent } == ["CDCl3", nil, "DMSO"])
    #expect(records.map { $0.nmr?.frequency } == [nil, 400, nil])
    #expect(records[0].fields == [.init("id", "JGFQAOQVJLRDAW-FPLPWBNLSA-N"), .init("n_carbon", "2")])
  }

  @Test func readsKindsRowByRow() throws {
    let text = """
      smiles,name,inchikey,kind,peaks,precursor_mz,adduct,collision_energy,solvent,origin,source
      CCO,ethanol,,ei,45:1000|31:999.5|27:180,,,,,simulated,book
      CCO,,,msms,47.0491:12,47.0491,[M+H]+,20,,measured,
      CCO,,,MS/MS,47.0491:12,47.0491,[M+H]+,35 %,,,
      CCO,,,13C NMR,18.1:q|57.8,,,,CDCl3,,
      CCO,,,1h,"1.22:T:3:7.0|3.69:q:2:7.0,5.2",,,,,,
      CCO,,,x-ray,1,,,,,,
      """
    let entries = try entries(of: text, .csv)
    let records = entries.records
    #expect(
      records.map(\.spectrum.kind) == [
        .electronIonization, .tandemMass, .tandemMass, .nmr(.carbon13), .nmr(.proton),
      ])
    #expect(records.map(\.isSimulated) == [true, false, false, false, false])
    #expect(records[0].name == "ethanol" && records[0].fields == [.init("source", "book")])
    #expect(
      records[0].mass?.peaks == [
        .init(mz: 27, intensity: 180), .init(mz: 31, intensity: 999.5), .init(mz: 45, intensity: 1000),
      ])
    let tandem = records[1...2].compactMap(\.mass)
    #expect(tandem.map(\.precursorMZ) == [47.0491, 47.0491] && tandem.map(\.polarity) == [.positive, .positive])
    #expect(tandem.map(\.collisionEnergy) == [20, 35] && tandem.map(\.isCollisionEnergyNormalized) == [false, true])
    #expect(
      records[4].nmr?.peaks == [
        .init(shift: 1.22, multiplicity: "t", integral: 3, couplings: [7]),
        .init(shift: 3.69, multiplicity: "q", integral: 2, couplings: [7, 5.2]),
      ])
    #expect(
      entries.rejections == ["7: column 'peaks': column 'kind' is 'x-ray', expected ei, msms, 13c, 1h or the like"])
  }

  @Test(arguments: [
    ("c13", Spectrum.Kind.nmr(.carbon13)), ("13C", .nmr(.carbon13)), ("nmr_13c", .nmr(.carbon13)),
    ("13C NMR peaks", .nmr(.carbon13)), ("H1", .nmr(.proton)), ("1H-NMR", .nmr(.proton)),
    ("19F", .nmr(.init(rawValue: "19F"))), ("EI", .electronIonization), ("gc-ms", .electronIonization),
    ("msms", .tandemMass), ("MS/MS peaks", .tandemMass), ("ms2", .tandemMass),
  ])
  func columnsTellTheirKind(name: String, kind: Spectrum.Kind) throws {
    let records = try entries(of: "smiles,\(name)\nC,10:20\n", .csv).records
    #expect(records.map(\.spectrum.kind) == [kind])
  }

  @Test func optionsNameColumnsAndKind() throws {
    let text = "structure;x,shifts of carbon,h1\nC,-2.3 17.5,0.2\n"
    var options = SpectrumOptions()
    options.smilesColumn = "structure;x"
    options.peaksColumn = "shifts of carbon"
    #expect(throws: PeakTableError.unknownKind(path: "", column: "").self) {
      try self.neutral { try entries(of: text, .csv, options: options) }
    }
    options.kind = .nmr(.carbon13)
    let records = try entries(of: text, .csv, options: options).records
    #expect(records.map(\.structure) == [.smiles("C")])
    #expect(records.map { $0.nmr?.peaks.map(\.shift) } == [[-2.3, 17.5]])
    #expect(records[0].fields == [.init("h1", "0.2")])
  }

  /// Throws the error without the path, which differs from test to test.
  private func neutral(_ body: () throws -> [SpectrumEntry]) throws {
    do {
      _ = try body()
    } catch PeakTableError.unknownKind { throw PeakTableError.unknownKind(path: "", column: "") }
  }

  @Test func rejectsRowsAndCells() throws {
    let text = "smiles,c13,ei\nC,abc,1:2\nC,1:d:x,\nC,1,1\nC,1\nC,\"1\"2,\nC,1:s:1:y,-1:5\nC,1e999,1:1e60\n"
    #expect(
      try entries(of: text, .csv).rejections == [
        "2: column 'c13': 'abc' begins with no chemical shift", "3: column 'c13': 'x' is no integral",
        "4: column 'ei': '1' is no peak of the form m/z:intensity", "5: 2 fields where the header has 3",
        "6: text after a closing quote", "7: column 'c13': 'y' is no coupling constant",
        "7: column 'ei': '-1:5' is no peak of the form m/z:intensity",
        "8: column 'c13': '1e999' begins with no chemical shift",
        "8: column 'ei': '1:1e60' is no peak of the form m/z:intensity",
      ])
  }

  /// What can't be split into rows ends the reading.
  @Test(arguments: ["smiles,name\nC,methane\n", "smiles,c13\nC,\"1\n", "\n\n"])
  func throwsWhereThereIsNoTable(text: String) {
    #expect(throws: (any Error).self) { try entries(of: text, .csv) }
  }
}
