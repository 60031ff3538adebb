/// The peaks of the record that is being read.
struct PeakList {
  /// Records with more peaks are rejected; as many take 64 MiB.
  static let maximumCount = 1 << 22

  private(set) var peaks: [MassSpectrum.Peak] = []

  mutating func removeAll() { peaks.removeAll(keepingCapacity: peaks.capacity <= 1 << 16) }

  /// - Throws: ``RecordFault`` for what no spectrometer measures, and beyond ``maximumCount``.
  @inline(__always)
  mutating func append(mz: Double, intensity: Double) throws(RecordFault) {
    let height = Float(intensity)
    guard mz >= 0, mz < .infinity, height >= 0, height < .infinity, peaks.count < Self.maximumCount else {
      throw fault(mz, intensity)
    }
    peaks.append(MassSpectrum.Peak(mz: mz, intensity: height))
  }

  private func fault(_ mz: Double, _ intensity: Double) -> RecordFault {
    if peaks.count >= Self.maximumCount { return RecordFault("more than \(Self.maximumCount) peaks") }
    if !mz.isFinite { return RecordFault("a peak's m/z isn't finite") }
    if mz < 0 { return RecordFault("a peak's m/z is negative: \(mz)") }
    let place = "the intensity of the peak at m/z \(mz)"
    return RecordFault(intensity < 0 ? "\(place) is negative: \(Float(intensity))" : "\(place) isn't finite")
  }

  /// Reads the m/z and the intensity that a line begins with; what follows (a charge, another scale) isn't kept.
  mutating func appendPair(of line: [UInt8]) throws(RecordFault) {
    var place = 0
    try appendPair(of: line, at: &place) { $0.isBlank }
  }

  /// Reads the pairs of m/z and intensity in a line of MSP.
  ///
  /// Blanks, tabs, commas, semicolons, colons and brackets separate; notes, in quotes or as words behind a pair up to the
  /// next semicolon, aren't kept.
  mutating func appendPairs(of line: [UInt8]) throws(RecordFault) {
    var place = 0
    var hasPair = false
    while true {
      while place < line.count, line[place].separatesPeaks || line[place] == UInt8(ascii: ";") { place += 1 }
      guard place < line.count else { return }
      let byte = line[place]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        repeat { place += 1 } while place < line.count && line[place] != byte
        place += 1
      } else if hasPair, !byte.startsNumber {
        while place < line.count, line[place] != UInt8(ascii: ";") { place += 1 }
      } else {
        try appendPair(of: line, at: &place) { $0.separatesPeaks }
        hasPair = true
      }
    }
  }

  @inline(__always)
  private mutating func appendPair(
    of line: [UInt8], at place: inout Int, isSeparator: (UInt8) -> Bool
  ) throws(RecordFault) {
    let mz = try Self.number(in: line, at: &place, isSeparator)
    let intensity = try Self.number(in: line, at: &place, isSeparator)
    guard let mz else { throw RecordFault("a line of peaks is blank") }
    guard let intensity else { throw RecordFault("the peak at m/z \(mz) has no intensity") }
    try append(mz: mz, intensity: intensity)
  }

  /// The number behind separators; `nil` at the end of the line or a semicolon.
  @inline(__always)
  private static func number(
    in line: [UInt8], at place: inout Int, _ isSeparator: (UInt8) -> Bool
  ) throws(RecordFault) -> Double? {
    while place < line.count, isSeparator(line[place]) { place += 1 }
    guard place < line.count, line[place] != UInt8(ascii: ";") else { return nil }
    let start = place
    if let number = DecimalNumber.read(line, at: &place),
      place == line.count || isSeparator(line[place]) || line[place].endsNumber
    {
      return number
    }
    throw notANumber(line, from: start)
  }

  private static func notANumber(_ line: [UInt8], from start: Int) -> RecordFault {
    var end = start
    while end < line.count, !line[end].isBlank { end += 1 }
    return RecordFault("\(String(text: line[start..<end]).quoted) isn't a number")
  }
}

extension UInt8 {
  /// Whether a number may begin with it.
  var startsNumber: Bool {
    isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "+") || self == UInt8(ascii: ".")
  }

  fileprivate var endsNumber: Bool {
    self == UInt8(ascii: ";") || self == UInt8(ascii: "\"") || self == UInt8(ascii: "'")
  }

  fileprivate var separatesPeaks: Bool {
    switch self {
    case 0x20, 0x09, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      true
    default: false
    }
  }
}
