import ArgumentParser
import Experiments
import Foundation

/// `acml bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast this machine does what the framework does all day.",
    discussion: """
      Each suite does a piece of work for some seconds and says how much of it was done in a second: the median, and what a
      tenth of the measurements fell short of (p10) or surpassed (p90). docs/performance.md says what each does.

      EXAMPLES
        acml bench train --molecules Examples/data/aqsoldb.csv
        acml bench train --molecules molecules.smi --encoder gat --hidden 300 --batch 128 --json
        acml bench encode-graph --molecules molecules.smi --seconds 20
        acml bench encode-smiles --molecules molecules.smi --layers 6 --width 768 --intermediate 3072
        acml bench read-spectra --spectra library.mgf.gz
        acml bench startup --json
      """)

  @Argument(help: "What to measure: \(Benchmarks.Suite.allCases.map(\.rawValue).joined(separator: ", ")).")
  var suite: Benchmarks.Suite

  @Option(
    help: "A file of molecules, of which the first 20,000 are used; retrieve, read-spectra and startup take none.")
  var molecules: String?

  @Option(help: "How long to measure.")
  var seconds = 8.0

  @Option(help: "The graph encoder of train and encode-graph.")
  var encoder = "gin"

  @Option(help: "The graph encoder's width.")
  var hidden = 300

  @Option(
    help:
      "Molecules a batch; 128 for train, 512 for encode-graph, 64 for encode-smiles and encode-spectrum, 32 for encode-image unless said."
  )
  var batch: Int?

  @Option(help: "Layers of the transformer of encode-smiles.")
  var layers = 3

  @Option(help: "Width of the transformer of encode-smiles, a multiple of 12.")
  var width = 384

  @Option(help: "Width inside a block of the transformer of encode-smiles.")
  var intermediate = 464

  @Option(help: "Rows of the pool of retrieve.")
  var pool = 1_000_000

  @Option(help: "The file of read-spectra, of any format of spectra.")
  var spectra: String?

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @Flag(help: "Print one row of a Markdown table on stdout.")
  var markdown = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if seconds.isNaN || seconds < 0 || seconds > 3600 { throw ValidationError("--seconds takes 0 to 3600") }
    if let batch, batch < 2 { throw ValidationError("--batch takes a whole number from 2, not \(batch)") }
    if suite == .readSpectra, spectra == nil {
      throw ValidationError("read-spectra needs --spectra, a file of spectra")
    }
    if molecules == nil, ![.retrieve, .readSpectra, .startup].contains(suite) {
      throw ValidationError("\(suite.rawValue) needs --molecules, a file of molecules")
    }
    if json && markdown { throw ValidationError("--json and --markdown can't both be") }
    if pool < 100 { throw ValidationError("--pool takes a whole number from 100, not \(pool)") }
  }

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let progress = compute.start()
    var options = Benchmarks.Options()
    options.seconds = seconds
    options.encoder = encoder
    options.hiddenDimensions = hidden
    options.batchSize = batch
    options.transformer = (layers, width, intermediate)
    options.poolSize = pool
    options.spectra = spectra.map { URL(filePath: $0) }
    options.store = compute.storeFolder
    let result = try Benchmarks(
      URL(filePath: molecules ?? ""), options: options, catalog: catalog, progress: progress
    ).run(suite)
    if json { return try Standard.printJSON(result) }
    if markdown { return print(result.row) }
    let rate = result.throughput
    print("\(result.suite): \(result.work), \(result.threads) threads, \(result.kernels)")
    print(
      String(
        format: "  %.0f %@/s (p10 %.0f, p90 %.0f; %d measurements)", rate.median, result.unit, rate.p10, rate.p90,
        result.measurements))
    print("  " + result.phases.map { String(format: "%@ %.2f ms", $0.name, $0.milliseconds) }.joined(separator: ", "))
    if let arithmetic = result.arithmetic {
      print(
        String(
          format: "  %.0f GFLOP/s in matrix products, %.0f %% of the %.0f that products alone reach",
          arithmetic.gigaflops,
          arithmetic.share * 100, arithmetic.productsAlone))
    }
    print(String(format: "  peak memory %.0f MB, load %.2f", result.peakMemoryMegabytes, result.loadAverage))
  }
}

extension Benchmarks.Suite: @retroactive ExpressibleByArgument {}

extension BenchmarkResult {
  /// `| suite | work | items a second | p10–p90 | milliseconds of each part | GFLOP/s (share) | MB |`
  fileprivate var row: String {
    let rate = throughput
    let digits = rate.median < 100 ? 1 : 0
    func number(_ value: Double) -> String { String(format: "%.\(digits)f", value) }
    let parts = phases.map { String(format: "%@ %.1f", $0.name, $0.milliseconds) }.joined(separator: ", ")
    let products = arithmetic.map { String(format: "%.0f (%.0f %%)", $0.gigaflops, $0.share * 100) } ?? "—"
    let memory = String(format: "%.0f", peakMemoryMegabytes)
    return "| \(suite) | \(work) | \(number(rate.median)) \(unit) | \(number(rate.p10))–\(number(rate.p90)) | \(parts) "
      + "| \(products) | \(memory) |"
  }
}
