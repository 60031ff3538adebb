public import ACML

/// How the states of all tokens become one vector.
public enum Pooling: String, CaseIterable, SettingValue {
  /// The mean over all tokens, the first and last special one included.
  case mean
  /// The state of the first token.
  case cls
  /// The state of the first token through a further layer, which only foreign encoders may have.
  case pooler
}

/// What an encoder does besides its network: what it reads, and what it returns.
public struct EncodingSettings: Sendable, Equatable {
  public var pooling = Pooling.mean
  /// Whether molecules are read in their canonical SMILES, so that every spelling gives the same embedding.
  public var canonical = true

  public init() {}

  /// What an encoder reads of a sample.
  func text(of sample: Sample) throws -> String {
    canonical ? try sample.molecule.canonicalSMILES : sample.smiles
  }
}

/// Settings of an encoder that is to be pre-trained here.
public struct SMILESTransformerSettings: Settings {
  public var layers = 3
  public var dimensions = 192
  public var heads = 6
  public var intermediateDimensions = 384
  public var maxTokens = 300
  public var dropout: Float = 0.1
  public var encoding = EncodingSettings()

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init("layers", \.layers, in: 1...48, "number of transformer blocks"),
    .init("dimensions", \.dimensions, in: 8...4096, "width of a token's state, and of the embedding"),
    .init("heads", \.heads, in: 1...256, "number of attention heads; divides the dimensions"),
    .init("intermediateDimensions", \.intermediateDimensions, in: 8...16_384, "width inside a block"),
    .init("maxTokens", \.maxTokens, in: 8...4096, "longest sequence; what is longer is cut and reported"),
    .init("dropout", \.dropout, in: 0...0.9, "share of the states dropped, in pre-training"),
    .init("pooling", \.encoding.pooling, "how the states of all tokens become one vector"),
    .init("canonical", \.encoding.canonical, "whether SMILES are made canonical before they are encoded"),
  ]

  public func validate() throws {
    guard dimensions.isMultiple(of: heads) else {
      throw InvalidSetting("heads", "found \(heads), expected a divisor of dimensions, \(dimensions)")
    }
    guard encoding.pooling != .pooler else {
      throw InvalidSetting("pooling", "found pooler, which masked tokens don't train; expected mean or cls")
    }
  }
}

/// What may be said of an encoder that is loaded, in place of what its folder says. Foreign folders say nothing of
/// these, which means the mean over the tokens of canonical SMILES.
public struct SMILESTransformerLoading: Settings {
  public var pooling: Pooling?
  public var canonical: Bool?

  public init(pooling: Pooling? = nil, canonical: Bool? = nil) {
    self.pooling = pooling
    self.canonical = canonical
  }

  public init() { self.init(pooling: nil) }

  public static let fields: [SettingField<Self>] = [
    .init("pooling", \.pooling, "how the states of all tokens become one vector; null for the folder's own, or mean"),
    .init("canonical", \.canonical, "whether SMILES are made canonical first; null for the folder's own, or true"),
  ]
}

/// Settings of pre-training by masked tokens.
public struct MaskedTokenSettings: Settings {
  public var maskedShare: Float = 0.15
  public var randomizedShare: Float = 0.5
  public var minTokenCount = 2

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init("maskedShare", \.maskedShare, in: 0.01...0.9, "share of the tokens to be guessed"),
    .init("randomizedShare", \.randomizedShare, in: 0...1, "share of the molecules spelled anew at random in a step"),
    .init("minTokenCount", \.minTokenCount, in: 1...1_000_000, "tokens that occur less often are unknown"),
  ]
}
