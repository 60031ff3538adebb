import Spectra
import Testing

struct SDFSpectrumTests {
  private static let block =
    "methanol\n  test\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n"
    + "    0.0000    0.0000    0.0000 C   0  0  0  0  0  0\n    1.0000    0.0000    0.0000 O   0  0  0  0  0  0\n"
    + "  1  2  1  0\nM  END\n"

  private func read(_ tags: String...) throws -> [SpectrumEntry] {
    try entries(of: tags.map { Self.block + $0 + "$$$$\n" }.joined(), .sdf)
  }

  @Test func readsTheTagsOfNMRShiftDB() throws {
    let tags = """
      > <nmrshiftdb2 ID>
      17

      > <Spectrum 13C 0>
      49.9;0.0Q;0|
      128.35;1.0D;1|

      > <Spectrum 1H 1>
      3.34;3.0d;0|

      > <Solvent>
      0:Chloroform-D1 (CDCl3) 1:Unreported

      > <Temperature [K]>
      0:298 1:Unreported

      > <Field Strength [MHz]>
      0:100 1:400.1

      > <INChI key>
      OKKJLVBELUTLKV-UHFFFAOYSA-N


      """
    let entries = try read(tags, "", "> <Spectrum 13C 0>\n\n")
    #expect(entries.rejections.isEmpty)
    let records = entries.records
    #expect(records.map(\.spectrum.kind) == [.nmr(.carbon13), .nmr(.proton)])
    #expect(records.allSatisfy { $0.line == 1 && $0.name == "methanol" && $0.structure == .molBlock(Self.block) })
    #expect(records[0].inchiKey == "OKKJLVBELUTLKV-UHFFFAOYSA-N")
    #expect(records[0].fields.first == .init("nmrshiftdb2 ID", "17"))
    let carbon = try #require(records[0].nmr)
    #expect(
      carbon.peaks == [
        .init(shift: 49.9, multiplicity: "q"), .init(shift: 128.35, intensity: 1, multiplicity: "d"),
      ])
    #expect(carbon.solvent == "Chloroform-D1 (CDCl3)" && carbon.temperature == 298 && carbon.frequency == nil)
    let proton = try #require(records[1].nmr)
    #expect(proton.solvent == nil && proton.temperature == nil && proton.frequency == 400.1)
  }

  /// In version 1.1 lines end in a backslash, and may be broken before; in 1.0 in the end of the line.
  @Test(arguments: [false, true])
  func readsTheTagsOfNMReDATA(isNew: Bool) throws {
    var tags = """
      > <NMREDATA_VERSION>
      1.0

      > <NMREDATA_SOLVENT>
      CDCl3 ; deuterated

      > <NMREDATA_TEMPERATURE>
      298.0 K

      > <NMREDATA_1D_1H>
      Larmor=500.13
      Spectrum_Location=http://example.org/1
      ;a comment
      7.35, S=DD, J=7.6(Hb), 1.2, N=1, L=Ha, E=0.97
      4.1-4.0,S=m,E=2.1,I=12.5

      > <NMREDATA_1D_13C#2>
      Decoupled=1H
      128.35, S=1, N=2, L=C(5)
      -2.5--2.7, S=s

      > <NMREDATA_2D_13C_1J_1H>
      Ha/C5


      """
    if isNew {
      tags = tags.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty || $0.hasPrefix(">") ? String($0) : $0 + "\\" }.joined(separator: "\n")
        .replacing("J=7.6(Hb), 1.2", with: "J=7.6(Hb),\n 1.2")
    }
    let records = try read(tags).records
    #expect(records.count == 2)
    let proton = try #require(records[0].nmr)
    #expect(
      proton.peaks == [
        .init(shift: 4.05, intensity: 12.5, multiplicity: "m", integral: 2.1),
        .init(shift: 7.35, multiplicity: "dd", integral: 1, couplings: [7.6, 1.2]),
      ])
    #expect(proton.frequency == 500.13 && proton.solvent == "CDCl3" && proton.temperature == 298)
    let carbon = try #require(records[1].nmr)
    #expect(carbon.nucleus == .carbon13)
    #expect(carbon.peaks == [.init(shift: -2.6, multiplicity: "s"), .init(shift: 128.35, multiplicity: "d")])
    #expect(records[0].fields.contains { $0.key == "NMREDATA_2D_13C_1J_1H" })
  }

  @Test func rejectsATagAndGoesOn() throws {
    let entries = try entries(
      of: Self.block + "> <Spectrum 13C 0>\nabc;1;2|\n\n> <Spectrum 1H 1>\n1.5;0.0;1|\n\n$$$$\nbroken\n$$$$\n"
        + Self.block
        + "> <NMREDATA_1D_1H>\nsinglet at 7\n\n$$$$\n", .sdf)
    #expect(
      entries.rejections == [
        "1: tag 'Spectrum 13C 0': 'abc;1;2' begins with no chemical shift", "16: the molblock has no 'M  END'",
        "18: tag 'NMREDATA_1D_1H': 'singlet at 7' begins with no chemical shift",
      ])
    #expect(entries.records.map(\.spectrum.kind) == [.nmr(.proton)])
  }
}
