public import ACML
internal import Foundation
internal import NeuralNetworks
internal import Synchronization
internal import Tensors

/// A frozen transformer over SMILES.
///
/// Pre-trained here by ``MaskedTokenTask``, or read from a folder of Hugging Face Transformers: a RoBERTa, a BERT or an
/// ALBERT.
public final class SMILESTransformer: ModalityEncoder {
  public let network: TransformerEncoder
  public let tokenizer: any SMILESTokenizer
  public let encoding: EncodingSettings
  public let fingerprint: String
  private let log: PluginLog
  private let counts = Mutex(TokenizationReport())

  /// Tokens that are worked on at once, which bounds the memory.
  private static let tokensAtOnce = 8192
  /// Counts the meanings of the same weights and settings.
  private static let computationVersion = "smiles-transformer 3"

  init(network: TransformerEncoder, tokenizer: any SMILESTokenizer, encoding: EncodingSettings, log: PluginLog) {
    self.network = network
    self.tokenizer = tokenizer
    self.encoding = encoding
    self.log = log
    var digest = Digest()
    digest.add(Self.computationVersion)
    digest.add("\(network.shape) \(encoding) \(tokenizer.kind) \(tokenizer.frame)")
    for (name, content) in tokenizer.files {
      digest.add(name)
      content.withUnsafeBytes { digest.add($0) }
    }
    digest.add(network)
    fingerprint = digest.text
  }

  public var embeddingDimensions: Int { network.shape.dimensions }

  /// What became of the texts that were encoded so far.
  public var tokenizationReport: TokenizationReport { counts.withLock { $0 } }

  public func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let sequences = samples.concurrentMap { [self] sample in
      Result { tokenizer.sequence(of: try encoding.text(of: sample), maximumTokens: network.shape.maximumTokens) }
    }
    var failures: [SampleFailure] = []
    var encodable: [(row: Int, tokens: [Int32])] = []
    for (row, result) in sequences.enumerated() {
      switch result {
      case .success(let sequence) where sequence.textTokens.isEmpty:
        failures.append(SampleFailure(index: row, reason: "the SMILES holds no token of the vocabulary"))
      case .success(let sequence):
        count(sequence, of: samples[row])
        encodable.append((row, sequence.tokens))
      case .failure(let error): failures.append(SampleFailure(index: row, reason: "\(error)"))
      }
    }

    var rows: [Int] = []
    var embeddings: [Tensor] = [.zeros([0, embeddingDimensions])]
    var next = 0
    while next < encodable.count {
      var (end, tokens) = (next, 0)
      while end < encodable.count, end == next || tokens + encodable[end].tokens.count <= Self.tokensAtOnce {
        tokens += encodable[end].tokens.count
        end += 1
      }
      let part = encodable[next..<end]
      let embedded = try embed(TokenBatch(part.map(\.tokens)))
      next = end
      let finite =
        embedded.isFinite
        ? Array(part.indices)
        : try part.indices.filter {
          try embedded.rows($0 - part.startIndex..<$0 - part.startIndex + 1).isFinite
        }
      rows += finite.map { encodable[$0].row }
      embeddings.append(
        finite.count == part.count ? embedded : try embedded.gather(finite.map { Int32($0 - part.startIndex) }))
      failures += part.indices.filter { !finite.contains($0) }
        .map { SampleFailure(index: encodable[$0].row, reason: "the embedding isn't finite") }
    }
    return EncodedSamples(
      embeddings: try .concatenated(embeddings), rows: rows, failures: failures.sorted { $0.index < $1.index })
  }

  private func embed(_ batch: TokenBatch) throws -> Tensor {
    try Gradients.disabled {
      try network.pooled(batch, by: encoding.pooling, mode: .inference)
    }
  }

  /// Counts a sequence, and tells of the first with an unknown token and of the first that was cut.
  private func count(_ sequence: TokenSequence, of sample: Sample) {
    let (isFirstUnknown, isFirstTruncated) = counts.withLock { counts in
      let before = counts
      counts.add(sequence)
      return (before.unknownTokens == 0 && counts.unknownTokens > 0, before.truncated == 0 && counts.truncated > 0)
    }
    if isFirstUnknown {
      log.warn(
        "\(sample.smiles.shortened) has tokens that the encoder doesn't know; further such SMILES are only counted")
    }
    if isFirstTruncated {
      log.warn(
        "\(sample.smiles.shortened) is longer than \(network.shape.maximumTokens) tokens and was cut; "
          + "further such SMILES are only counted")
    }
  }
}

/// What became of texts on their way to tokens.
public struct TokenizationReport: Sendable, Equatable {
  public var texts = 0
  public var tokens = 0
  /// Pieces of texts that the vocabulary doesn't hold.
  public var unknownTokens = 0
  /// Texts that were too long and lost their end.
  public var truncated = 0

  public init() {}

  mutating func add(_ sequence: TokenSequence) {
    texts += 1
    tokens += sequence.tokens.count
    unknownTokens += sequence.unknownCount
    truncated += sequence.truncatedCount > 0 ? 1 : 0
  }
}
