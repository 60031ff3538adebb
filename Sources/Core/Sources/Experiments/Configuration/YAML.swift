public import ACML
internal import CYAML

/// Configurations as YAML 1.2 (<https://yaml.org/spec/1.2.2/>): one document, core schema, no tags; with anchors,
/// aliases and merge keys (`<<`).
public enum YAML {
  /// Reads a document.
  /// - Parameters:
  ///   - bytes: the document, in UTF-8.
  ///   - source: what to call it in messages: a file's path (line and column are ignored), or a flag.
  ///   - limits: how large the document may be.
  /// - Returns: the document's tree; null for an empty document.
  /// - Throws: `SettingProblem` with the place of the first fault.
  public static func read(
    _ bytes: [UInt8], source: SettingOrigin, limits: YAMLLimits = .standard
  ) throws(SettingProblem) -> SettingNode {
    guard bytes.count <= limits.bytes else {
      throw SettingProblem(
        source.at(line: 1, column: 1), .root,
        "is \(bytes.count) bytes long; a configuration holds at most \(limits.bytes)")
    }
    try checkText(bytes, from: source)
    // No typed throws out of `withUnsafeBufferPointer`'s closure without naming the whole function type.
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<SettingNode, SettingProblem> in
      Result { () throws(SettingProblem) in
        var composer = YAMLComposer(events: YAMLEvents(buffer, source: source), limits: limits)
        return try composer.document()
      }
    }
    return try result.get()
  }

  /// Refuses what is no text before libyaml sees it, to say it in clear words and with line and column.
  private static func checkText(_ bytes: [UInt8], from source: SettingOrigin) throws(SettingProblem) {
    var line = 1
    var column = 1
    var isLineStart = true
    var position = 0
    while position < bytes.count {
      let origin = source.at(line: line, column: column)
      let byte = bytes[position]
      switch byte {
      case 0x0A:
        line += 1
        column = 0
      case 0x09, 0x0D, 0x20...0x7E: break
      case 0x00...0x1F, 0x7F:
        throw SettingProblem(origin, .root, "the control character \(byte.hexadecimal) is no text")
      default: break
      }
      // libyaml's time grows with the square of the number of these, and tags mean nothing here.
      if isLineStart, byte == UInt8(ascii: "%") {
        throw SettingProblem(origin, .root, "directives (`%`) have no meaning in a configuration")
      }
      isLineStart = byte == 0x0A
      guard let length = scalarLength(in: bytes, at: position) else {
        throw SettingProblem(origin, .root, "the byte \(byte.hexadecimal) is no UTF-8 text; save the file as UTF-8")
      }
      position += length
      column += 1
    }
  }

  /// The number of bytes of the UTF-8 sequence at a position; `nil` where there is none (Unicode 16, table 3-7).
  private static func scalarLength(in bytes: [UInt8], at position: Int) -> Int? {
    let first = bytes[position]
    if first < 0x80 { return 1 }
    let (length, second): (Int, ClosedRange<UInt8>)
    switch first {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return nil }
    for next in bytes[(position + 2)..<(position + length)] where next & 0xC0 != 0x80 { return nil }
    return length
  }
}

extension SettingOrigin {
  /// The same source with another place; flags have none.
  func at(line: Int, column: Int) -> SettingOrigin {
    if case .file(let path, _, _) = self { .file(path: path, line: line, column: column) } else { self }
  }
}

extension UInt8 {
  fileprivate var hexadecimal: String { "0x" + (self < 16 ? "0" : "") + String(self, radix: 16, uppercase: true) }
}
