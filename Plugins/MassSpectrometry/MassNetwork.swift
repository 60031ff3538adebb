public import ACML
internal import Chemistry
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
  /// Whether the last numbers of an embedding tell the molecule's mass, as its precursor gives it.
  var precursorMass: Bool { get set }
}

extension MassNetworkSettings {
  static var precursorMassField: SettingField<Self> {
    .init(
      "precursorMass", \.precursorMass,
      "whether the last \(MassWaves.count) numbers of the embedding are the molecule's mass by the precursor and its adduct, as "
        + "sines and cosines; zeros where these aren't known")
  }

  /// Width of what the network learns to tell.
  var learnedDimensions: Int { embeddingDimensions - (precursorMass ? MassWaves.count : 0) }

  func validateDimensions() throws {
    if learnedDimensions < 1 {
      throw InvalidSetting(
        "embeddingDimensions",
        "found \(embeddingDimensions), expected more than \(MassWaves.count): `precursorMass` takes these"
      )
    }
  }

  /// The whole embedding: `[spectra.count, embeddingDimensions]`.
  /// - Parameter learned: shape `[spectra.count, learnedDimensions]`.
  func embedding(_ learned: Tensor, of spectra: [PreparedSpectrum]) throws -> Tensor {
    guard precursorMass else { return learned }
    let waves = Tensor.rows(of: spectra, columns: MassWaves.count) { spectrum, row in
      if let mass = spectrum.conditions.neutralMass { MassWaves.write(mass, to: row) }
    }
    return try .concatenatedColumns([learned, waves])
  }
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
