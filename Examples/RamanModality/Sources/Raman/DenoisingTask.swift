internal import ACML
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// Pre-training: a spectrum is disturbed as instruments disturb it – shifted a little, over a broad background of
/// fluorescence, with noise – and what it was before is to be drawn from the embedding. The loss is the mean square of
/// what differs.
final class DenoisingTask: PretrainingTask {
  let network: RamanNetwork
  let decoder: Linear
  private let settings: DisturbanceSettings

  init(_ encoder: RamanSettings, _ settings: DisturbanceSettings, random: RandomStream) {
    network = RamanNetwork(encoder, random: random.child("network"))
    decoder = Linear(encoder.dimensions, encoder.points, random: random.child("decoder"))
    self.settings = settings
  }

  func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    var (clean, seen): ([Float], [Float]) = ([], [])
    var firstFault = "the batch is empty"
    for sample in samples {
      do {
        let spectrum = try sample.spectrum
        let whole = try spectrum.onGrid(network.settings)
        // In validation nothing is disturbed, so that losses of different epochs can be compared.
        seen += try mode.random.map { try disturbed(spectrum, $0) } ?? whole
        clean += whole
      } catch {
        if clean.isEmpty { firstFault = "\(error)" }
      }
    }
    guard !clean.isEmpty else { throw RamanError.nothingToLearn(firstFault) }
    let shape = [clean.count / network.settings.points, network.settings.points]
    let drawn = try decoder(network(Tensor(seen, shape: shape)).gelu())
    let difference = try drawn - Tensor(clean, shape: shape)
    return PretrainingLoss(loss: try (difference * difference).mean())
  }

  private func disturbed(_ spectrum: RamanSpectrum, _ random: RandomStream) throws -> [Float] {
    let points = network.settings.points
    let offset = settings.shift * Double(2 * random.uniform() - 1)
    let (height, center) = (settings.background * random.uniform(), random.uniform())
    // A share of the axis: broader than any band.
    let width = 0.2 + 0.3 * random.uniform()
    return try spectrum.onGrid(network.settings, movedBy: offset).enumerated().map { index, value in
      let distance = (Float(index) / Float(points) - center) / width
      return value + height * exp(-distance * distance / 2) + settings.noise * random.normal()
    }
  }

  /// A copy of the weights as they are now: further training must not change an encoder that was made.
  func makeEncoder() throws -> any ModalityEncoder {
    let copy = RamanNetwork(network.settings, random: .unused)
    try copy.assign(stateOf: network)
    return RamanEncoder(copy)
  }
}
