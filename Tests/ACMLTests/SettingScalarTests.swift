import ACML
import Testing

/// The core schema of YAML 1.2.2, section 10.3.2.
struct SettingScalarTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nULL", .text),
      ("true", .boolean), ("False", .boolean), ("on", .text), ("no", .text), ("yes", .text),
      ("0", .integer), ("-12", .integer), ("+12", .integer), ("0o17", .integer), ("0xFf", .integer),
      ("1_000", .text), ("0o18", .text), ("0x", .text), ("0b1", .text), ("-", .text), ("1e", .text), (".", .text),
      ("1.0e-3", .number), (".5", .number), ("1.", .number), ("-.5E+2", .number), ("1e5", .number),
      (".inf", .text), (".nan", .text), ("1.2.3", .text), ("2024-01-01", .text), ("12:30", .text),
    ] as [(String, SettingScalar.Kind)])
  func followsTheCoreSchema(_ text: String, _ kind: SettingScalar.Kind) {
    #expect(SettingScalar(text).kind == kind)
    #expect(SettingScalar(text, isQuoted: true).kind == .text)
  }

  @Test(arguments: [("0o17", 15), ("0xFf", 255), ("-12", -12), ("+7", 7)])
  func readsIntegers(_ text: String, _ value: Int) {
    #expect(SettingScalar(text).integer == value)
  }

  @Test(arguments: [("1.0e-3", 1e-3), (".5", 0.5), ("1.", 1), ("-.5E+2", -50), ("12", 12), ("0x10", 16)])
  func readsNumbers(_ text: String, _ value: Double) {
    #expect(SettingScalar(text).number(as: Double.self) == value)
  }

  @Test(arguments: ["9223372036854775808", "0xFFFFFFFFFFFFFFFFF", "1e400"])
  func hasNoValueForWhatDoesNotFit(_ text: String) {
    #expect(SettingScalar(text).integer == nil)
  }

  @Test func hasNoInfinity() { #expect(SettingScalar("1e400").number(as: Double.self) == nil) }

  @Test(arguments: [
    0.1, 1e-3, 1e-5 as Double, 1.0 / 3, .leastNonzeroMagnitude, 1.797_693_134_862_315_7e308, -0.0, 1e16, 123_456.789,
  ])
  func writesNumbersThatReadBackExactly(_ value: Double) throws {
    guard case .scalar(let scalar) = value.setting else { throw NotAScalar() }
    #expect(scalar.number(as: Double.self)?.bitPattern == value.bitPattern)
    #expect(scalar.inline == scalar.text)
  }

  private struct NotAScalar: Error {}
}
