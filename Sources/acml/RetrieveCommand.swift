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
        acml retrieve runs/graph-nmr --pool library.index --sizes 1000,100000,1000000 --approximate
        acml retrieve runs/graph-nmr --data outside.msp
        acml retrieve runs/graph-smiles --query queries.smi --pool library.csv --top 20
        acml retrieve runs/graph-nmr --query spectrum.jdx --pool library.index --mass 180.0634 --tolerance 5ppm
      """)

  @Argument(help: ArgumentHelp("The folder of a finished training.", valueName: "run"))
  var runFolder: String

  @Option(
    help: """
      A file of molecules, or an index of `acml index`: further ones to measure with, or those that a query searches.
      """)
  var pool: String?

  @Option(
    help: """
      A labelled file from outside to measure with instead of a part of the run; what the run learned from is left out.
      """)
  var data: String?

  @Option(name: .customLong("smiles-column"), help: "The column of molecules in --pool, --data and --query.")
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

  @Flag(name: .customLong("each-sample"), help: "Every sample of a compound asks, not only its first.")
  var eachSample = false

  @Flag(help: "Search the index through a graph of neighbours too (made on first use), and tell its recall.")
  var approximate = false

  @OptionGroup(title: "Filters") var filters: FilterOptions

  @Option(help: "A file of samples to search with.")
  var query: String?

  @Option(help: "How many molecules to list for each query.")
  var top = 10

  @Option(name: .shortAndLong, help: "With --query, a file for the ranked molecules: .csv or .json.")
  var output: String?

  @Option(help: ArgumentHelp("With --query, a page with the drawn structures.", valueName: "file"))
  var html: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a whole number from 1, not \(top)") }
    if query != nil, data != nil { throw ValidationError("--query and --data exclude each other") }
    if query == nil, output != nil || html != nil {
      throw ValidationError("--output and --html go with --query; for a measurement take --json")
    }
    if query != nil, filters.mass == nil, filters.tolerance != nil {
      throw ValidationError("--tolerance goes with --mass in a query")
    }
    if let bad = k.values.first(where: { $0 < 1 }) {
      throw ValidationError("--k takes whole numbers from 1, not \(bad)")
    }
  }

  func run() throws {
    let (trained, progress) = try plugins.openRun(runFolder, compute)
    let task = RetrievalTask(trained, store: compute.storeFolder, progress: progress)
    if let query {
      var question = RetrievalTask.Query(URL(filePath: query))
      question.pool = pool.map { URL(filePath: $0) }
      question.top = top
      question.modality = modality
      question.smilesColumn = smilesColumn
      question.filter = filters.filter
      question.approximate = approximate
      let answer = try task.search(question)
      if let output { try answer.write(to: URL(filePath: output)) }
      if let html { try answer.writePage(to: URL(filePath: html)) }
      return try json ? Standard.printJSON(answer) : show(answer)
    }
    var options = RetrievalTask.Options()
    options.pool = pool.map { URL(filePath: $0) }
    options.data = data.map { URL(filePath: $0) }
    options.smilesColumn = smilesColumn
    options.sizes = sizes.values
    options.ks = k.values
    options.direction = direction
    options.modality = modality
    options.part = part
    options.eachSample = eachSample
    options.filter = filters.filter
    options.tolerance = filters.mass == nil ? filters.tolerance : nil
    options.approximate = approximate
    let report = try task.evaluate(options)
    try json ? Standard.printJSON(report) : show(report)
  }

  private func show(_ report: RetrievalTask.Report) {
    for row in report.rejectedRows { Standard.error.write("warning: \(row)\n") }
    let set = Part(rawValue: report.part) == nil ? report.part : "the \(report.part) part"
    print("\(report.queries) queries of \(set), pool of \(report.poolMolecules) molecules")
    if report.learnedFrom > 0 { print("\(report.learnedFrom) molecules left out that the run has learned from") }
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
    if report.approximations.isEmpty { return }
    var table = TextTable(["modality", "k", "recall %", "exact ms", "approximate ms"], numeric: [1, 2, 3, 4])
    for entry in report.approximations {
      table.add([
        entry.modality, "\(entry.k)", percent(entry.recall), String(format: "%.2f", entry.exactSeconds * 1000),
        String(format: "%.2f", entry.approximateSeconds * 1000),
      ])
    }
    print("\napproximate beside exact search, a query\n\(table.text)")
  }

  private func show(_ answer: RetrievalTask.Answer) {
    for row in answer.rejectedRows { Standard.error.write("warning: \(row)\n") }
    let names = Set(answer.hits.flatMap(\.columns.keys)).sorted()
    var table = TextTable(["query", "rank", "score", "formula", "smiles"] + names, numeric: [1, 2])
    for hit in answer.hits {
      table.add(
        [hit.queryName, "\(hit.rank)", String(format: "%.4f", hit.score), hit.formula, hit.smiles]
          + names.map { hit.columns[$0] ?? "" })
    }
    let recall = answer.recall.map { "; \(percent($0)) % of what exact search finds" } ?? ""
    let time = String(format: "%.3f", answer.searchSeconds)
    print("\(answer.modality) against \(answer.poolMolecules) molecules, \(time) s\(recall)\n\(table.text)")
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
