import ACML
import ArgumentParser
import Experiments
import Foundation

/// `acml retrieve`
struct RetrieveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrieve",
    abstract: "Searches across modalities with a trained run, or measures how well it does.",
    discussion: """
      Without --query, ranks every molecule of the held-out part in pools of several sizes and prints top-k accuracy \
      beside the random rate, with 95 % bootstrap intervals. With --query, answers with the best molecules of a pool.

      EXAMPLES
        acml retrieve runs/graph-smiles
        acml retrieve runs/graph-smiles --pool library.smi.gz --sizes 1000,10000 --k 1,10,100 --json
        acml retrieve runs/graph-smiles --query queries.smi --pool library.csv --top 20
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(help: "A file of molecules: further ones to measure with, or those that a query searches.")
  var pool: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --pool and --query.")
  var smilesColumn = "smiles"

  @Option(help: ArgumentHelp("Pool sizes, such as 100,1000.", valueName: "list"))
  var sizes: IntegerList = []

  @Option(help: ArgumentHelp("The k of top-k accuracy.", valueName: "list"))
  var k: IntegerList = [1, 5, 10, 100]

  @Option(help: "Which side asks: \(RetrievalTask.Direction.allCases.map(\.rawValue).joined(separator: ", ")).")
  var direction = RetrievalTask.Direction.both

  @Option(help: "The modality; all of the run unless said, for a query the first.")
  var modality: String?

  @Option(help: "The part that is asked for: train, validation or test.")
  var part = Part.test

  @Option(help: "A file of samples to search with.")
  var query: String?

  @Option(help: "How many molecules to list for each query.")
  var top = 10

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a whole number from 1, not \(top)") }
    if let bad = k.values.first(where: { $0 < 1 }) {
      throw ValidationError("--k takes whole numbers from 1, not \(bad)")
    }
  }

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let progress = compute.start()
    let trained = try TrainedRun(URL(filePath: runFolder), catalog: catalog, progress: progress)
    let task = RetrievalTask(trained, store: compute.storeFolder, progress: progress)
    if let query {
      let answer = try task.search(
        URL(filePath: query), pool: pool.map { URL(filePath: $0) }, top: top, modality: modality,
        smilesColumn: smilesColumn)
      return try json ? Standard.printJSON(answer) : show(answer)
    }
    var options = RetrievalTask.Options()
    options.pool = pool.map { URL(filePath: $0) }
    options.smilesColumn = smilesColumn
    options.sizes = sizes.values
    options.ks = k.values
    options.direction = direction
    options.modality = modality
    options.part = part
    let report = try task.evaluate(options)
    try json ? Standard.printJSON(report) : show(report)
  }

  private func show(_ report: RetrievalTask.Report) {
    print("\(report.queries) queries of the \(report.part) part, pool of \(report.poolMolecules) molecules")
    for result in report.results {
      print("\n\(result.modality), \(result.direction)")
      var table = TextTable(["pool", "k", "top-k %", "95 % interval", "random %"], numeric: [0, 1, 2, 4])
      for pool in result.pools {
        for top in pool.topK {
          let accuracy = top.accuracy
          table.add([
            "\(pool.poolSize)", "\(top.k)", percent(accuracy.value),
            "\(percent(accuracy.lower)) – \(percent(accuracy.upper))", percent(top.random),
          ])
        }
      }
      print(table.text)
    }
  }

  private func show(_ answer: RetrievalTask.Answer) {
    for row in answer.rejectedRows { Standard.error.write("warning: \(row)\n") }
    let names = Set(answer.hits.flatMap(\.columns.keys)).sorted()
    var table = TextTable(["query", "rank", "score", "smiles"] + names, numeric: [1, 2])
    for hit in answer.hits {
      table.add(
        [hit.queryName, "\(hit.rank)", String(format: "%.4f", hit.score), hit.smiles]
          + names.map { hit.columns[$0] ?? "" })
    }
    print("\(answer.modality) against \(answer.poolMolecules) molecules\n\(table.text)")
  }

  private func percent(_ value: Double) -> String { String(format: "%.1f", value * 100) }
}

/// Whole numbers separated by commas.
struct IntegerList: ExpressibleByArgument, ExpressibleByArrayLiteral {
  let values: [Int]

  init(arrayLiteral elements: Int...) { values = elements }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !numbers.isEmpty, !numbers.contains(nil) else { return nil }
    values = numbers.compactMap { $0 }
  }

  var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
}

extension RetrievalTask.Direction: @retroactive ExpressibleByArgument {}

extension Part: @retroactive ExpressibleByArgument {
  public init?(argument: String) { self.init(spelling: argument) }
}
