import ACML
import ArgumentParser
import Experiments
import Foundation

/// The command `acml`.
@main
struct ACMLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acml",
    abstract: "Asymmetric contrastive multimodal learning for molecules.",
    discussion: """
      Trains a shallow graph network against frozen, pre-trained encoders of other views of a molecule, and searches \
      with it.

      EXAMPLES
        acml pretrain configs/pretrain/quickstart-smiles.yaml --output runs/pretrain-smiles
        acml train configs/quickstart.yaml --output runs/graph-smiles
        acml train configs/quickstart.yaml --set graph.encoder=gat --output runs/gat-smiles
        acml retrieve runs/graph-smiles
        acml index runs/graph-smiles --molecules library.smi.gz --output library.index
        acml isomers runs/graph-smiles
        acml evaluate runs/graph-smiles --dataset solubility.csv --task regression --output models/solubility
        acml predict models/solubility --input molecules.csv
        acml plugin list
      """,
    version: BuildIdentity.core.coreVersion,
    subcommands: [
      PretrainCommand.self, TrainCommand.self, IndexCommand.self, RetrieveCommand.self, IsomersCommand.self,
      EmbedCommand.self, EvaluateCommand.self, PredictCommand.self, ExplainCommand.self, ReportCommand.self,
      BenchCommand.self,
      DataCommand.self, ConfigCommand.self,
      PluginCommand.self, DoctorCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Failure.exit(with: error)
    }
  }
}
