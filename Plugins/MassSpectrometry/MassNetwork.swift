public import ACML
public import NeuralNetworks
public import Tensors

/// A network from prepared mass spectra to embeddings.
public protocol MassNetwork: Module {
  associatedtype Shape: MassNetworkSettings

  /// The encoder's id in configurations.
  static var id: String { get }

  var settings: Shape { get }

  init(_ settings: Shape, random: RandomStream)

  /// Embeddings `[spectra.count, settings.embeddingDimensions]`.
  func callAsFunction(_ spectra: [PreparedSpectrum], mode: Mode) throws -> Tensor
}

/// Settings of a ``MassNetwork``: its shape, and which peaks it looks at.
public protocol MassNetworkSettings: Settings, Codable, Equatable {
  var peaks: PeakSelection { get }
  var embeddingDimensions: Int { get }
}

extension Tensor {
  /// Rows made by a function, in parallel: `[items.count, columns]`. Values that it doesn't write are 0.
  static func rows<Item>(
    of items: [Item], columns: Int, _ write: (Item, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> Tensor {
    filled([items.count, columns]) { values in
      values.update(repeating: 0)
      ThreadPool.shared.forEachRange(items.count, grain: 4) { range, _ in
        for index in range {
          write(items[index], UnsafeMutableBufferPointer(rebasing: values[index * columns..<(index + 1) * columns]))
        }
      }
    }
  }
}

/// Two linear maps with a function between, beside which the input passes unchanged; normalised on the way in.
public final class ResidualCell: Module {
  public let norm: LayerNorm
  public let expand: Linear
  public let contract: Linear
  private let dropout: Float

  public init(_ dimensions: Int, dropout: Float, random: RandomStream) {
    norm = LayerNorm(dimensions)
    expand = Linear(dimensions, dimensions, random: random.child("expand"))
    contract = Linear(dimensions, dimensions, random: random.child("contract"))
    self.dropout = dropout
  }

  /// `[rows, dimensions]` to the same shape.
  public func callAsFunction(_ input: Tensor, mode: Mode) throws -> Tensor {
    try contract(expand(norm(input), activation: .gelu).dropout(dropout, mode: mode)) + input
  }
}
