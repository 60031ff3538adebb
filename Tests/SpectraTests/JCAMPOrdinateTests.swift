import Foundation
import Spectra
import Testing

/// The forms of ordinates, against the examples of R. S. McDonald and P. A. Wilks, Applied Spectroscopy 42, 151 (1988).
struct JCAMPOrdinateTests {
  /// The trace of an infrared spectrum with these lines of data.
  private func trace(_ lines: String, header: String = "") throws -> Trace? {
    let entries = try entries(
      of: "##TITLE= x\n##DATA TYPE= INFRARED SPECTRUM\n\(header)##XYDATA= (X++(Y..Y))\n\(lines)\n##END=\n", .jcampDX)
    if let rejection = entries.rejections.first { throw Rejected(description: rejection) }
    return try #require(entries.records.first?.other).trace
  }

  private struct Rejected: Error, CustomStringConvertible { let description: String }

  private func rejection(_ lines: String, header: String = "") -> String? {
    do {
      _ = try trace(lines, header: header)
      return nil
    } catch { return "\(error)" }
  }

  private static let ten = "##FIRSTX= 5\n##LASTX= 14\n##NPOINTS= 10\n"

  /// Table VIIb: the same ten values in each form.
  @Test(arguments: [
    "1 2 3 3 2 1 0 -1 -2 -3", "1, 2, 3, 3, 2, 1, 0, -1, -2, -3", "1+2+3+3+2+1+0-1-2-3", "1 2 3 3 2 1 0-1-2-3",
    "BCCBA@abc", "A J J%jjjjjj", "AJT%jX", "1BCCBA@abc", "1JJ%jjjjjj", "1JT%jX", "1.0 2E+0 30.E-1 3 2.0e0 1 0 -1 -2 -3",
  ])
  func readsEveryForm(_ ordinates: String) throws {
    let line = ordinates.first == "B" ? "5A\(ordinates)" : "5 \(ordinates)"
    let trace = try #require(try trace(line, header: Self.ten))
    #expect(trace.values == [1, 2, 3, 3, 2, 1, 0, -1, -2, -3])
    #expect((trace.first, trace.last) == (5, 14))
  }

  /// Table VI, the curve in free form and with differences and repetitions, its last line a check value only.
  @Test func readsThePublishedCurve() throws {
    let curve: [Float] = [
      0, 0, 0, 0, 2, 4, 4, 4, 7, 5, 4, 4, 5, 5, 7, 10, 11, 11, 6, 5, 7, 6, 9, 9, 7, 10, 10, 9, 10, 11, 12, 15, 16, 16,
      14,
      17, 38, 38, 35, 38, 42, 47, 54, 59, 66, 75, 78, 88, 96, 104, 110, 121, 128,
    ]
    let header = "##XFACTOR= 1\n##FIRSTX= 599.860\n##LASTX= 700.158\n##NPOINTS= 53\n"
    let differences =
      "599.860@VKT%TLkj%J%KLJ%njKjL%kL%jJULJ%kLK1%lLMNPNPRLJ0QTOJ1P\n700.158A28"
    #expect(try trace(differences, header: header)?.values == curve)
    let free = stride(from: 0, to: 53, by: 10).map { start in
      let x = 599.860 + Double(start) * (700.158 - 599.860) / 52
      return "\(x) " + curve[start..<min(start + 10, 53)].map { "\(Int($0))" }.joined(separator: " ")
    }
    #expect(try trace(free.joined(separator: "\n"), header: header)?.values == curve)
  }

  @Test func appliesFactorsAndCountsDown() throws {
    let header = "##XFACTOR= 0.5\n##YFACTOR= 0.001\n##FIRSTX= 30\n##LASTX= 28.5\n##NPOINTS= 4\n"
    let trace = try #require(try trace("60 1000 ?\n58 -500 1E+3", header: header))
    #expect(trace.values[0] == 1 && trace.values[1].isNaN && trace.values[2...] == [-0.5, 1])
    #expect(trace.position(3) == 28.5)
  }

  /// Without the numbers of the header the lines tell where the points lie.
  @Test func doesWithoutACount() throws {
    let bare = try #require(try trace("10 1 2 3 4\n18 5 6\n"))
    #expect((bare.first, bare.last) == (10, 20))
    let stepped = try #require(try trace("10 1 2 3 4", header: "##FIRSTX= 10\n##DELTAX= -2\n"))
    #expect(stepped.last == 4)
  }

  @Test func tellsExponentsFromTheDigitFive() throws {
    let squeezed = try #require(try trace("1E0@A\n4E5E", header: "##FIRSTX= 1\n##LASTX= 5\n##NPOINTS= 5\n"))
    #expect(squeezed.values == [50, 0, 1, 55, 5])
    let free = try #require(try trace("1 1.5E2 2.5e-1 3E+1", header: "##FIRSTX= 1\n##LASTX= 3\n##NPOINTS= 3\n"))
    #expect(free.values == [150, 0.25, 30])
  }

  @Test func readsDecimalCommas() throws {
    let header = "##FIRSTX= 1,5\n##LASTX= 3,0\n##NPOINTS= 4\n##YFACTOR= 1,0\n"
    let trace = try #require(try trace("1,5 0,25 0,5\n2,5 -1 1,75E+1", header: header))
    #expect(trace.values == [0.25, 0.5, -1, 17.5])
    #expect((trace.first, trace.last) == (1.5, 3))
  }

  @Test func checksDifferencesAndAbscissae() {
    let six = "##FIRSTX= 1\n##LASTX= 6\n##NPOINTS= 6\n"
    #expect(rejection("1AJJ\n3CJJJ", header: six) == nil)
    #expect(
      rejection("1AJJ\n3DJJJ", header: six) == "1: line 8: the check value is 4.0, but the line before ends in 3.0")
    #expect(rejection("1 1 2 3\n9 4 5 6", header: six) == "1: line 8: the abscissa is 9.0, expected 4.0")
    #expect(rejection("1 1 2 3\n4 4 5", header: six) == "1: there are 5 values, but NPOINTS announces 6")
    #expect(
      rejection("1 1 2 3\n4 4 5 6 7", header: six)
        == "1: line 8: there are more values than the 6 that NPOINTS announces")
  }

  /// Malformed lines, and repetitions that would fill the memory.
  @Test(arguments: [
    ("x 1 2", "expected an abscissa, found 'x 1 2'"), ("1 2 u5", "expected an ordinate, found 'u5'"),
    ("1J", "a difference without a value before it, 'J'"), ("1 S", "a repetition of nothing, 'S'"),
    ("1 4VZ", "a repetition of nothing, 'Z'"), ("1 4?J", "a difference without a value before it, 'J'"),
    ("1 4Z99999999999999999999", "there are more than 4194304 values"), ("1 4S0.5", "a repetition of nothing, 'S0.5'"),
    ("1 1E+999", "inf is beyond all measure"),
    ("1AR9999999999999999999999999999999999999999", "1e+41 is beyond all measure"),
    ("1E+999 4", "the abscissa is beyond all measure"),
  ])
  func rejectsWhatIsNoData(line: String, reason: String) {
    #expect(rejection(line) == "1: line 4: \(reason)")
  }
}
