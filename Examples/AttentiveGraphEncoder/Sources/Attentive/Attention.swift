internal import NeuralNetworks
internal import Tensors

/// What a receiver takes from its senders, each weighted by how well the two go together, and how that changes its state:
/// `αᵢⱼ = softmaxⱼ LeakyReLU(t · hᵢ + s · xⱼ + b)`, `cᵢ = ELU(Σⱼ αᵢⱼ W xⱼ)`, `hᵢ ← ReLU(GRU(cᵢ, hᵢ))`
/// (Xiong et al. 2020, equations 1 to 6; slope 0.01 as in PyTorch's default and the authors' code).
final class Attention: Module {
  /// `t`, `[1, dimensions]`.
  let receiver: Linear
  /// `s` and `b`.
  let sender: Linear
  let value: Linear
  let unit: GatedRecurrentUnit

  init(_ dimensions: Int, random: RandomStream) {
    receiver = Linear(dimensions, 1, bias: false, random: random.child("receiver"))
    sender = Linear(dimensions, 1, random: random.child("sender"))
    value = Linear(dimensions, dimensions, random: random.child("value"))
    unit = GatedRecurrentUnit(dimensions, random: random.child("unit"))
  }

  /// - Parameters:
  ///   - states: of the receivers, shape `[receivers, dimensions]`.
  ///   - senders: what is sent, shape `[messages, dimensions]`, those to one receiver one after the other.
  ///   - incoming: the messages of each receiver.
  ///   - receivers: the receiver of each message.
  /// - Returns: the next states, of the shape of `states`. A receiver without messages takes in zeros.
  func callAsFunction(
    _ states: Tensor, from senders: Tensor, incoming: Segments, receivers: [Int32], dropout: Float, mode: Mode
  ) throws -> Tensor {
    let scores = try (receiver(states).gather(receivers) + sender(senders)).activated(.leakyReLU(slope: 0.01))
    let weights = try scores.segmentSoftmax(incoming).reshaped([senders.rows])
    let context = try value(senders.dropout(dropout, mode: mode)).scaledRows(by: weights).segmentSum(incoming)
    return try unit(context.elu(), state: states).relu()
  }
}

extension Tensor {
  /// x above zero, eˣ − 1 below (Clevert et al. 2016, arXiv 1511.07289).
  func elu() throws -> Tensor {
    // The least of x and 0 is −ReLU(−x), so that no exponential can overflow.
    let below = scaled(by: -1).relu().scaled(by: -1)
    return try relu() + below.exp().scaled(by: 1, plus: -1)
  }
}
