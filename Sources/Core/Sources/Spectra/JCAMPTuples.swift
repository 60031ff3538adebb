/// Decodes the lines of point lists of JCAMP-DX: `(XY..XY)` and its kin, and assignments like `(XYMA)`.
///
/// Of the variables named by letters X, Y and M (multiplicity) are kept; W (width) and A (assignment) are read over.
struct JCAMPTuples {
  struct Point: Equatable {
    var x: Double
    /// NaN where the file has `?`; `nil` where the list has no ordinates.
    var y: Double?
    var multiplicity: String?
  }

  /// The variables of one point, as upper-case letters.
  let variables: [UInt8]
  /// Whether each point stands in parentheses, its variables between commas.
  let isAssignment: Bool
  /// Whether they are peaks rather than points of a curve.
  let arePeaks: Bool
  let axes: JCAMPAxes

  private(set) var points: [Point] = []

  /// A list with more points is rejected.
  static let maximumPoints = 1 << 20

  init(variables: [UInt8], isAssignment: Bool, arePeaks: Bool, axes: JCAMPAxes) {
    self.variables = variables
    self.isAssignment = isAssignment
    self.arePeaks = arePeaks
    self.axes = axes
  }

  /// Takes in one line without its comment.
  mutating func read(_ line: [UInt8], number: Int) throws(RecordFault) {
    if isAssignment {
      for group in try Self.groups(line, number) { try append(group, number) }
      return
    }
    let words = self.words(line)
    guard words.count.isMultiple(of: variables.count) else {
      throw RecordFault(line: number, "\(words.count) values, expected a multiple of \(variables.count)")
    }
    for start in stride(from: 0, to: words.count, by: variables.count) {
      try append(words[start..<start + variables.count], number)
    }
  }

  private mutating func append(_ words: ArraySlice<ArraySlice<UInt8>>, _ number: Int) throws(RecordFault) {
    var point = Point(x: .nan)
    for (variable, word) in zip(variables, words) {
      switch variable {
      case UInt8(ascii: "X"): point.x = try value(word, axes.factors.x, number)
      case UInt8(ascii: "Y") where !word.isEmpty: point.y = try value(word, axes.factors.y, number)
      case UInt8(ascii: "M") where !word.isEmpty: point.multiplicity = String(text: word)
      default: break
      }
    }
    guard point.x.isFinite else { throw RecordFault(line: number, "a point without abscissa") }
    guard points.count < Self.maximumPoints else {
      throw RecordFault(line: number, "there are more than \(Self.maximumPoints) points")
    }
    points.append(point)
  }

  private func value(_ word: ArraySlice<UInt8>, _ factor: Double, _ number: Int) throws(RecordFault) -> Double {
    let bytes = Array(word)
    if bytes == [UInt8(ascii: "?")] { return .nan }
    var index = 0
    guard let value = DecimalNumber.read(bytes, at: &index, mark: axes.mark), index == bytes.count,
      abs(value * factor) <= Double(Float.greatestFiniteMagnitude)
    else { throw RecordFault(line: number, "expected a number, found '\(String(text: bytes.prefix(12)))'") }
    return value * factor
  }

  /// The words between blanks, semicolons, parentheses and those commas that are no decimal marks.
  private func words(_ line: [UInt8]) -> ArraySlice<ArraySlice<UInt8>> {
    func isDigit(_ index: Int) -> Bool { line.indices.contains(index) && line[index] >= 0x30 && line[index] <= 0x39 }
    var words: ArraySlice<ArraySlice<UInt8>> = []
    var start: Int?
    for (index, byte) in line.enumerated() {
      let isSeparator =
        switch byte {
        case 0x20, 0x09, UInt8(ascii: ";"), UInt8(ascii: "("), UInt8(ascii: ")"): true
        case UInt8(ascii: ","): !(axes.mark == byte && isDigit(index - 1) && isDigit(index + 1))
        default: false
        }
      if isSeparator, let first = start {
        words.append(line[first..<index])
        start = nil
      } else if !isSeparator, start == nil {
        start = index
      }
    }
    if let start { words.append(line[start...]) }
    return words
  }

  /// The points as a curve, which must lie at even distances, to a tenth of a step.
  func trace() throws(RecordFault) -> Trace {
    guard let first = points.first?.x, let last = points.last?.x else { throw RecordFault("the table holds no points") }
    let trace = Trace(first: first, last: last, values: points.map { Float($0.y ?? .nan) })
    let tolerance = abs(last - first) / Double(max(1, points.count - 1)) * 0.1
    for (index, point) in points.enumerated() where abs(point.x - trace.position(index)) > tolerance {
      throw RecordFault("the points lie at uneven distances")
    }
    return trace
  }

  /// What stands in each pair of parentheses, split at the commas outside of angle brackets, without blanks around.
  private static func groups(
    _ line: [UInt8], _ number: Int
  ) throws(RecordFault) -> [ArraySlice<ArraySlice<UInt8>>] {
    var groups: [ArraySlice<ArraySlice<UInt8>>] = []
    var group: ArraySlice<ArraySlice<UInt8>>?
    var (start, isQuoted) = (0, false)
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    for (index, byte) in line.enumerated() {
      switch byte {
      case UInt8(ascii: "<"): isQuoted = true
      case UInt8(ascii: ">"): isQuoted = false
      case UInt8(ascii: "(") where group == nil: (group, start) = ([], index + 1)
      case UInt8(ascii: ",") where !isQuoted && group != nil, UInt8(ascii: ")") where !isQuoted && group != nil:
        let word = line[start..<index].drop(while: isBlank)
        group?.append(word.dropLast(word.reversed().prefix(while: isBlank).count))
        start = index + 1
        if byte == UInt8(ascii: ")"), let complete = group {
          groups.append(complete)
          group = nil
        }
      default: break
      }
    }
    if group != nil { throw RecordFault(line: number, "a parenthesis is opened and not closed") }
    return groups
  }
}
