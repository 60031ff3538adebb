import ArgumentParser
import Experiments
import Foundation

/// `acml bench`
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures how fast this machine does what the framework does all day.",
    discussion: """
      EXAMPLES
        acml bench train --molecules Examples/data/aqsoldb.csv
        acml bench train --molecules molecules.smi --encoder gat --hidden 300 --batch 128 --json
        acml bench encode-graph --molecules molecules.smi --seconds 20
        acml bench encode-smiles --molecules molecules.smi --layers 6 --width 768 --intermediate 3072
      """)

  @Argument(help: "What to measure: \(Benchmarks.Suite.allCases.map(\.rawValue).joined(separator: ", ")).")
  var suite: Benchmarks.Suite

  @Option(help: "A file of molecules; the first 20,000 are used.")
  var molecules: String

  @Option(help: "How long to measure.")
  var seconds = 8.0

  @Option(help: "The graph encoder of train and encode-graph.")
  var encoder = "gin"

  @Option(help: "The graph encoder's width.")
  var hidden = 300

  @Option(
    help:
      "Molecules a batch; 128 for train, 512 for encode-graph, 64 for encode-smiles, 32 for encode-image unless said.")
  var batch: Int?

  @Option(help: "Layers of the transformer of encode-smiles.")
  var layers = 3

  @Option(help: "Width of the transformer of encode-smiles, a multiple of 12.")
  var width = 384

  @Option(help: "Width inside a block of the transformer of encode-smiles.")
  var intermediate = 464

  @Option(help: "Rows of the pool of retrieve.")
  var pool = 1_000_000

  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func validate() throws {
    if seconds.isNaN || seconds < 0 || seconds > 3600 { throw ValidationError("--seconds takes 0 to 3600") }
    if let batch, batch < 2 { throw ValidationError("--batch takes a whole number from 2, not \(batch)") }
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
    let result = try Benchmarks(URL(filePath: molecules), options: options, catalog: catalog, progress: progress)
      .run(suite)
    if json { return try Standard.printJSON(result) }
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
