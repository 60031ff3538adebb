/// Decimal numbers as instruments write them: digits with at most one mark, and an exponent.
///
/// Faster than the standard library by working on bytes; the value is the nearest one all the same.
enum DecimalNumber {
  /// What a letter E behind the digits means.
  enum ExponentRule {
    /// An exponent, wherever digits follow it.
    case always
    /// An exponent only before a sign: `1.2E+3`.
    case signed
    case never
  }

  /// The number that begins at a place in `bytes`.
  /// - Parameters:
  ///   - index: moves behind the number; stays where there is none.
  ///   - first: a leading digit with its sign that stands elsewhere, as in the squeezed forms of JCAMP-DX.
  ///   - mark: what separates the fraction beside the point.
  static func read(
    _ bytes: borrowing [UInt8], at index: inout Int, first: Int? = nil, exponent: ExponentRule = .always,
    mark: UInt8 = UInt8(ascii: ".")
  ) -> Double? {
    var next = index
    var isNegative = first.map { $0 < 0 } ?? false
    if first == nil, next < bytes.count, bytes[next] == UInt8(ascii: "-") || bytes[next] == UInt8(ascii: "+") {
      isNegative = bytes[next] == UInt8(ascii: "-")
      next += 1
    }
    let digits = next
    var mantissa = UInt64(first?.magnitude ?? 0)
    var (hasDigits, hasMark, isExact, scale) = (first != nil, false, true, 0)
    while next < bytes.count {
      let byte = bytes[next]
      if let digit = digit(byte) {
        hasDigits = true
        if mantissa < 900_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(digit)
          if hasMark { scale -= 1 }
        } else {
          isExact = false
          if !hasMark { scale += 1 }
        }
      } else if !hasMark, byte == UInt8(ascii: ".") || byte == mark {
        hasMark = true
      } else {
        break
      }
      next += 1
    }
    guard hasDigits else { return nil }
    let end = next
    var power = 0
    if exponent != .never, next < bytes.count, bytes[next] | 0x20 == UInt8(ascii: "e") {
      var place = next + 1
      var isDown = false
      var isSigned = false
      if place < bytes.count, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
        (isDown, isSigned) = (bytes[place] == UInt8(ascii: "-"), true)
        place += 1
      }
      if exponent == .always || isSigned, place < bytes.count, digit(bytes[place]) != nil {
        while place < bytes.count, let digit = digit(bytes[place]) {
          power = min(power * 10 + digit, 9999)
          place += 1
        }
        if isDown { power = -power }
        next = place
      }
    }
    index = next
    let size = scale + power
    // Both factors are exact, so that their product or quotient is the nearest value (Clinger, PLDI 1990).
    if isExact, mantissa <= 1 << 53, abs(size) <= 22 {
      let value = size < 0 ? Double(mantissa) / powersOfTen[-size] : Double(mantissa) * powersOfTen[size]
      return isNegative ? -value : value
    }
    let text = String(decoding: bytes[digits..<end].map { $0 == mark ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    let value = Double("\(first.map { "\($0.magnitude)" } ?? "")\(text)e\(power)") ?? .nan
    return isNegative ? -value : value
  }

  /// The number that a text is, blanks around it set aside.
  static func value(of text: some StringProtocol, mark: UInt8 = UInt8(ascii: ".")) -> Double? {
    let bytes = Array(text.utf8.drop { $0 == 0x20 || $0 == 0x09 })
    var index = 0
    guard let value = read(bytes, at: &index, mark: mark), value.isFinite,
      bytes[index...].allSatisfy({ $0 == 0x20 || $0 == 0x09 })
    else { return nil }
    return value
  }

  /// The whole number that a text is, blanks around it set aside.
  static func count(of text: some StringProtocol) -> Int? { value(of: text).flatMap { Int(exactly: $0) } }

  private static func digit(_ byte: UInt8) -> Int? { byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
