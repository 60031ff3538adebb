import ArgumentParser

/// `acml data`
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Looks at files of spectra and molecules, converts them, simulates spectra, and installs public data.",
    subcommands: [DataCheckCommand.self, DataConvertCommand.self, DataSimulateCommand.self, DataGetCommand.self])
}
