/// A collision energy out of the free text that libraries hold.
struct CollisionEnergy: Equatable {
  /// In eV, or in per cent of the normalised scale. The mean where the text names several: steps, a ramp.
  var value: Double
  var isNormalized: Bool
  /// Whether the text names several.
  var isMean: Bool

  /// Longer texts are taken for something else.
  private static let maximumTextBytes = 1000

  private enum Unit { case none, volts, perCent, foreign }

  /// - Parameter text: `30 eV`, `15, 30, 45 (nominal)`, `HCD 35%`, `35 (NCE)`, `Ramp 20-70 V`, `NCE=35% 25eV`, …
  ///   Volts count as eV, as of ions of one charge; where both scales are named, eV is taken. A sign, as some makers put
  ///   before energies of the negative mode, is none. `nil` where there is no energy or a formula of m/z.
  init?(_ text: String) {
    guard text.utf8.count <= Self.maximumTextBytes else { return nil }
    var numbers: [(value: Double, unit: Unit)] = []
    let bytes = Array(text.uppercased().utf8)
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "(") {
        let close = bytes[place...].firstIndex(of: UInt8(ascii: ")")) ?? bytes.count
        let group = String(text: bytes[place..<close])
        // `scaled 80 (m/z=200) to 110 (m/z=120)`: at which m/z an energy holds is no energy.
        place = group.contains("M/Z") || group.contains("MZ") ? close : place + 1
      } else if bytes[place].isDigit, Self.mayBeEnergy(bytes, place),
        let value = DecimalNumber.read(bytes, at: &place, exponent: .never)
      {
        numbers.append((value, Self.unit(bytes, at: place)))
      } else {
        let isNumber = bytes[place].isDigit
        place += 1
        while isNumber, place < bytes.count, bytes[place].isDigit || bytes[place] == UInt8(ascii: ".") { place += 1 }
      }
    }
    if numbers.contains(where: { $0.unit == .foreign }) { return nil }
    let hasVolts = numbers.contains { $0.unit == .volts }
    let hasPerCent = numbers.contains { $0.unit == .perCent }
    if hasVolts, hasPerCent { numbers.removeAll { $0.unit != .volts } }
    guard !numbers.isEmpty else { return nil }
    value = numbers.reduce(0) { $0 + $1.value } / Double(numbers.count)
    guard value == 0 || (0.001..<10_000).contains(value) else { return nil }
    isNormalized = hasPerCent && !hasVolts
    isMean = numbers.count > 1
  }

  /// Digits within words (`MS2`) are no energy, unless the word is one of these.
  private static func mayBeEnergy(_ bytes: [UInt8], _ place: Int) -> Bool {
    let word = bytes[..<place].reversed().prefix { $0.isLetter }.reversed()
    return word.isEmpty || ["CE", "NCE", "HCD", "CID"].contains { $0.utf8.elementsEqual(word) }
  }

  private static func unit(_ bytes: [UInt8], at end: Int) -> Unit {
    var rest = bytes[end...].drop(while: \.isBlank)
    let isInBrackets = rest.first == UInt8(ascii: "(")
    if isInBrackets { rest.removeFirst() }
    if rest.first == UInt8(ascii: "%") { return .perCent }
    switch String(text: rest.prefix(while: \.isLetter)) {
    case "EV", "V": return .volts
    case "NCE": return .perCent
    case "KV", "KEV", "MZ", "M": return isInBrackets ? .none : .foreign
    default: return .none
    }
  }

  /// The text that ``init(_:)`` reads as the same energy.
  static func text(_ value: Double, isNormalized: Bool) -> String { "\(value)\(isNormalized ? " %" : " eV")" }
}
