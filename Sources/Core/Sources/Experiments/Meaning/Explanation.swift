/// What the embedding of a run knows; what `acml explain --json` prints and `explanation.json` holds.
public struct Explanation: Codable, Sendable, Equatable {
  /// Where a molecule lies.
  public struct Point: Codable, Sendable, Equatable {
    public let smiles: String
    /// Along the components of the trained encoder.
    public let coordinates: [Double]
    /// In the order of ``Explanation/properties``.
    public let properties: [Double]
  }

  /// A direction of an embedding space beside a property.
  public struct Row: Codable, Sendable, Equatable {
    public enum Weights: String, Codable, Sendable, CaseIterable {
      case trained
      /// The same configuration with fresh weights of the run's seed: what the architecture alone knows.
      case untrained
    }

    public let encoder: Weights
    /// The component, counted from 1; `nil` for the best linear direction, fitted to other molecules.
    public let component: Int?
    public let property: MolecularProperty
    /// `nil` where the property is the same for all molecules.
    public let pearson: Retrieval.Estimate?
    public let spearman: Retrieval.Estimate?
  }

  /// The molecules that lie nearest to one.
  public struct Neighbourhood: Codable, Sendable, Equatable {
    public struct Neighbour: Codable, Sendable, Equatable {
      public let smiles: String
      /// Cosine of the graph embeddings.
      public let similarity: Double
      /// Tanimoto similarity of Morgan fingerprints, radius 2 and 2,048 bits: what the structures share.
      public let tanimoto: Double
    }

    public let smiles: String
    public let neighbours: [Neighbour]
  }

  public let run: String
  /// The file of molecules, or the part of the run.
  public let source: String
  /// How many molecules are shown, and how many others the linear directions were fitted to.
  public let molecules: Int
  public let fitted: Int
  /// Molecules of the file that the run was trained on, and that were left out.
  public let trainedOn: Int
  public let properties: [MolecularProperty]
  /// The share of variance along each component, by encoder.
  public let shares: [String: [Double]]
  public let correlations: [Row]
  public let points: [Point]
  public let neighbourhoods: [Neighbourhood]
  public let attributions: [Attribution]
  public let rejectedRows: [RejectedRow]

  /// The correlation of a direction with a property.
  public func row(_ encoder: Row.Weights, component: Int?, _ property: MolecularProperty) -> Row? {
    correlations.first { $0.encoder == encoder && $0.component == component && $0.property == property }
  }
}
