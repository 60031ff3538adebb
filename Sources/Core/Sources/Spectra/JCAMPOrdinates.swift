/// Decodes the lines of `(X++(Y..Y))` data of JCAMP-DX: numbers in free form (AFFN), packed (PAC), squeezed (SQZ), as
/// differences (DIF) and with repetitions (DUP), in any mixture.
///
/// R. S. McDonald and P. A. Wilks, Applied Spectroscopy 42, 151 (1988), section 5. Two things are checked: the abscissa
/// at each line's start, and the ordinate that repeats the last one of a line of differences.
struct JCAMPOrdinates {
  let axes: JCAMPAxes
  /// How many values the header announces.
  let announced: Int?

  /// Times the factor; NaN where the file has `?`.
  private var values: [Float] = []
  /// The abscissa at the first line's start, times the factor.
  private var firstAbscissa: Double?
  /// The abscissa at the last line's start, and the index of the value that stands there.
  private var lastAbscissa: (index: Int, x: Double)?

  /// A spectrum with more points is rejected; the largest in use have about a million.
  static let maximumPoints = 1 << 22

  /// Where the values lie, if the header says it: the first abscissa and the distance to the next.
  private var grid: (first: Double, step: Double)?
  /// The value before, and the difference that led to it.
  private var previous: Double?
  private var difference: Double?
  private var endedInDifference = false
  /// Whether a letter stood in the data that only the squeezed forms have; then E is a digit, too.
  private var isSqueezed = false

  init(axes: JCAMPAxes, announced: Int?) {
    self.axes = axes
    self.announced = announced
    if let first = axes.first {
      if let last = axes.last, let announced, announced > 1 {
        grid = (first, (last - first) / Double(announced - 1))
      } else if let step = axes.step {
        grid = (first, step)
      }
    }
  }

  /// The values over their abscissa.
  /// - Throws: if there are others than announced, or nothing tells where they lie.
  func trace() throws(RecordFault) -> Trace {
    guard !values.isEmpty else { throw RecordFault("the table holds no values") }
    if let announced, announced != values.count {
      throw RecordFault("there are \(values.count) values, but NPOINTS announces \(announced)")
    }
    guard let first = axes.first ?? firstAbscissa else { throw RecordFault("there is no FIRSTX") }
    // Where the header leaves the step open, the line that stands furthest from the first tells it.
    let step = axes.step ?? lastAbscissa.flatMap { $0.index > 0 ? ($0.x - first) / Double($0.index) : nil }
    guard
      let last = axes.last ?? step.map({ first + $0 * Double(values.count - 1) }) ?? (values.count == 1 ? first : nil),
      last.isFinite
    else { throw RecordFault("neither LASTX nor DELTAX say where the values lie") }
    return Trace(first: first, last: last, values: values)
  }

  /// Takes in one line without its comment.
  mutating func read(_ line: [UInt8], number: Int) throws(RecordFault) {
    var index = 0
    skipSeparators(line, &index)
    guard index < line.count else { return }
    let start = index
    guard let x = DecimalNumber.read(line, at: &index, exponent: rule(line, index), mark: axes.mark) else {
      throw RecordFault(line: number, "expected an abscissa, found '\(Self.excerpt(line, start))'")
    }
    try check(x, precision: Self.lastPlace(line[start..<index], mark: axes.mark), number)

    var expectsCheckValue = endedInDifference
    var isFirst = true
    var lastWasRepetition = false
    while true {
      skipSeparators(line, &index)
      guard index < line.count else { break }
      let byte = line[index]
      let place = index
      switch byte {
      case UInt8(ascii: "?"):
        index += 1
        (previous, difference) = (nil, nil)
        if expectsCheckValue { throw RecordFault(line: number, "a '?' stands where the last value is to be repeated") }
        try append(.nan, number)
      case UInt8(ascii: "%"), UInt8(ascii: "J")...UInt8(ascii: "R"), UInt8(ascii: "j")...UInt8(ascii: "r"):
        isSqueezed = true
        index += 1
        guard let step = suffixed(line, &index, Self.difference(byte)), let value = previous, !isFirst else {
          throw RecordFault(line: number, "a difference without a value before it, '\(Self.excerpt(line, place))'")
        }
        (previous, difference) = (value + step, step)
        try append(value + step, number)
      case UInt8(ascii: "S")...UInt8(ascii: "Z"), UInt8(ascii: "s"):
        isSqueezed = true
        index += 1
        guard let count = suffixed(line, &index, byte == UInt8(ascii: "s") ? 9 : Int(byte) - 0x52), !isFirst,
          !lastWasRepetition, count == count.rounded(), count >= 1
        else {
          throw RecordFault(line: number, "a repetition of nothing, '\(Self.excerpt(line, place))'")
        }
        try repeatLast(count - 1, number)
      default:
        var value: Double?
        if let digit = Self.squeezed(byte) {
          isSqueezed = isSqueezed || byte | 0x20 != UInt8(ascii: "e")
          index += 1
          value = suffixed(line, &index, digit)
        } else {
          value = DecimalNumber.read(line, at: &index, exponent: rule(line, index), mark: axes.mark)
        }
        guard let value else {
          throw RecordFault(line: number, "expected an ordinate, found '\(Self.excerpt(line, place))'")
        }
        if expectsCheckValue {
          guard previous == value else {
            throw RecordFault(
              line: number, "the check value is \(value), but the line before ends in \(previous ?? .nan)")
          }
        } else {
          try append(value, number)
        }
        (previous, difference) = (value, nil)
      }
      lastWasRepetition = (UInt8(ascii: "S")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "s")
      (isFirst, expectsCheckValue) = (false, false)
    }
    if !isFirst { endedInDifference = difference != nil }
  }

  private mutating func append(_ value: Double, _ number: Int) throws(RecordFault) {
    let scaled = Float(value * axes.factors.y)
    guard scaled.isFinite || value.isNaN else { throw RecordFault(line: number, "\(value) is beyond all measure") }
    try checkRoom(for: 1, number)
    values.append(scaled)
  }

  private mutating func repeatLast(_ count: Double, _ number: Int) throws(RecordFault) {
    try checkRoom(for: count, number)
    for _ in 0..<Int(count) {
      if let difference, let value = previous { previous = value + difference }
      try append(previous ?? .nan, number)
    }
  }

  private func checkRoom(for count: Double, _ number: Int) throws(RecordFault) {
    guard Double(values.count) + count > Double(min(announced ?? .max, Self.maximumPoints)) else { return }
    if let announced, announced <= Self.maximumPoints {
      throw RecordFault(line: number, "there are more values than the \(announced) that NPOINTS announces")
    }
    throw RecordFault(line: number, "there are more than \(Self.maximumPoints) values")
  }

  /// Compares the abscissa at a line's start with where the header puts the next value. Writers round it, and some count
  /// from the value that is repeated, some from the next, so that a step is tolerated and a unit in the last place.
  private mutating func check(_ x: Double, precision: Double, _ number: Int) throws(RecordFault) {
    let x = x * axes.factors.x
    guard x.isFinite else { throw RecordFault(line: number, "the abscissa is beyond all measure") }
    let index = endedInDifference ? values.count - 1 : values.count
    if firstAbscissa == nil { firstAbscissa = x }
    lastAbscissa = (index, x)
    guard let grid else { return }
    let expected = grid.first + grid.step * Double(index)
    // The header's own numbers are rounded, too.
    let tolerance = abs(grid.step) * 1.01 + abs(precision * axes.factors.x) + 1e-6 * abs(expected)
    guard abs(x - expected) <= tolerance else {
      throw RecordFault(line: number, "the abscissa is \(x), expected \(expected)")
    }
  }

  /// A sign before the exponent makes it one; without, the mantissa must have a point and nothing may be squeezed.
  private func rule(_ line: [UInt8], _ index: Int) -> DecimalNumber.ExponentRule {
    guard !isSqueezed else { return .signed }
    // No number is longer; a line may be, and must not be gone through for each of its numbers.
    let word = line[index...].prefix(32).prefix { !Self.isSeparator($0) }
    let isPlain = word.allSatisfy { $0 < 0x40 || $0 | 0x20 == UInt8(ascii: "e") }
    return isPlain && word.contains(axes.mark) && word.count(where: { $0 > 0x40 }) == 1 ? .always : .signed
  }

  /// The number whose first digit, with its sign, a letter stands for.
  private func suffixed(_ line: [UInt8], _ index: inout Int, _ digit: Int) -> Double? {
    DecimalNumber.read(line, at: &index, first: digit, exponent: .never, mark: axes.mark)
  }

  private static func squeezed(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "@")...UInt8(ascii: "I"): Int(byte) - 0x40
    case UInt8(ascii: "a")...UInt8(ascii: "i"): 0x60 - Int(byte)
    default: nil
    }
  }

  private static func difference(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "%"): 0
    case UInt8(ascii: "J")...UInt8(ascii: "R"): Int(byte) - 0x49
    default: 0x69 - Int(byte)
    }
  }

  private func skipSeparators(_ line: [UInt8], _ index: inout Int) {
    while index < line.count, Self.isSeparator(line[index]) { index += 1 }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  /// The unit of a number's last written place: 0.1 for `4200.3`.
  private static func lastPlace(_ text: ArraySlice<UInt8>, mark: UInt8) -> Double {
    var (place, fraction) = (1.0, false)
    for byte in text {
      if byte == mark || byte == UInt8(ascii: ".") { fraction = true }
      guard fraction, byte >= 0x30, byte <= 0x39 else {
        if byte | 0x20 == UInt8(ascii: "e") { break }
        continue
      }
      place /= 10
    }
    return place
  }

  private static func excerpt(_ line: [UInt8], _ index: Int) -> String {
    String(text: line[index...].prefix(12))
  }
}
