internal import ACML

/// What a C function takes and gives, as a configuration writes it:
/// `int32 fingerprint(smiles: text, output: float32[2048], capacity: int32, radius: int32)`.
///
/// The names of parameters say what is passed: `smiles`; `positions` and `intensities` of a spectrum's peaks, and `peaks`,
/// their number; `output`, with the number of values that the function is to write, and `capacity`, the same number;
/// `object`, what `prepare` gave. Any other name is looked up among the function's `arguments`.
struct Signature: Sendable, Equatable {
  enum Parameter: Sendable, Equatable {
    /// A text that ends with a zero byte.
    case text
    case number(ForeignType)
    /// The count is given for what is written, and open for what is read.
    case array(ForeignType, count: Int?)
  }

  /// `nil` for `void`.
  let result: ForeignType?
  let symbol: String
  let parameters: [(name: String, type: Parameter)]

  /// Values that a function may be asked to write.
  private static let counts = 1...1_048_576

  /// - Throws: ``SignatureFault``.
  init(_ text: String) throws(SignatureFault) {
    guard let match = text.wholeMatch(of: /\s*(\w+)\s+(\w+)\s*\((.*)\)\s*/) else {
      throw SignatureFault("found '\(text)', expected a signature such as `float64 mass(smiles: text)`")
    }
    let (resultName, symbol) = (String(match.1), String(match.2))
    if resultName == "void" {
      result = nil
    } else {
      guard let type = ForeignType(rawValue: resultName) else { throw Self.unknownType(resultName, "void") }
      result = type
    }
    self.symbol = symbol
    var parameters: [(name: String, type: Parameter)] = []
    for part in match.3.split(separator: ",") {
      guard let pieces = part.wholeMatch(of: /\s*(\w+)\s*:\s*(\w+)\s*(\[\s*(\d*)\s*\])?\s*/) else {
        throw SignatureFault("found the parameter '\(part)', expected `name: type` or `name: type[]`")
      }
      let (name, typeName) = (String(pieces.1), String(pieces.2))
      if parameters.contains(where: { $0.name == name }) { throw SignatureFault("`\(name)` stands there twice") }
      if typeName == "text", pieces.3 == nil {
        parameters.append((name, .text))
        continue
      }
      guard let type = ForeignType(rawValue: typeName) else { throw Self.unknownType(typeName, "text") }
      guard let digits = pieces.4 else {
        parameters.append((name, .number(type)))
        continue
      }
      let count = digits.isEmpty ? nil : Int(digits)
      if !digits.isEmpty, !(count.map(Self.counts.contains) ?? false) {
        throw SignatureFault("`\(name)` has \(digits) values, expected 1 to \(Self.counts.upperBound)")
      }
      parameters.append((name, .array(type, count: count)))
    }
    self.parameters = parameters
    for (name, type) in parameters { try Self.check(name, type) }
    if parameters.contains(where: { $0.name == "capacity" }), outputCount == nil {
      throw SignatureFault("there is a `capacity`, but no `output`")
    }
  }

  /// How many values the function writes; `nil` if its result is the only one.
  var outputCount: Int? {
    for case ("output", .array(_, let count?)) in parameters { return count }
    return nil
  }

  static func == (one: Self, other: Self) -> Bool {
    one.result == other.result && one.symbol == other.symbol
      && one.parameters.elementsEqual(other.parameters) { $0.name == $1.name && $0.type == $1.type }
  }

  private static func unknownType(_ name: String, _ other: String) -> SignatureFault {
    let known = ForeignType.allCases.map(\.rawValue) + [other]
    let hint = Spelling.hint(for: name, in: known)
    return SignatureFault(
      "there is no type `\(name)`\(hint.isEmpty ? ";" : hint) expected \(known.joined(separator: ", "))")
  }

  /// The names with a meaning have types of their own.
  private static func check(_ name: String, _ type: Parameter) throws(SignatureFault) {
    let isRight =
      switch (name, type) {
      case ("smiles", .text): true
      case ("positions", .array(.float32, nil)), ("positions", .array(.float64, nil)): true
      case ("intensities", .array(.float32, nil)), ("intensities", .array(.float64, nil)): true
      case ("peaks", .number(let number)), ("capacity", .number(let number)): number.isInteger
      case ("output", .array(let element, .some)): element != .pointer
      case ("object", .number(let number)): number.isInteger || number == .pointer
      case ("smiles", _), ("positions", _), ("intensities", _), ("peaks", _), ("capacity", _), ("output", _),
        ("object", _):
        false
      case (_, .text): true
      case (_, .number(let number)): number != .pointer
      case (_, .array): false
      }
    if !isRight {
      throw SignatureFault(
        """
        `\(name)` can't have that type; expected `smiles: text`, `positions: float64[]`, `intensities: float64[]`, \
        `peaks: int32`, `output: float32[N]`, `capacity: int32`, `object: int32` or `object: pointer`, and numbers or \
        text for what `arguments` gives
        """)
    }
  }
}

/// What is wrong with a signature.
struct SignatureFault: Error, Equatable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
