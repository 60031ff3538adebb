internal import ACML
internal import NeuralNetworks
internal import Tensors

/// The trainable way from an encoder's embedding into the joint space: residual cells
/// `LayerNorm(dropout(W₂ f(W₁ x)) + W₁ x)`, as in the released code of the method.
final class ProjectionHead: Module {
  private final class Cell: Module {
    let projection: Linear
    let fc: Linear
    let layer_norm: LayerNorm?

    init(_ inputs: Int, _ outputs: Int, isNormalized: Bool, random: RandomStream) {
      projection = Linear(inputs, outputs, random: random)
      fc = Linear(outputs, outputs, random: random)
      layer_norm = isNormalized ? LayerNorm(outputs) : nil
    }
  }

  private let cells: [Cell]
  private let activation: Activation
  private let dropout: Float

  init(_ inputs: Int, _ configuration: ProjectionConfiguration, random: RandomStream) {
    cells = (0..<configuration.cells).map { index in
      Cell(
        index == 0 ? inputs : configuration.dimensions, configuration.dimensions,
        isNormalized: configuration.normalization == .layer, random: random)
    }
    activation =
      switch configuration.activation {
      case .gelu: .gelu
      case .relu: .relu
      case .silu: .silu
      }
    dropout = Float(configuration.dropout)
  }

  /// `[rows, inputs]` to `[rows, dimensions]`.
  func callAsFunction(_ input: Tensor, mode: Mode) throws -> Tensor {
    try cells.reduce(input) { input, cell in
      let projected = try cell.projection(input)
      let sum = try cell.fc(projected.activated(activation)).dropout(dropout, mode: mode) + projected
      return try cell.layer_norm?(sum) ?? sum
    }
  }
}
