internal import Chemistry
internal import NeuralNetworks
internal import Tensors

/// A module of a plugin, each call of which is noted for the report of a crash. Its parameters have the names that they
/// have without: checkpoints don't know of this.
protocol CalledModule: Module, CustomReflectable {
  var module: any Module { get }
}

extension CalledModule {
  var customMirror: Mirror {
    var levels = [Mirror(reflecting: module)]
    while let above = levels.first?.superclassMirror { levels.insert(above, at: 0) }
    return Mirror(self, children: levels.flatMap(\.children), ancestorRepresentation: .suppressed)
  }
}

final class CalledGraphEncoder: GraphEncoder, CalledModule {
  private let base: any GraphEncoder
  private let forward: PluginCall

  init(_ base: any GraphEncoder, _ component: ComponentDescriptor) {
    self.base = base
    forward = PluginCall(component, "forward")
  }

  var module: any Module { base }
  var embeddingDimensions: Int { base.embeddingDimensions }
  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor { try forward { try base(batch, mode: mode) } }
}

final class CalledObjective: ContrastiveObjective, CalledModule {
  private let base: any ContrastiveObjective
  private let loss: PluginCall

  init(_ base: any ContrastiveObjective, _ component: ComponentDescriptor) {
    self.base = base
    loss = PluginCall(component, "loss")
  }

  var module: any Module { base }
  var similarity: Similarity { base.similarity }
  var metrics: [String: Double] { loss { base.metrics } }
  func callAsFunction(_ batch: ContrastiveBatch) throws -> Tensor { try loss { try base(batch) } }
}

final class CalledPretrainingTask: PretrainingTask, CalledModule {
  private let base: any PretrainingTask
  private let component: ComponentDescriptor
  private let loss: PluginCall

  init(_ base: any PretrainingTask, _ component: ComponentDescriptor) {
    self.base = base
    self.component = component
    loss = PluginCall(component, "pre-training loss")
  }

  var module: any Module { base }

  func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    try loss { try base.loss(of: samples, mode: mode) }
  }

  func makeEncoder() throws -> any ModalityEncoder {
    CalledModalityEncoder(try PluginCall(component, "makeEncoder") { try base.makeEncoder() }, component)
  }
}
