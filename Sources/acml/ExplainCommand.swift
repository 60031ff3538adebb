import ArgumentParser
import Experiments
import Foundation

/// `acml explain`
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows what the graph embeddings of a run know.",
    discussion: """
      Correlates principal components, and the linear direction that predicts it best, with each of eight properties of \
      molecules, for the trained encoder and for one with fresh weights. With --neighbours, lists the nearest molecules; \
      with --attribute, weighs the atoms of a molecule for its retrieval. Tables and drawings are written as files.

      EXAMPLES
        acml explain runs/graph-smiles
        acml explain runs/graph-smiles --neighbours 'CC(=O)Oc1ccccc1C(=O)O' --attribute 'CC(=O)Oc1ccccc1C(=O)O'
        acml explain runs/graph-nmr --molecules library.smi --output meaning --json
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(help: "A file of molecules to explain with; the run's test part unless said.")
  var molecules: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --molecules.")
  var smilesColumn = "smiles"

  @Option(help: "How many principal components.")
  var components = 5

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Molecules whose neighbours are wanted.", valueName: "smiles"))
  var neighbours: [String] = []

  @Option(help: "How many neighbours each.")
  var top = 5

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Molecules whose atoms are to be weighed.", valueName: "smiles"))
  var attribute: [String] = []

  @Option(help: "The modality by which they are to be found; the first of the run unless said.")
  var modality: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where files go; explain/ in the run unless said.", valueName: "folder"))
  var output: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if !(1...100).contains(components) {
      throw ValidationError("--components takes a whole number from 1 to 100, not \(components)")
    }
    if !(1...1000).contains(top) { throw ValidationError("--top takes a whole number from 1 to 1000, not \(top)") }
  }

  func run() throws {
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    var options = ExplanationTask.Options()
    options.molecules = molecules.map { URL(filePath: $0) }
    options.smilesColumn = smilesColumn
    options.components = components
    options.neighboursOf = neighbours
    options.neighbours = top
    options.attribute = attribute
    options.modality = modality
    let explanation = try ExplanationTask(trained, store: compute.storeFolder, progress: progress).explain(options)
    let folder = output.map { URL(filePath: $0) } ?? URL(filePath: runFolder).appending(path: "explain")
    let files = try explanation.write(to: folder)
    if json { return try Standard.printJSON(explanation) }
    show(explanation)
    print("\n\(folder.relativePath): \(files.joined(separator: ", "))")
  }

  private func show(_ explanation: Explanation) {
    for row in explanation.rejectedRows { Standard.error.write("warning: \(row)\n") }
    print("\(explanation.molecules) molecules of \(explanation.source)")
    if explanation.trainedOn > 0 { print("\(explanation.trainedOn) that the run was trained on are left out") }
    for (encoder, shares) in explanation.shares.sorted(by: { $0.key < $1.key }) {
      let percents = shares.map { String(format: "%.1f %%", 100 * $0) }.joined(separator: ", ")
      print("variance along the components, \(encoder): \(percents)")
    }
    print(
      "\nPearson correlation of the best linear direction, fitted to \(explanation.fitted) other molecules, and of the "
        + "best component")
    var table = TextTable(["property", "trained", "95 % interval", "untrained", "component", "r"], numeric: [1, 3, 5])
    for property in explanation.properties {
      let linear = { (encoder: Explanation.Row.Weights) in
        explanation.row(encoder, component: nil, property)?.pearson
      }
      let component = explanation.correlations
        .filter { $0.encoder == .trained && $0.component != nil && $0.property == property }
        .max { abs($0.pearson?.value ?? 0) < abs($1.pearson?.value ?? 0) }
      let trained = linear(.trained)
      table.add([
        property.title, text(trained?.value),
        trained.map { "\(text($0.lower)) – \(text($0.upper))" } ?? "", text(linear(.untrained)?.value),
        component?.component.map { "\($0)" } ?? "", text(component?.pearson?.value),
      ])
    }
    print(table.text)
    for hood in explanation.neighbourhoods {
      print("\nnearest to \(hood.smiles)")
      var table = TextTable(["rank", "cosine", "Tanimoto", "smiles"], numeric: [0, 1, 2])
      for (rank, found) in hood.neighbours.enumerated() {
        table.add(["\(rank + 1)", text(found.similarity), text(found.tanimoto), found.smiles])
      }
      print(table.text)
    }
    for found in explanation.attributions {
      print("\n\(found.smiles) scores \(text(found.score)) with its \(found.target) sample")
    }
  }

  private func text(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }
}
