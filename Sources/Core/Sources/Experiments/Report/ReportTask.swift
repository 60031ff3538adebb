public import ACML
internal import Chemistry
public import Foundation
internal import Tensors

/// One page that shows what runs have come to: a file that needs no network.
public struct ReportTask {
  public struct Options: Sendable {
    public var title = "ACML report"
    /// Further molecules in the pools: a file for all runs, or indexes, each for the run whose weights made it.
    public var pools: [URL] = []
    public var smilesColumn = "smiles"
    public var ks = [1, 10, 100]
    /// Folders of evaluations, of one set or of a suite.
    public var evaluations: [URL] = []
    /// What the scatter of components is coloured by at first.
    public var property = MolecularProperty.logP
    /// How many molecules a scatter shows.
    public var points = 600
    public var vega = VegaLibrary.defaultFolder
    public init() {}
  }

  /// What was written.
  public struct Report: Codable, Sendable, Equatable {
    public let output: String
    public let runs: [String]
    public let charts: Int
    public let bytes: Int
  }

  private let catalog: PluginCatalog
  private let store: URL?
  private let progress: any ProgressObserver

  public init(_ catalog: PluginCatalog, store: URL? = nil, progress: any ProgressObserver = SilentProgress()) {
    self.catalog = catalog
    self.store = store
    self.progress = progress
  }

  /// Measures the runs and writes the page.
  /// - Throws: ``ReportError``, ``RunError``, what the tasks throw.
  public func write(_ runs: [URL], to output: URL, _ options: Options = Options()) throws -> Report {
    // What is missing is said before anything is computed.
    let library = try VegaLibrary(options.vega)
    let properties = try options.evaluations.map(Self.evaluation)
    let opened = try runs.map { try TrainedRun($0, catalog: catalog, progress: progress) }
    let pools = try Self.pools(options.pools, for: opened)
    let reported = try zip(zip(opened, pools), Self.names(opened)).map { run, name in
      try self.reported(run.0, name: name, pool: run.1, options)
    }
    let names = reported.map(\.name).joined(separator: ", ")
    var page = HTMLPage(
      title: options.title,
      lead: "\(names); written by ACML \(BuildIdentity.core.coreVersion) on \(timestamp().prefix(10)).")
    var (charts, structures): (Int, [String]) = (0, [])
    func html(_ chart: Chart) -> HTML {
      charts += 1
      return chart.html
    }
    page.add("Runs", [Self.overview(reported)])
    if let losses = Chart.losses(reported) { page.add("Training", [html(losses)]) }
    page.add("Retrieval", [html(Chart.retrieval(reported))])
    page.add("Isomers", reported.flatMap { Self.isomers($0, isAlone: reported.count == 1) })
    for run in reported {
      let points = sampled(run.explanation.points, options.points, seed: UInt64(run.run.configuration.seed))
      let first = structures.count
      structures += try inParallel(points) { try Molecule(smiles: $0.smiles).svgElement() }
      try page.add(
        reported.count > 1 ? "What \(run.name) knows" : "What the embedding knows",
        [
          html(.components(run.explanation, points: points, firstStructure: first, property: options.property)),
          html(.correlations(run.explanation)),
        ] + Self.neighbours(run.explanation) + Self.attributions(run.explanation))
    }
    if !properties.isEmpty { page.add("Prediction of properties", properties) }
    page.add("Configuration", reported.flatMap(Self.configuration))
    page.addCharts(library, structures: structures)
    let text = page.text
    try AtomicFileWriter.write(text, to: output)
    return Report(
      output: output.relativePath, runs: runs.map(\.relativePath), charts: charts, bytes: text.utf8.count)
  }

  /// The experiments' names, or the folders where a name comes twice.
  private static func names(_ runs: [TrainedRun]) -> [String] {
    let names = runs.map(\.configuration.name)
    return Set(names).count == names.count ? names : runs.map(\.url.relativePath)
  }

  /// The pool of each run: its own index, or else the file.
  private static func pools(_ pools: [URL], for runs: [TrainedRun]) throws -> [URL?] {
    let files = pools.filter { !isFolder($0) }
    if files.count > 1 { throw ReportError.severalFiles(paths: files.map(\.relativePath)) }
    let folders = pools.filter { isFolder($0) }
    let indexes = try folders.map { try LibraryIndex($0).manifest }
    func other(_ index: Int, than run: TrainedRun) -> IndexError {
      .otherModel(path: folders[index].relativePath, madeWith: indexes[index].run, run: run.url.relativePath)
    }
    if indexes.isEmpty { return runs.map { _ in files.first } }
    let models = runs.map(\.modelDigest)
    for (index, manifest) in indexes.enumerated() where !models.contains(manifest.model) {
      throw other(index, than: runs[0])
    }
    return try zip(runs, models).map { run, model in
      if let own = indexes.firstIndex(where: { $0.model == model }) { return folders[own] }
      guard let file = files.first else { throw other(0, than: run) }
      return file
    }
  }

  private func reported(_ run: TrainedRun, name: String, pool: URL?, _ options: Options) throws -> ReportedRun {
    var retrieval = RetrievalTask.Options()
    retrieval.pool = pool
    retrieval.smilesColumn = options.smilesColumn
    retrieval.ks = options.ks
    var meaning = ExplanationTask.Options()
    (meaning.examples, meaning.attributedExamples) = (4, 4)
    let folder = try RunFolder.open(at: run.url)
    let summary = run.url.appending(path: "summary.json")
    return ReportedRun(
      name: name, run: run, record: folder.record,
      configuration: String(decoding: try Data(contentsOf: folder.configuration), as: UTF8.self),
      metrics: try ReportedRun.metrics(folder.metrics), summary: try exists(summary) ? decode(summary) : nil,
      retrieval: try RetrievalTask(run, store: store, progress: progress).evaluate(retrieval),
      isomers: try isomers(run),
      explanation: try ExplanationTask(run, store: store, progress: progress).explain(meaning))
  }

  /// Isomers of the test part; `nil` where it has none.
  private func isomers(_ run: TrainedRun) throws -> IsomerTask.Report? {
    var options = IsomerTask.Options()
    options.hardest = 3
    do {
      return try IsomerTask(run, store: store, progress: progress).evaluate(options)
    } catch TrainingError.unsuitable {
      return nil
    }
  }

  private func sampled(_ points: [Explanation.Point], _ count: Int, seed: UInt64) -> [Explanation.Point] {
    points.count <= count
      ? points : RandomStream(seed: seed, name: "report").permutation(points.count).prefix(count).map { points[$0] }
  }
}
