import ArgumentParser
import Experiments

/// `acml train`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a graph encoder against frozen encoders of other modalities.",
    discussion: """
      The run folder holds the resolved configuration (itself a valid input), metrics.csv, events.jsonl, the checkpoint, \
      the split with identities, the rejected rows and the frozen encoders. Embeddings of the frozen side are computed \
      once and stored; a second run takes them from there.

      EXAMPLES
        acml train configs/quickstart.yaml
        acml train configs/quickstart.yaml --set graph.encoder=gat --output runs/gat
        acml train configs/quickstart.yaml --set training.epochs=40 --set training.extraNegatives=4096
        acml train configs/quickstart.yaml --output runs/gat --resume
      """)

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let file = try ExperimentFile<TrainingConfiguration>(
      experiment.file, overrides: experiment.overrides(), catalog: catalog)
    let progress = compute.start(configured: file.configuration.threads)
    try output.show(
      ContrastiveTraining.run(
        file, catalog: catalog, output: output.url(name: file.configuration.name), resume: output.resume,
        store: compute.storeFolder, progress: progress))
  }
}
