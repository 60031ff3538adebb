internal import ACML
internal import CYAML

/// libyaml's parser as a source of events in Swift.
final class YAMLEvents {
  enum Event {
    case documentStart
    case end
    case scalar(SettingScalar, anchor: String?)
    case sequenceStart(anchor: String?)
    case mappingStart(anchor: String?)
    case collectionEnd
    case alias(String)
    /// The ends of documents and what else needs no answer.
    case other
  }

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let input: UnsafeBufferPointer<UInt8>
  private let source: SettingOrigin
  private let isReady: Bool

  /// - Parameter input: must outlive the events.
  init(_ input: UnsafeBufferPointer<UInt8>, source: SettingOrigin) {
    self.input = input
    self.source = source
    isReady = yaml_parser_initialize(parser) == 1
    if isReady {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deallocate()
  }

  /// The next event and its place.
  func next() throws(SettingProblem) -> (event: Event, origin: SettingOrigin) {
    var event = yaml_event_t()
    guard isReady, yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    let origin = place(event.start_mark)
    switch event.type {
    case YAML_NO_EVENT, YAML_STREAM_END_EVENT: return (.end, origin)
    case YAML_DOCUMENT_START_EVENT: return (.documentStart, origin)
    case YAML_ALIAS_EVENT: return (.alias(text(event.data.alias.anchor) ?? ""), origin)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuse(tag: scalar.tag, at: origin)
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let isQuoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
      return (.scalar(SettingScalar(text, isQuoted: isQuoted), anchor: self.text(scalar.anchor)), origin)
    case YAML_SEQUENCE_START_EVENT:
      try refuse(tag: event.data.sequence_start.tag, at: origin)
      return (.sequenceStart(anchor: text(event.data.sequence_start.anchor)), origin)
    case YAML_MAPPING_START_EVENT:
      try refuse(tag: event.data.mapping_start.tag, at: origin)
      return (.mappingStart(anchor: text(event.data.mapping_start.anchor)), origin)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return (.collectionEnd, origin)
    default: return (.other, origin)
    }
  }

  private func refuse(tag: UnsafeMutablePointer<yaml_char_t>?, at origin: SettingOrigin) throws(SettingProblem) {
    guard let tag = text(tag) else { return }
    throw SettingProblem(origin, .root, "the tag `\(tag.prefix(60))` has no meaning in a configuration")
  }

  /// What made libyaml stop.
  private func problem() -> SettingProblem {
    let fault = parser.pointee
    let reason = fault.problem.map { String(cString: $0) } ?? "no memory left to read it"
    let mark = fault.problem_mark
    // The mark counts letters, so that its index is a byte's only up to the first letter that isn't ASCII; a tab
    // among the indentation stands before any such letter in all but the oddest files.
    if mark.index < input.count, input[mark.index] == 0x09 {
      return SettingProblem(place(mark), .root, "a tab where YAML wants spaces")
    }
    return SettingProblem(place(mark), .root, "is no valid YAML: \(reason)")
  }

  private func place(_ mark: yaml_mark_t) -> SettingOrigin {
    source.at(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }
}
