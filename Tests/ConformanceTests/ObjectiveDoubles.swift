import ACML
import NeuralNetworks
import Tensors

/// How the objective of a test breaks a law.
enum ObjectiveFault: String, CaseIterable, SettingValue {
  case none, vector, repelling, cutGradient, duplicatesCounted, fragile, fickle
}

struct ObjectiveDoubleSettings: Settings {
  var fault = ObjectiveFault.none
  static let fields: [SettingField<Self>] = [.init("fault", \.fault, "which law to break")]
}

/// Cross-entropy from graphs to the modality, and a fault.
final class ObjectiveDouble: ContrastiveObjective {
  let scale = Parameter(Tensor(5))
  private let fault: ObjectiveFault

  init(_ settings: ObjectiveDoubleSettings) { fault = settings.fault }

  var similarity: Similarity { .cosine }

  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor {
    var (graph, modality) = (batch.graph.l2Normalized(), batch.modality.l2Normalized())
    if fault == .fragile {
      graph = try batch.graph.scaledRows(by: .full([batch.graph.rows], 1) / batch.graph.rowDots(batch.graph))
    }
    if fault == .cutGradient { modality = try (modality + modality.detached()).scaled(by: 0.5) }
    var logits = try graph.matmul(modality, transposed: true) * scale.tensor
    if fault == .repelling { logits = logits.scaled(by: -1) }
    if fault != .duplicatesCounted {
      let columns = logits.columns
      logits =
        try logits
        + .filled(logits.shape) { values in
          values.update(repeating: 0)
          for (row, column) in batch.duplicates { values[row * columns + column] = -1e9 }
        }
    }
    let loss = try logits.rows(0..<batch.pairCount).crossEntropy(targets: (0..<batch.pairCount).map(Int32.init))
    switch fault {
    case .vector: return try logits.rowSums()
    case .fickle: return loss.scaled(by: .random(in: 1...1.01))
    default: return loss
    }
  }
}
