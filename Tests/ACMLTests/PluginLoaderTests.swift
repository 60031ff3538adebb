import ACML
import Foundation
import Testing

struct PluginLoaderTests {
  private var rebuild: String {
    "acml plugin build FOLDER, or swift build -c \(BuildIdentity.core.flavour) for one that comes with the program"
  }

  /// A plugin that tells one thing wrong, and the sentence that refuses it.
  struct Lie: Sendable, CustomTestStringConvertible {
    let field: String
    let definitions: [String: String]
    let sentence: String
    var testDescription: String { field }
  }

  static let lies: [Lie] = [
    Lie(
      field: "older ABI number", definitions: ["REPORTED_ABI": "0"],
      sentence: "was built for another core: its ABI number is 0, expected 1; rebuild it:"),
    Lie(
      field: "shorter handshake", definitions: ["REPORTED_SIZE": "24"],
      sentence: "was built for another core: its handshake size is 24, expected 48; rebuild it:"),
    Lie(
      field: "core version", definitions: ["REPORTED_VERSION": PluginFixture.text("0.0.9")],
      sentence:
        "was built for another core: its core version is 0.0.9, expected \(BuildIdentity.core.coreVersion); rebuild it:"
    ),
    Lie(
      field: "compiler", definitions: ["REPORTED_COMPILER": PluginFixture.text("Swift 60200")],
      sentence:
        "was built for another core: its compiler is Swift 60200, expected \(BuildIdentity.core.compiler); rebuild it:"),
    Lie(
      field: "flavour", definitions: ["REPORTED_FLAVOUR": PluginFixture.text("quick")],
      sentence:
        "was built for another core: its build flavour is quick, expected \(BuildIdentity.core.flavour); rebuild it:"),
    Lie(
      field: "digest", definitions: ["REPORTED_DIGEST": PluginFixture.text("0123456789abcdef")],
      sentence: "was built for another core: its core digest is 0123456789abcdef, "
        + "expected \(BuildIdentity.core.coreDigest); rebuild it:"),
    Lie(
      field: "no text at all", definitions: ["REPORTED_DIGEST": "0"],
      sentence: "was built for another core: its core digest is missing, "
        + "expected \(BuildIdentity.core.coreDigest); rebuild it:"),
    Lie(
      field: "another core's address", definitions: ["REPORTED_IDENTITY": "info"],
      sentence: "holds a copy of the core of its own; link the product ACML as a dynamic library and rebuild:"),
    Lie(
      field: "failing entry", definitions: ["REPORTED_CODE": "7"],
      sentence: "its entry ended with the code 7; rebuild it:"),
  ]

  @Test(arguments: lies)
  func aPluginThatDoesNotFitIsRefused(_ lie: Lie) throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("Described.c", to: "Wrong.so", definitions: lie.definitions)
    let report = try #require(fixture.load().reports.first)
    #expect(report.description == "\(library.path): \(lie.sentence) \(rebuild)")
  }

  @Test func aPluginThatFitsIsLoaded() throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("Described.c", to: "Right.so")
    let reports = fixture.load().reports
    #expect(reports.map(\.path) == [library.path])
    #expect(reports.map(\.outcome) == [.loaded(ids: [])])
  }

  @Test(arguments: [
    // The symbol can be seen in the file, so that not a line of the library runs.
    [],
    // Hidden: only the address of the singleton gives it away.
    ["-Wl,--version-script=\(PluginFixture.tests.appending(path: "Fixtures/plugins/OnlyEntry.map").path)"],
  ])
  func aPluginWithItsOwnCoreIsRefused(flags: [String]) throws {
    let fixture = try PluginFixture()
    try fixture.compile(
      [
        PluginFixture.tests.appending(path: "Fixtures/plugins/Described.c"),
        PluginFixture.header.appending(path: "CoreIdentity.c"),
      ], to: "OwnCore.so", flags: flags)
    #expect(fixture.load().reports.map(\.outcome) == [.refused(.ownCore)])
  }

  @Test func aLibraryWithoutEntryIsRefusedWhereItWasNamed() throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("NoEntry.c", to: "libadd.so")
    #expect(
      fixture.load().reports.map(\.description)
        == ["\(library.path): is no ACML plugin: it exports neither `acml_plugin_entry` nor `acml_c_plugin`"])
    #expect(fixture.load(isExplicit: false).reports.map(\.outcome) == [.notAPlugin])
  }

  @Test func aLibraryThatCannotBeLinkedIsRefusedInTheLinkersWords() throws {
    let fixture = try PluginFixture()
    try fixture.compile("Unlinkable.c", to: "Unlinkable.so")
    let report = try #require(fixture.load().reports.first)
    #expect(report.description.contains("undefined symbol: gone_from_the_core; rebuild it: \(rebuild)"))
  }

  /// What lies under the name of a plugin.
  struct Rubbish: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: @Sendable ([UInt8]) -> [UInt8]
    let reason: String
  }

  @Test(arguments: [
    Rubbish(testDescription: "empty", bytes: { _ in [] }, reason: "the file is empty"),
    Rubbish(
      testDescription: "text", bytes: { _ in Array("INPUT(-lc)".utf8) }, reason: "the file is not in the format ELF"),
    Rubbish(testDescription: "half a header", bytes: { Array($0.prefix(30)) }, reason: "the file is cut short"),
    Rubbish(testDescription: "half a file", bytes: { Array($0.prefix($0.count / 2)) }, reason: "the file is cut short"),
    Rubbish(
      testDescription: "another processor", bytes: { Array($0[..<18]) + [0x28, 0] + Array($0[20...]) },
      reason: "it is for another processor (ELF machine 40, expected \(Self.machine))"),
    Rubbish(
      testDescription: "an object file", bytes: { Array($0[..<16]) + [1, 0] + Array($0[18...]) },
      reason: "it is no shared object (ELF type 1, expected 3)"),
  ])
  func aFileThatIsNoLibraryIsRefused(_ rubbish: Rubbish) throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("NoEntry.c", to: "Rubbish.so")
    try Data(rubbish.bytes([UInt8](try Data(contentsOf: library)))).write(to: library)
    #expect(
      fixture.load(isExplicit: false).reports.map(\.description)
        == ["\(library.path): is no shared library for this machine: \(rubbish.reason)"])
  }

  private static var machine: Int {
    #if arch(arm64)
      183
    #else
      62
    #endif
  }

  /// Every byte of the ELF headers, of the section table and of the symbol table is set to several values: the reader must
  /// never crash.
  @Test func damagedHeadersDoNotCrash() throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("NoEntry.c", to: "Damaged.so")
    let whole = [UInt8](try Data(contentsOf: library))
    let sectionTable = (0..<8).reduce(0) { $0 | Int(whole[40 + $1]) << (8 * $1) }
    for position in Array(0..<64) + Array(sectionTable..<whole.count) {
      for value: UInt8 in [0x00, 0x7F, 0xFF] {
        var bytes = whole
        bytes[position] = value
        try Data(bytes).write(to: library)
        #expect(fixture.load(isExplicit: false).reports.count == 1)
      }
    }
  }

  @Test func aNamedFolderMustExist() {
    let path = PluginSearchPath(
      flags: ["/no/such/folder"], environment: ["ACML_PLUGIN_PATH": "/nor/this"], program: nil)
    #expect(
      PluginLoader(path).load().reports.map(\.description) == [
        "/no/such/folder: can't be read: no such file or folder (named by --plugin-path)",
        "/nor/this: can't be read: no such file or folder (named by ACML_PLUGIN_PATH)",
      ])
  }

  @Test func theSearchGoesFromTheNearestToTheFarthest() {
    let path = PluginSearchPath(
      flags: ["/a", "/b"], environment: ["ACML_PLUGIN_PATH": "/c:/d"], program: URL(filePath: "/opt/acml/bin/acml"))
    #expect(
      path.entries.map(\.location.path) == ["/a", "/b", "/c", "/d", "/opt/acml/bin", "/opt/acml/lib/acml/plugins"])
    #expect(path.entries.map(\.isExplicit) == [true, true, true, true, false, false])
  }

  @Test func anUnknownComponentNamesThePluginsThatFailed() throws {
    let fixture = try PluginFixture()
    let library = try fixture.compile("NoEntry.c", to: "Broken.so")
    let error = #expect(throws: UnknownComponent.self) { try fixture.load().graphEncoder("gin") }
    #expect(
      error?.description == """
        no graph encoder `gin`; loaded: none
          not loaded: \(library.path): is no ACML plugin: it exports neither `acml_plugin_entry` nor `acml_c_plugin`
        """)
  }
}
