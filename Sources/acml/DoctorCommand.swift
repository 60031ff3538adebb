import ACML
import ArgumentParser
import Chemistry
import Foundation
import Tensors

/// `acml doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what the program runs on, and every plugin with why it was or was not loaded.",
    discussion: """
      EXAMPLES
        acml doctor
        acml doctor --plugin-path my-plugins --json
      """)

  @OptionGroup var plugins: PluginOptions

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  private struct Diagnosis: Encodable {
    struct Place: Encodable {
      let path, reason: String
      let exists: Bool
    }
    struct Plugin: Encodable {
      let path, status: String
      let ids: [String]
      let reason: String?
    }
    let version, coreDigest, coreLibrary, compiler, buildFlavour, blas, rdkit, kernels: String
    let availableKernels: [String]
    let threads, blasThreads: Int
    let searchPath: [Place]
    let plugins: [Plugin]
    let problems: [String]
  }

  func run() throws {
    let searchPath = plugins.searchPath
    let catalog = plugins.catalog()
    let core = BuildIdentity.core
    let diagnosis = Diagnosis(
      version: core.coreVersion, coreDigest: core.coreDigest, coreLibrary: BuildIdentity.coreLibrary ?? "unknown",
      compiler: core.compiler, buildFlavour: core.flavour, blas: ComputeDevice.blas, rdkit: Molecule.rdkitVersion,
      kernels: ComputeDevice.kernelLevel, availableKernels: ComputeDevice.availableKernelLevels,
      threads: ThreadPool.shared.threads, blasThreads: ComputeDevice.blasThreads,
      searchPath: searchPath.entries.map {
        Diagnosis.Place(
          path: $0.location.path, reason: $0.reason, exists: FileManager.default.fileExists(atPath: $0.location.path))
      },
      plugins: catalog.reports.map { report in
        switch report.outcome {
        case .loaded(let ids): Diagnosis.Plugin(path: report.path, status: "loaded", ids: ids, reason: nil)
        case .refused(let refusal):
          Diagnosis.Plugin(path: report.path, status: "refused", ids: [], reason: refusal.description)
        case .notAPlugin: Diagnosis.Plugin(path: report.path, status: "not a plugin", ids: [], reason: nil)
        }
      },
      problems: catalog.problems.map(\.description))
    try json ? Standard.printJSON(diagnosis) : show(diagnosis)
  }

  private func show(_ diagnosis: Diagnosis) {
    var table = TextTable(["part", "what was found"])
    table.add([
      "acml", "\(diagnosis.version), \(diagnosis.buildFlavour) build, core \(diagnosis.coreDigest.prefix(12))",
    ])
    table.add(["core library", diagnosis.coreLibrary])
    table.add(["compiler", diagnosis.compiler])
    table.add(["kernels", "\(diagnosis.kernels) (available: \(diagnosis.availableKernels.joined(separator: ", ")))"])
    table.add(["threads", "\(diagnosis.threads), each with \(diagnosis.blasThreads) of BLAS"])
    table.add(["BLAS", diagnosis.blas])
    table.add(["RDKit", diagnosis.rdkit])
    print(table.text)
    print("\nplugin search path")
    for place in diagnosis.searchPath {
      print("  \(place.path) (\(place.reason))\(place.exists ? "" : ": not there")")
    }
    print("\nplugins")
    for plugin in diagnosis.plugins {
      print("  \(plugin.path): \(plugin.status)\(plugin.reason.map { ": it \($0)" } ?? "")")
      if !plugin.ids.isEmpty { print("    \(plugin.ids.joined(separator: ", "))") }
    }
    for problem in diagnosis.problems { print("  problem: \(problem)") }
  }
}
