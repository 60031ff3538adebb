import Files
import Foundation
import Spectra
import Testing

/// Damaged files: whatever their bytes, reading ends soon, in entries or in an error.
///
/// For as many seconds as `ACML_FUZZ_SECONDS` says, where it says so; else for a few hundred files of each format.
struct MutationTests {
  private static let block =
    "x\n t\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n"

  private static let seeds: [(format: SpectrumFormat, texts: [String], words: [String])] = [
    (
      .jcampDX,
      [
        "##TITLE= a $$ b\n##DATA TYPE= LINK\n##TITLE= s\n##JCAMP-CS= 3.7\n##$MOLFILE= \n\(block)##END=\n##TITLE= m\n"
          + "##DATA TYPE= MASS SPECTRUM\n##.IONIZATION MODE= EI+\n##NPOINTS= 2\n##PEAK TABLE= (XY..XY)\n15, 80; 16, 1E+2\n"
          + "##END=\n##END=\n",
        "##TITLE= n\n##DATA TYPE= NMR SPECTRUM\n##.OBSERVE NUCLEUS= ^1H\n##.OBSERVE FREQUENCY= 400,1\n##XUNITS= HZ\n"
          + "##.SHIFT REFERENCE= INTERNAL, TMS, 3, -1\n##FIRSTX= 1\n##LASTX= 6\n##NPOINTS= 6\n##XYDATA= (X++(Y..Y))\n"
          + "1A2JT\n4A5j%\n##PEAK ASSIGNMENTS=(XYMA)\n(1.2,1.00, T,<5>)\n##END=\n",
        "##TITLE= t\n##DATA TYPE= NMR SPECTRUM\n##NTUPLES= NMR SPECTRUM\n##VAR_NAME= F, R/REAL, I/IMAG, N\n"
          + "##SYMBOL= X, R, I, N\n##VAR_DIM= 3, 3, 3, 2\n##UNITS= PPM, A, A,\n##FACTOR= 1, 2, 1, 1\n##FIRST= 1,,,\n"
          + "##LAST= 3,,,\n##$NUC1= <13C>\n##PAGE= N=1\n##DATA TABLE= (X++(R..R)), XYDATA\n1+1-2?\n##PAGE= N=2\n"
          + "##DATA TABLE= (X++(I..I)), XYDATA\n1 1 2 3\n##END NTUPLES=\n##END=\n",
      ],
      [
        "##", "##END=\n", "##PAGE=\n", "##TITLE=\n", "##NPOINTS= 99999999\n", "##XFACTOR= 1e308\n", "Z9999999", "?",
        "%",
        "J9", "@", "E+99", "(XY..XY)", "(X++(Y..Y))", "(XYMA)", "$$", "=", ",", "-", "1e999", "\r", "\n",
      ]
    ),
    (
      .sdf,
      [
        "\(block)> <Spectrum 13C 0>\n49.9;0.0Q;0|128.3;1.0D;1|\n\n> <Solvent>\n0:CDCl3 (99 %) 1:Unreported\n\n"
          + "> <Spectrum 1H 1>\n3.3;3.0d;0|\n\n$$$$\n\(block)> <NMREDATA_1D_1H>\nLarmor=500.1\\\n"
          + "7.35, S=d, J=7.6(Hb), 1.2, N=1 ;c\\\n-4.1--4.0\\\n\n> <NMREDATA_TEMPERATURE>\n298 K\\\n\n$$$$\n"
      ],
      ["$$$$\n", "> <Spectrum 1H 0>\n", "M  END\n", "|", ";", "\\", "=", "J=", "-", "1e999", ":", "0:", "<", ">", "\n"]
    ),
    (
      .csv,
      [
        "id,smiles,c13,h1,ei,kind,peaks,h1_solvent\n1,CCO,57.3:S|17.6:Q,1.2:t:3:7.0|3.6,31:100|45:1e2,msms,50:1;51:2,D2O\n"
          + "2,C,,,,1h,\"1.2,3.4\",\n"
      ], ["\"", ",", "|", ":", "\n", "\r", "1e999", "-", "nan", "9999999999999999999999", "\u{feff}"]
    ),
  ]

  @Test(arguments: seeds.indices)
  func survives(index: Int) throws {
    let (format, texts, words) = Self.seeds[index]
    let file = FileManager.default.temporaryDirectory.appending(path: "acml-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let seconds = ProcessInfo.processInfo.environment["ACML_FUZZ_SECONDS"].flatMap { Double($0) }
    let end = seconds.map { ContinuousClock.now + .seconds($0) }
    var random = Random(state: UInt64(index) + (seconds == nil ? 0 : UInt64(Date().timeIntervalSince1970)))
    var (round, slowest) = (0, Duration.zero)
    while end.map({ .now < $0 }) ?? (round < 300) {
      round += 1
      var bytes = Array(texts[random.next(texts.count)].utf8)
      for _ in 0...random.next(8) { Self.mutate(&bytes, words, &random) }
      try Data(bytes).write(to: file)
      let start = ContinuousClock.now
      do {
        let stream = try SpectrumStream(opening: file, format: format)
        while let entry = try stream.next() {
          guard case .record(let record) = entry else { continue }
          // What was read can be stored and comes back.
          let stored = try Spectrum(bytes: record.spectrum.bytes)
          try #require(stored.bytes == record.spectrum.bytes)
        }
      } catch is DamagedBytes {
        Issue.record("a spectrum that doesn't come back: \(Data(bytes).base64EncodedString())")
      } catch {}
      let duration = ContinuousClock.now - start
      if duration > slowest {
        slowest = duration
        if duration > .seconds(10) { Issue.record("\(duration): \(Data(bytes).base64EncodedString())") }
      }
    }
    if seconds != nil { print("\(format): \(round) files, the slowest \(slowest)") }
  }

  private static func mutate(_ bytes: inout [UInt8], _ words: [String], _ random: inout Random) {
    let place = random.next(bytes.count + 1)
    let end = min(bytes.count, place + random.next(12))
    switch random.next(6) {
    case 0: bytes.insert(contentsOf: words[random.next(words.count)].utf8, at: place)
    case 1: bytes.removeSubrange(place..<end)
    case 2 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next(256))
    case 3: bytes.replaceSubrange(place..<end, with: words[random.next(words.count)].utf8)
    case 4:
      // A stretch of the file once more, elsewhere.
      let start = random.next(bytes.count + 1)
      let piece = Array(bytes[start..<min(bytes.count, start + random.next(120))])
      bytes.insert(contentsOf: piece, at: place)
    case 5 where place < bytes.count: bytes[place] &+= 1
    default: break
    }
  }

  /// Draws that are the same in every run.
  private struct Random {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, count)
    }
  }
}
