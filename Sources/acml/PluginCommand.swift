import ACML
import ArgumentParser
import Foundation

/// `acml plugin`
struct PluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin", abstract: "Looks at plugins, and makes new ones.",
    subcommands: [
      PluginListCommand.self, PluginDescribeCommand.self, PluginNewCommand.self, PluginBuildCommand.self,
      PluginTestCommand.self, PluginCheckCommand.self, PluginInstallCommand.self, PluginCheckProcessCommand.self,
    ])
}

/// `acml plugin list`
struct PluginListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists what the plugins provide.",
    discussion: """
      EXAMPLES
        acml plugin list
        acml plugin list --plugin-path my-plugins --json
      """)

  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  private struct Listing: Encodable {
    struct Component: Encodable {
      let id, kind, summary, source: String
      let modality: String?
    }
    let components: [Component]
    let refused: [String]
  }

  func run() throws {
    let catalog = try plugins.load()
    let modalities = catalog.encoderModalities
    if json {
      return try Standard.printJSON(
        Listing(
          components: catalog.components.map {
            Listing.Component(
              id: $0.id, kind: $0.kind.rawValue, summary: $0.summary, source: $0.source.description,
              modality: modalities[$0.id])
          }, refused: catalog.reports.filter(\.isRefused).map(\.description)))
    }
    var table = TextTable(["id", "kind", "summary"])
    for component in catalog.components {
      let modality = modalities[component.id].map { " (\($0))" } ?? ""
      table.add([component.id, component.kind.rawValue + modality, component.summary])
    }
    print(table.text)
  }
}

/// `acml plugin describe`
struct PluginDescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Prints a component's settings with type, default, range and meaning.",
    discussion: """
      EXAMPLES
        acml plugin describe gin
        acml plugin describe smiles-transformer --json
      """)

  @Argument(help: "The id, as it stands in configurations.")
  var id: String

  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  private struct Description: Encodable {
    struct Setting: Encodable {
      let name, type, help: String
      let defaultValue, allowed: String?

      init(_ row: SettingRow) {
        (name, type, help, defaultValue, allowed) = (row.path, row.type, row.help, row.defaultValue, row.allowed)
      }
    }
    let id, kind, summary, source: String
    let modality: String?
    let settings: [Setting]
    let loading, pretraining: [Setting]?
  }

  func run() throws {
    let catalog = try plugins.load()
    let component = try catalog.component(id)
    let encoder = catalog.modalityEncoders.first { $0.component.id == id }
    if json {
      return try Standard.printJSON(
        Description(
          id: id, kind: component.kind.rawValue, summary: component.summary, source: component.source.description,
          modality: encoder?.modalityList, settings: component.settings.rows.map(Description.Setting.init),
          loading: encoder?.loading.rows.map(Description.Setting.init),
          pretraining: encoder?.pretraining?.rows.map(Description.Setting.init)))
    }
    print("\(id): \(component.kind)\(encoder.map { " of \($0.modalityList)" } ?? "")\n\(component.summary)")
    print("from \(component.source)\n\n\(table(component.settings, "setting"))")
    if let loading = encoder?.loading, !loading.rows.isEmpty { print("\n\(table(loading, "setting of a pair"))") }
    if let pretraining = encoder?.pretraining { print("\n\(table(pretraining, "pre-training setting"))") }
  }

  private func table(_ schema: SettingsSchema, _ title: String) -> String {
    var table = TextTable([title, "type", "default", "allowed", "meaning"])
    for row in schema.rows {
      table.add([row.path, row.type, row.defaultValue ?? "required", row.allowed ?? "", row.help])
    }
    return schema.rows.isEmpty ? "no \(title)s" : table.text
  }
}

extension PluginCatalog {
  /// The modalities of each modality encoder, by id.
  fileprivate var encoderModalities: [String: String] {
    Dictionary(uniqueKeysWithValues: modalityEncoders.map { ($0.component.id, $0.modalityList) })
  }
}
