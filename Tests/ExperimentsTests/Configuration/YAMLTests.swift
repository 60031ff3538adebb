import ACML
import Experiments
import Files
import Testing

struct YAMLTests {
  static func read(_ text: String) throws -> SettingNode { try read(Array(text.utf8)) }

  static func read(_ bytes: [UInt8]) throws -> SettingNode {
    try YAML.read(bytes, source: .file(path: "a.yaml", line: 1, column: 1))
  }

  private func problem(_ bytes: [UInt8]) -> String? {
    #expect(throws: SettingProblem.self) { try Self.read(bytes) }?.description
  }

  @Test func everyNodeKnowsItsPlace() throws {
    let node = try Self.read("a: 1\nb:\n  - x\n  - {c: 2}\n")
    #expect(node[path: "a"]?.origin.description == "a.yaml:1:4")
    #expect(node[path: "b.0"]?.origin.description == "a.yaml:3:5")
    #expect(node[path: "b.1.c"]?.origin.description == "a.yaml:4:9")
    #expect(node["b"]?.elements[1].entries.first?.origin.description == "a.yaml:4:6")
  }

  @Test(arguments: [
    ("aliases", "a: &x [1, 2]\nb: *x\n", "{a: [1, 2], b: [1, 2]}"),
    ("merge", "a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", "{a: {p: 1, q: 2}, b: {q: 3, p: 1}}"),
    (
      "merge of several", "a: &x {p: 1}\nb: &y {p: 2, q: 3}\nc: {<<: [*x, *y]}\n",
      "{a: {p: 1}, b: {p: 2, q: 3}, c: {p: 1, q: 3}}"
    ),
    ("a quoted << is a key", "'<<': 1\n", "{\"<<\": 1}"),
    ("empty", "", "null"),
    ("comments only", "# nothing\n", "null"),
    ("null value", "a:\n", "{a: null}"),
    ("quotes", "a: '5'\nb: \"on\"\n", "{a: \"5\", b: on}"),
    ("block text", "a: |\n  x\n  y\n", "{a: \"x\\ny\\n\"}"),
    ("letters beyond ASCII", "name: Käse 🧀\n", "{name: Käse 🧀}"),
    ("Windows line ends", "a: 1\r\nb: 2\r\n", "{a: 1, b: 2}"),
  ])
  func reads(_ name: String, _ text: String, _ inline: String) throws {
    #expect(try Self.read(text).inline == inline)
  }

  @Test(arguments: [
    ("a key twice", "a: 1\nb: 2\na: 3\n", "a.yaml:3:1: the key `a` stands here a second time; first at a.yaml:1:1"),
    ("two documents", "a: 1\n---\nb: 2\n", "a.yaml:2:1: a second document begins; a configuration is one"),
    ("tab", "a:\n\tb: 1\n", "a.yaml:2:1: a tab where YAML wants spaces"),
    ("unknown alias", "a: *b\n", "a.yaml:1:4: the alias `*b` stands for nothing before it"),
    ("alias to itself", "a: &a [*a]\n", "a.yaml:1:8: the alias `*a` stands inside of what it stands for"),
    ("merge of a value", "a: 1\n<<: 2\n", "a.yaml:2:5: `<<` takes a mapping or a list of mappings"),
    ("list as key", "? [a]\n: 1\n", "a.yaml:1:3: a key must be plain text"),
    ("tag", "a: !!binary aGk=\n", "a.yaml:1:4: the tag `tag:yaml.org,2002:binary` has no meaning in a configuration"),
    ("directive", "%YAML 1.1\n---\na: 1\n", "a.yaml:1:1: directives (`%`) have no meaning in a configuration"),
    ("unclosed list", "a: [1, 2\nb: 3\n", "a.yaml:2:2: is no valid YAML: did not find expected ',' or ']'"),
    ("unclosed quotes", "a: \"x\n", "a.yaml:2:1: is no valid YAML: found unexpected end of stream"),
    ("NUL", "a: 1\nb: \0\n", "a.yaml:2:4: the control character 0x00 is no text"),
    ("escape", "a: \u{1B}[2J\n", "a.yaml:1:4: the control character 0x1B is no text"),
  ])
  func refuses(_ name: String, _ text: String, _ message: String) {
    #expect(problem(Array(text.utf8)) == message)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0xE2, 0x82],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    let first = String(bytes[0], radix: 16, uppercase: true)
    #expect(
      problem(Array("a: é".utf8) + bytes)
        == "a.yaml:1:5: the byte 0x\(first) is no UTF-8 text; save the file as UTF-8")
  }

  @Test(arguments: [
    ("lists", String(repeating: "[", count: 100_000)),
    ("mappings", String(repeating: "{a: ", count: 100_000)),
    ("block lists", String(repeating: "- ", count: 100_000)),
    ("block mappings", (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
  ])
  func refusesDepth(_ name: String, _ text: String) {
    #expect(problem(Array(text.utf8))?.hasSuffix("is nested more than 64 levels deep") == true)
  }

  @Test func depthCountsAliases() {
    var text = "a0: &a0 [x]\n"
    for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(problem(Array(text.utf8))?.hasSuffix("is nested more than 64 levels deep") == true)
  }

  @Test func refusesAliasesThatMultiply() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
    }
    #expect(problem(Array(text.utf8)) == "a.yaml:5:45: holds more than 100000 values, aliases counted in full")
  }

  @Test func refusesTooManyValues() {
    let text = "[" + String(repeating: "1,", count: 100_001) + "]"
    #expect(problem(Array(text.utf8))?.hasSuffix("holds more than 100000 values, aliases counted in full") == true)
  }

  @Test func refusesTooManyBytes() {
    #expect(
      problem(Array(repeating: 0x20, count: 4_194_305))
        == "a.yaml:1:1: is 4194305 bytes long; a configuration holds at most 4194304")
  }

  /// Cut off anywhere and with any byte replaced, a document is read or refused, and never more than that.
  @Test func damagedDocumentsDoNotCrash() {
    let document = Array(
      "a: &x {p: [1, 'é'], q: \"\\u00e9\"}\nb:\n- *x\n- |\n  text\n- {<<: *x}\n? c\n: ~ # end\n".utf8)
    for position in document.indices {
      _ = try? Self.read(Array(document[..<position]))
      for byte: UInt8 in [0x00, 0x09, 0x0A, 0x20, 0x22, 0x26, 0x2A, 0x2D, 0x3A, 0x5B, 0x5D, 0x7B, 0x80, 0xC3, 0xFF] {
        var damaged = document
        damaged[position] = byte
        _ = try? Self.read(damaged)
      }
    }
  }

  @Test(arguments: [
    "{}", "a: 1\n", "a: []\nb: {}\nc: ~\n", "a: [1, 'two', 3.0e-2, true, null, '']\n",
    "a:\n  - b: 1\n    c: [x]\n  - {}\n  - [[1], [2, 3]]\n  - - d: 1\n", "'1': x\n'a: b': \"# no\"\n'': y\n",
    "a: '- x'\nb: 'x: y'\nc: 'x #y'\nd: '[x]'\ne: '*x'\nf: '@x'\ng: ' x '\nh: 'x:'\ni: '%x'\nj: \"'\"\nk: '\"'\nl: '\\'\n",
    "a: \"\\t\\n\\r\\0\\x07\\u2028\\U0001F9C0\\uFEFF\"\n",
    "a: ../x/y.csv\nb: ./z\nc: ...\nd: '---'\ne: '~'\nf: 'null'\n",
    "a: 'true'\nb: '0x1F'\nc: '1e3'\nd: on\ne: no\nf: 1_000\ng: 2024-01-01\nh: C[C@H](N)C(=O)O\n",
  ])
  func writesWhatReadsBackTheSame(_ text: String) throws {
    let node = try Self.read(text)
    let written = YAML.text(node)
    #expect(try Self.read(written) == node, "\(written)")
    #expect(try Self.read(node.inline) == node, "\(node.inline)")
    #expect(try YAML.text(Self.read(written)) == written)
  }

  @Test func writesBlocksWithComments() throws {
    let node = try Self.read("a: 1\nb: {c: [1, 2], d: []}\ne: [{f: 1, g: 2}]\n")
    #expect(
      YAML.text(node) { "\($0)" } == """
        a: 1  # a.yaml:1:4
        b:
          c: [1, 2]  # a.yaml:2:8
          d: []  # a.yaml:2:19
        e:
          - f: 1  # a.yaml:3:9
            g: 2  # a.yaml:3:15

        """)
  }

  @Test(arguments: ["/dev/zero", "/", "/dev/null"])
  func onlyRegularFilesAreRead(_ path: String) {
    let error = #expect(throws: SettingProblem.self) { try YAML.read(file: path) }
    #expect(error?.description == "\(path):1:1: is not a regular file")
  }

  @Test func aMissingFileIsMissingInput() {
    let error = #expect(throws: FileError.self) { try YAML.read(file: "/no/such.yaml") }
    #expect(error?.failureClass == .missingInput)
  }
}
