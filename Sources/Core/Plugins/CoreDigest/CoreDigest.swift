import Foundation
import PackagePlugin

/// Writes `coreDigest`, a digest of every source that a plugin is compiled against.
///
/// Swift without library evolution compiles the layout of types and the order of requirements into its clients: a plugin
/// built against other sources reads wrong fields without any error. A number counted by hand is forgotten; the digest
/// is not.
@main
struct CoreDigest: BuildToolPlugin {
  /// The modules that plugins see.
  private static let modules: Set = [
    "CPlugin", "Files", "Tensors", "NeuralNetworks", "Chemistry", "Spectra", "ACML",
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "CoreDigest.swift")
    let sources = context.package.targets.filter { Self.modules.contains($0.name) }
      .compactMap { $0 as? any SourceModuleTarget }
      .flatMap { module in module.sourceFiles.filter { [.source, .header].contains($0.type) }.map(\.url) }
      .filter { $0 != output }
      .sorted { $0.path < $1.path }
    let script = """
      output=$1; shift
      digest=$(cat "$@" | sha256sum | cut -c 1-16)
      printf '/// Digest of the core, compiled into whoever uses it.\\n' > "$output"
      printf '@_alwaysEmitIntoClient public var coreDigest: StaticString { "%s" }\\n' "$digest" >> "$output"
      """
    return [
      .buildCommand(
        displayName: "Digest of the core's sources", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "digest", output.path] + sources.map(\.path), inputFiles: sources,
        outputFiles: [output])
    ]
  }
}
