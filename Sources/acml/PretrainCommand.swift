import ArgumentParser
import Experiments

/// `acml pretrain`
struct PretrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrain",
    abstract: "Makes the weights of a modality encoder, which is then frozen.",
    discussion: """
      Learns from the training part of the split alone. The run folder can be named as `weights` in a training.

      EXAMPLES
        acml pretrain configs/pretrain/quickstart-smiles.yaml --output runs/pretrain-smiles
        acml pretrain configs/pretrain/smiles.yaml --set training.epochs=5 --seed 7
        acml pretrain configs/pretrain/smiles.yaml --output runs/pretrain-smiles --resume
      """)

  @OptionGroup var experiment: ExperimentOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let catalog = try plugins.load(quiet: compute.quiet)
    let file = try ExperimentFile<PretrainingConfiguration>(
      experiment.file, overrides: experiment.overrides(), catalog: catalog)
    let progress = compute.start(configured: file.configuration.threads)
    try output.show(
      EncoderPretraining.run(
        file, catalog: catalog, output: output.url(name: file.configuration.name), resume: output.resume,
        progress: progress))
  }
}
