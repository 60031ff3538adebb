import Foundation
import PackagePlugin

/// Writes `pluginTemplates`, the files of `Templates` as text, so that an installed program needs no further files.
@main
struct PluginTemplates: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = target.directoryURL.appending(path: "Templates")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: $0) }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
    let output = context.pluginWorkDirectoryURL.appending(path: "PluginTemplates.swift")
    // Raw literals of several lines: what stands between them is the file, byte for byte.
    let script = """
      output=$1 folder=$2; shift 2
      {
        printf '/// The files of every template by their path in `Templates`.\\n'
        printf 'let pluginTemplates: [(path: String, text: String)] = [\\n'
        for file in "$@"; do
          printf '(path: "%s", text: ####\"\"\"\\n' "${file#"$folder"/}"
          cat "$file"
          printf '\\n\"\"\"####),\\n'
        done
        printf ']\\n'
      } > "$output"
      """
    return [
      .buildCommand(
        displayName: "Templates of plugins", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "templates", output.path, folder.path] + files.map(\.path), inputFiles: files,
        outputFiles: [output])
    ]
  }
}
