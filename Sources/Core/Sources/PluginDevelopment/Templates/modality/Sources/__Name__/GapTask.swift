internal import ACML
internal import NeuralNetworks
internal import Tensors

/// Pre-training: gaps are cut into a trace, and the whole of it is to be drawn from the embedding. The loss is the mean
/// square of what differs.
final class GapTask: PretrainingTask {
  let network: TraceNetwork
  let decoder: Linear
  private let settings: GapSettings

  init(_ encoder: __Name__Settings, _ settings: GapSettings, random: RandomStream) {
    network = TraceNetwork(encoder, random: random.child("network"))
    decoder = Linear(encoder.dimensions, encoder.points, random: random.child("decoder"))
    self.settings = settings
  }

  func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let inputs = samples.map { sample in Result { try network.input(sample.trace) } }
    let whole = inputs.compactMap { try? $0.get() }
    guard !whole.isEmpty else {
      guard case .failure(let error) = inputs.first else { throw __Name__Error.nothingToLearn("the batch is empty") }
      throw __Name__Error.nothingToLearn("\(error)")
    }
    let points = network.settings.points
    // In validation nothing is cut, so that losses of different epochs can be compared.
    let cut = whole.map { trace in mode.random.map { withGaps(trace, $0) } ?? trace }
    let target = try Tensor(whole.flatMap(\.self), shape: [whole.count, points])
    let drawn = try decoder(network(Tensor(cut.flatMap(\.self), shape: [cut.count, points])).gelu())
    let difference = try drawn - target
    return PretrainingLoss(loss: try (difference * difference).mean())
  }

  private func withGaps(_ trace: [Float], _ random: RandomStream) -> [Float] {
    var trace = trace
    for _ in 0..<settings.gaps {
      let start = Int(random.next() % UInt64(trace.count))
      for point in start..<min(trace.count, start + settings.gapLength) { trace[point] = 0 }
    }
    return trace
  }

  /// A copy of the weights as they are now: further training must not change an encoder that was made.
  func makeEncoder() throws -> any ModalityEncoder {
    let copy = TraceNetwork(network.settings, random: .unused)
    try copy.assign(stateOf: network)
    return __Name__Encoder(copy)
  }
}
