internal import NeuralNetworks
internal import Tensors

/// A gated recurrent unit (Cho et al. 2014, arXiv 1406.1078) with PyTorch's gates:
/// `r = σ(W_r x + U_r h)`, `z = σ(W_z x + U_z h)`, `n = tanh(W_n x + r ⊙ U_n h)`, `h' = n + z ⊙ (h − n)`, each product with a
/// bias.
final class GatedRecurrentUnit: Module {
  /// `W` for r, z and n, one below the other; `[3 dimensions, dimensions]`.
  let input: Linear
  /// `U` in the same order.
  let state: Linear
  private let dimensions: Int

  init(_ dimensions: Int, random: RandomStream) {
    self.dimensions = dimensions
    input = Linear(dimensions, 3 * dimensions, random: random.child("input"))
    state = Linear(dimensions, 3 * dimensions, random: random.child("state"))
  }

  /// - Parameters:
  ///   - news: what is taken in, shape `[rows, dimensions]`.
  ///   - old: the state so far, of the same shape.
  /// - Returns: the next state, of the same shape.
  func callAsFunction(_ news: Tensor, state old: Tensor) throws -> Tensor {
    let (taken, kept) = (try input(news), try state(old))
    func part(_ index: Int, of tensor: Tensor) throws -> Tensor {
      try tensor.columns(index * dimensions..<(index + 1) * dimensions)
    }
    let reset = try (part(0, of: taken) + part(0, of: kept)).sigmoid()
    let update = try (part(1, of: taken) + part(1, of: kept)).sigmoid()
    let candidate = try (part(2, of: taken) + reset * part(2, of: kept)).tanh()
    return try candidate + update * (old - candidate)
  }
}
