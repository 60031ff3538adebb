import Foundation
import Spectra
import Testing

struct JCAMPReaderTests {
  private func read(_ text: String) throws -> [SpectrumEntry] { try entries(of: text, .jcampDX) }

  private static func nmr(_ header: String, _ data: String) -> String {
    "##TITLE= a\n##JCAMP-DX= 5.00\n##DATA TYPE= NMR SPECTRUM\n##.OBSERVE NUCLEUS= ^1H\n\(header)\n\(data)\n##END=\n"
  }

  private static let trace = "##NPOINTS=3\n##FIRSTX=800\n##LASTX=0\n##XYDATA=(X++(Y..Y))\n800 1 2 3"

  @Test func turnsHertzIntoShifts() throws {
    let header = "##.OBSERVE_FREQUENCY= 400 $$ MHz\n##.Solvent-Name= CDCl3\n##XUNITS= HZ\n##Temperature= 25"
    let record = try #require(try read(Self.nmr(header, Self.trace)).records.first)
    let spectrum = try #require(record.nmr)
    #expect(spectrum.nucleus == .proton)
    #expect(spectrum.trace == Trace(first: 2, last: 0, values: [1, 2, 3]))
    #expect(spectrum.solvent == "CDCl3" && spectrum.frequency == 400 && spectrum.temperature == 298.15)
    #expect((record.name, record.line) == ("a", 1))
    let without = try read(Self.nmr("##XUNITS=HZ", Self.trace))
    #expect(without.rejections == ["1: the abscissa is in Hz, and there is no .OBSERVE FREQUENCY"])
  }

  /// Some programs write Hz from the right end of the spectrum, and the shift of a point.
  @Test(arguments: ["##.SHIFT REFERENCE= INTERNAL, TMS, 3, -1", "##$OFFSET= 1.0"])
  func movesShiftsToTheReference(reference: String) throws {
    let header = "##.OBSERVE FREQUENCY= 400\n##XUNITS= HZ\n\(reference)"
    let record = try #require(try read(Self.nmr(header, Self.trace)).records.first)
    #expect(record.nmr?.trace == Trace(first: 1, last: -1, values: [1, 2, 3]))
  }

  @Test func readsPeakTablesAndAssignments() throws {
    let header = "##XUNITS=PPM\n##YFACTOR=10\n##NPOINTS=2\n##PEAK TABLE=(XYM..XYM)\n1.2, 0.5, T; 3.7, ?, Q"
    let data = "##PEAK ASSIGNMENTS=(XYMA)\n(7.26,1.00, S,<5,6>) ( 7.30, , , <4>)"
    let spectrum = try #require(try read(Self.nmr(header, data)).records.first?.nmr)
    #expect(
      spectrum.peaks == [
        .init(shift: 1.2, intensity: 5, multiplicity: "t"), .init(shift: 3.7, multiplicity: "q"),
        .init(shift: 7.26, intensity: 10, multiplicity: "s"), .init(shift: 7.3),
      ])
  }

  /// The structure of a link block is that of the spectra in it; blocks and lines end as they like.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func readsLinkedBlocks(lineEnd: String) throws {
    let text = """
      ##TITLE= outer
      ##DATA TYPE= LINK
      ##BLOCKS= 3
      ##TITLE= structure
      ##JCAMP-CS= 3.7
      ##$MOLFILE=  $$ no title
        program
      $$ no comment
        1  0  0  0  0  0  0  0  0  0999 V2000
          0.0000    0.0000    0.0000 C   0  0  0  0  0  0
      M  END
      ##END=
      ##TITLE= first $$ has no end
      ##DATA TYPE= MASS SPECTRUM
      ##.IONIZATION MODE= EI+
      ##PEAK TABLE= (XY..XY)
      16, 100; 15, 80
      ##TITLE= second
      ##DATATYPE= MASS SPECTRUM
      ##CAS REGISTRY NO= 74-82-8
      ##MOLFORM= C H4
      ##PEAK_TABLE= (XY..XY)
      (15,80) (16,100)
      ##END=
      ##END=
      """
    let entries = try read(text.replacing("\n", with: lineEnd))
    let records = entries.records
    #expect(entries.rejections.isEmpty)
    #expect(records.map(\.name) == ["first", "second"])
    #expect(records.map(\.line) == [13, 18])
    #expect(records.map(\.spectrum.kind) == [.electronIonization, .otherMass])
    #expect(records[0].mass?.peaks == [.init(mz: 15, intensity: 80), .init(mz: 16, intensity: 100)])
    #expect(records[0].mass?.polarity == .positive)
    #expect(records[1].formula == "CH4")
    #expect(records[1].fields == [.init("CAS REGISTRY NO", "74-82-8")])
    guard case .molBlock(let block)? = records[1].structure else { throw CancellationError() }
    #expect(block.hasPrefix("\n  program\n\n  1  0"))
  }

  @Test func takesTheRealPageOfNTuples() throws {
    let text = """
      ##TITLE= x
      ##DATA TYPE= NMR SPECTRUM
      ##DATA CLASS= NTUPLES
      ##.OBSERVE NUCLEUS= <13C>
      ##.OBSERVE FREQUENCY= 100
      ##NTUPLES= NMR SPECTRUM
      ##VAR_NAME= FREQUENCY, SPECTRUM/REAL, SPECTRUM/IMAG, PAGE NUMBER
      ##SYMBOL= X, R, I, N
      ##VAR_DIM= 4, 4, 4, 2
      ##UNITS= HZ, ARBITRARY UNITS, ARBITRARY UNITS,
      ##FACTOR= 100, 2, 1, 1
      ##FIRST= 1000, 1, 1, 1
      ##LAST= 700, 1, 1, 2
      ##PAGE= N=1
      ##DATA TABLE= (X++(R..R)), XYDATA
      10A2J
      8A4J
      ##PAGE= N=2
      ##DATA TABLE= (X++(I..I)), XYDATA
      10 7 7 7 7
      ##END NTUPLES= NMR SPECTRUM
      ##END=
      """
    let broken = try read(text)
    #expect(broken.rejections == ["14: line 17: the check value is 14.0, but the line before ends in 13.0"])
    let entries = try read(text.replacing("8A4J", with: "9A3JJ"))
    #expect(entries.records.map(\.line) == [14])
    let spectrum = try #require(entries.records.first?.nmr)
    #expect(spectrum.nucleus == .carbon13)
    #expect(spectrum.trace == Trace(first: 10, last: 7, values: [24, 26, 28, 30]))
  }

  @Test func keepsOtherTechniques() throws {
    let text = """
      ##TITLE= x
      ##DATA TYPE= infrared  spectrum
      ##XUNITS= 1/CM
      ##YUNITS= TRANSMITTANCE
      ##XYPOINTS= (XY..XY)
      400, 0.5; 402, 0.25
      410, ?
      ##END=
      """
    let record = try #require(try read(text).records.first)
    let spectrum = try #require(record.other)
    #expect(spectrum.technique == "INFRARED SPECTRUM" && spectrum.units == ("1/CM", "TRANSMITTANCE"))
    #expect(spectrum.points.map(\.x) == [400, 402, 410] && spectrum.points[2].y.isNaN)
    #expect(record.spectrum.kind == .other("INFRARED SPECTRUM"))
  }

  /// One entry for each block that gives no spectrum, with the reason; the next block is read again.
  @Test(arguments: [
    (
      "##DATA TYPE= NMR FID\n##XYDATA=(X++(Y..Y))\n1 2",
      "a free induction decay (FID) is no spectrum; save the processed spectrum"
    ),
    (
      "##DATA TYPE= NMR FID\n##NTUPLES= NMR FID\n##PAGE= N=1\n##DATA TABLE= (X++(R..R)), XYDATA\n1 2\n##PAGE= N=2\n"
        + "##DATA TABLE= (X++(I..I)), XYDATA\n1 2\n##END NTUPLES=",
      "a free induction decay (FID) is no spectrum; save the processed spectrum"
    ),
    (
      "##DATA TYPE= nD NMR SPECTRUM\n##PAGE= F1=1\n##DATA TABLE=(F2++(Y..Y))\n1 2",
      "spectra of several dimensions aren't read"
    ),
    ("##XYDATA=(X++(Y..Y))\n1 2", "there is no DATA TYPE"),
    ("##DATA TYPE= MASS SPECTRUM", "the block holds no data"),
    ("##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)", "the table holds no points"),
    ("##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)\n1 2 3", "line 5: 3 values, expected a multiple of 2"),
    ("##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)\n1, ten", "line 5: expected a number, found 'ten'"),
    (
      "##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)\n15, -1",
      "the peak at 15.0 has no intensity, or m/z or intensity is negative"
    ),
    ("##DATA TYPE= MASS SPECTRUM\n##XYDATA= packed", "data of the form 'packed' aren't read"),
    ("##DATA TYPE= NMR SPECTRUM\n##XUNITS=PPM\n##PEAK TABLE= (XY..XY)\n1,1", "there is no .OBSERVE NUCLEUS"),
    (
      "##DATA TYPE= NMR SPECTRUM\n##.OBSERVE NUCLEUS=^1H\n##XUNITS=S\n##PEAK TABLE= (XY..XY)\n1,1",
      "the abscissa is in 'S', expected HZ or PPM"
    ),
    (
      "##DATA TYPE= NMR SPECTRUM\n##.OBSERVE NUCLEUS=^1H\n##XUNITS=PPM\n##XYPOINTS= (XY..XY)\n1,1 2,1 4,1",
      "the points lie at uneven distances"
    ),
    (
      "##DATA TYPE= UV SPECTRUM\n##NPOINTS= many\n##XYDATA=(X++(Y..Y))\n1 2",
      "NPOINTS is 'many', expected a whole number from 1"
    ),
    ("##DATA TYPE= UV SPECTRUM\n##YFACTOR= 0\n##XYDATA=(X++(Y..Y))\n1 2", "a factor is 0"),
  ])
  func rejectsABlockAndGoesOn(block: String, reason: String) throws {
    let good = "##TITLE= good\n##DATA TYPE= MASS SPECTRUM\n##PEAK TABLE= (XY..XY)\n15, 1\n##END=\n"
    let entries = try read("\n##TITLE= bad\n\(block)\n##END=\n\(good)")
    #expect(entries.rejections == ["2: \(reason)"])
    #expect(entries.records.map(\.name) == ["good"])
  }

  @Test func reportsWhatIsNoBlock() throws {
    #expect(
      try read("hello\nworld\n").rejections == ["1: text outside of a block, which begins with ##TITLE="])
    #expect(try read("\n$$ a comment\n\n").isEmpty)
  }

  /// The nesting of blocks has a bound, and what is cut off is rejected.
  @Test func boundsDepthAndNoticesTheEnd() throws {
    let link = "##TITLE= x\n##DATA TYPE= LINK\n"
    let deep = try read(String(repeating: link, count: 20) + Self.nmr("##XUNITS=PPM", Self.trace))
    #expect(deep.rejections.count == 5)
    #expect(deep.rejections.first == "33: blocks stand more than 16 deep inside each other")
    #expect(deep.records.count == 1)
    let text = Self.nmr("##XUNITS=PPM", Self.trace)
    #expect(try read(String(text.dropLast(10))).rejections == ["1: there are 2 values, but NPOINTS announces 3"])
  }
}
