internal import Files

/// The tags of an XML document, one after the other, with the text before each.
///
/// As much of XML 1.0 as data files use. A document type is refused: it could define entities that grow without bound.
/// Prefixes of names are dropped.
struct XMLTokenizer {
  enum Token: Equatable {
    case start(String)
    case end(String)
  }

  /// Elements deeper inside each other are refused.
  static let maximumDepth = 64
  /// Longer tags are refused.
  static let maximumTagBytes = 1 << 20

  private let source: ByteSource
  /// The line of the tag that ``next()`` returned last, counted from 1.
  private(set) var line = 1
  /// The attributes of the tag that ``next()`` returned last.
  private(set) var attributes: [String: String] = [:]
  /// What stands between the tag that ``next()`` returned last and the one before; entities are left as they are.
  private(set) var text: [UInt8] = []
  /// The open elements, outermost first.
  private(set) var path: [String] = []

  private var tag: [UInt8] = []
  /// Line breaks that were read so far.
  private var lineBreaks = 0
  private var isSelfClosing = false

  init(_ source: ByteSource) { self.source = source }

  /// The next tag; one that closes itself is a start and an end. `nil` at the end of the document.
  /// - Throws: `SourceError`, `FileError`.
  mutating func next() throws -> Token? {
    if isSelfClosing {
      isSelfClosing = false
      text.removeAll(keepingCapacity: true)
      return .end(path.removeLast())
    }
    text.removeAll(keepingCapacity: true)
    while true {
      let textStart = text.count
      let hasTag = try source.readBytes(upTo: UInt8(ascii: "<"), into: &text, limit: ByteSource.maximumRecordBytes)
      countBreaks(text[textStart...])
      if text.count > ByteSource.maximumRecordBytes {
        throw SourceError.recordTooLong(path: source.path, line: line, limit: ByteSource.maximumRecordBytes)
      }
      line = lineBreaks + 1
      guard hasTag else {
        if let open = path.last { throw malformed("the file ends inside <\(open)>") }
        return nil
      }
      tag.removeAll(keepingCapacity: true)
      try readTag()
      if tag.first == UInt8(ascii: "?") {
        try readTag(until: "?", from: 1)
      } else if tag.starts(with: "!--".utf8) {
        try readTag(until: "--", from: 3)
      } else if tag.starts(with: "![CDATA[".utf8) {
        try readTag(until: "]]", from: 8)
        text += tag[8..<(tag.count - 2)]
      } else if tag.first == UInt8(ascii: "!") {
        throw malformed("a document type isn't allowed here")
      } else {
        return try token()
      }
    }
  }

  /// Appends to `tag` up to the next `>`, and moves behind it.
  private mutating func readTag() throws {
    let start = tag.count
    let isClosed = try source.readBytes(upTo: UInt8(ascii: ">"), into: &tag, limit: Self.maximumTagBytes)
    countBreaks(tag[start...])
    if tag.count > Self.maximumTagBytes { throw malformed("a tag is longer than \(Self.maximumTagBytes >> 20) MiB") }
    if !isClosed { throw malformed("the file ends inside a tag") }
  }

  /// Appends to `tag`, over any `>`, until it ends so.
  private mutating func readTag(until end: String, from start: Int) throws {
    while tag.count < start + end.utf8.count || !tag.suffix(end.utf8.count).elementsEqual(end.utf8) {
      tag.append(UInt8(ascii: ">"))
      try readTag()
    }
  }

  private func malformed(_ reason: String) -> SourceError {
    .malformed(path: source.path, line: line, reason: "malformed XML: \(reason)")
  }

  private mutating func countBreaks(_ bytes: ArraySlice<UInt8>) {
    lineBreaks += bytes.count { $0 == UInt8(ascii: "\n") }
  }

  private mutating func token() throws -> Token {
    attributes.removeAll(keepingCapacity: true)
    if tag.first == UInt8(ascii: "/") {
      let name = try name(from: 1).text
      guard path.last == name else { throw malformed("</\(name)> where <\(path.last ?? "an element")> is open") }
      return .end(path.removeLast())
    }
    let name = try name(from: 0)
    try readAttributes(from: name.end)
    if path.count == Self.maximumDepth { throw malformed("more than \(Self.maximumDepth) elements inside each other") }
    path.append(name.text)
    return .start(name.text)
  }

  /// The name at a place in the tag, without its prefix.
  private func name(from start: Int) throws -> (text: String, end: Int) {
    let end = tag[start...].firstIndex { $0.isSpace || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "=") } ?? tag.count
    let name = tag[start..<end].split(separator: UInt8(ascii: ":")).last ?? []
    guard let first = name.first, first.isLetter || first == UInt8(ascii: "_") || first >= 0x80 else {
      throw malformed("\(String(text: tag[start..<end]).quoted) is no name")
    }
    return (String(text: name), end)
  }

  /// Reads `name="value"` up to the tag's end, over any `>` in a value.
  private mutating func readAttributes(from start: Int) throws {
    var place = start
    while true {
      while place < tag.count, tag[place].isSpace { place += 1 }
      guard place < tag.count else { return }
      if tag[place] == UInt8(ascii: "/"), place == tag.count - 1 {
        isSelfClosing = true
        return
      }
      let (name, end) = try name(from: place)
      place = end
      while place < tag.count, tag[place].isSpace || tag[place] == UInt8(ascii: "=") { place += 1 }
      guard place < tag.count, tag[place] == UInt8(ascii: "\"") || tag[place] == UInt8(ascii: "'") else {
        throw malformed("the attribute \(name) has no value in quotes")
      }
      let (quote, valueStart) = (tag[place], place + 1)
      place = valueStart
      while true {
        if place == tag.count {
          tag.append(UInt8(ascii: ">"))
          try readTag()
        }
        if tag[place] == quote { break }
        place += 1
      }
      attributes[name] = Self.unescaped(String(text: tag[valueStart..<place]))
      place += 1
    }
  }

  /// A text with the five entities of XML and character references in place of their names.
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[ampersand...]
      guard let end = rest.prefix(12).firstIndex(of: ";"), let character = character(rest[..<end].dropFirst()) else {
        result.append(rest.removeFirst())
        continue
      }
      result.unicodeScalars.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ entity: Substring) -> Unicode.Scalar? {
    switch entity {
    case "lt": "<"
    case "gt": ">"
    case "amp": "&"
    case "quot": "\""
    case "apos": "'"
    default:
      if entity.hasPrefix("#x") {
        UInt32(entity.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
      } else if entity.hasPrefix("#") {
        UInt32(entity.dropFirst()).flatMap(Unicode.Scalar.init)
      } else {
        nil
      }
    }
  }
}

extension UInt8 {
  /// White space of XML.
  fileprivate var isSpace: Bool { self == 0x20 || self >= 0x09 && self <= 0x0d }
}
