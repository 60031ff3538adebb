import ArgumentParser

/// `acml data`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Looks at files of spectra and molecules, converts them, and simulates spectra.",
    subcommands: [DataCheckCommand.self, DataConvertCommand.self, DataSimulateCommand.self])
}
