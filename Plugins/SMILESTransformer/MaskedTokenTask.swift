public import ACML
internal import Foundation
public import NeuralNetworks
public import Tensors

/// Pre-training of a ``SMILESTransformer``: guessing tokens that were masked.
///
/// Molecules are spelled anew at random for a share of the steps, so that the network learns what different spellings have
/// in common. In inference, spelling is the encoder's and the masks depend on the molecule alone, so that losses of
/// different epochs can be compared.
public final class MaskedTokenTask: PretrainingTask {
  public let network: TransformerEncoder
  public let head: MaskedTokenHead
  private let tokenizer: AtomTokenizer
  private let encoding: EncodingSettings
  private let settings: MaskedTokenSettings

  /// - Parameters:
  ///   - samples: the training part, whose tokens become the vocabulary.
  ///   - random: where the initial weights and the spellings that the vocabulary is taken from are drawn from.
  public init(
    _ encoder: SMILESTransformerSettings, _ settings: MaskedTokenSettings, samples: [Sample], random: RandomStream
  ) throws {
    let spelling = random.child("vocabulary")
    let texts = samples.map { ($0, spelling.next()) }.concurrentMap { sample, seed in
      // What can't be spelled is told by `encode` or `loss`; the vocabulary does without.
      [try? encoder.encoding.text(of: sample), try? sample.molecule.randomizedSMILES(seed: seed)].compactMap(\.self)
    }
    tokenizer = AtomTokenizer(counting: texts.joined(), minimumCount: settings.minTokenCount)
    encoding = encoder.encoding
    self.settings = settings
    let firstPosition = Int(AtomTokenizer.padding) + 1
    let shape = TransformerShape(
      vocabularySize: tokenizer.tokenCount, dimensions: encoder.dimensions, layers: encoder.layers,
      heads: encoder.heads, intermediateDimensions: encoder.intermediateDimensions,
      positionCount: encoder.maxTokens + firstPosition, firstPosition: firstPosition, dropout: encoder.dropout,
      attentionDropout: encoder.dropout)
    network = TransformerEncoder(shape, random: random.child("network"))
    head = MaskedTokenHead(shape, random: random.child("head"))
  }

  /// The mean of `−log p(token)` over the masked tokens, beside `maskedAccuracy`, `perplexity`, and the shares of unknown
  /// tokens and truncated sequences.
  public func loss(of samples: [Sample], mode: Mode) throws -> PretrainingLoss {
    let drawn = samples.map { ($0, mode.random?.next()) }.concurrentMap { [self] sample, seed in
      Result { try sequence(of: sample, seed: seed) }
    }
    let sequences = drawn.compactMap { try? $0.get() }.filter { !$0.sequence.textTokens.isEmpty }
    guard !sequences.isEmpty else {
      if case .failure(let error) = drawn.first { throw SMILESTransformerError.noTokens(reason: "\(error)") }
      throw SMILESTransformerError.noTokens(reason: "no token in the text")
    }
    let masked = MaskedTokens(
      masking: sequences, share: settings.maskedShare, mask: AtomTokenizer.mask,
      replacements: Int32(AtomTokenizer.specialTokens.count)..<Int32(tokenizer.tokenCount))
    let states = try network(masked.batch, rows: masked.rows, mode: mode)
    let logits = try head(states, embedding: network.tokenEmbedding)
    let loss = try logits.crossEntropy(targets: masked.targets)

    var report = TokenizationReport()
    for (sequence, _) in sequences { report.add(sequence) }
    return PretrainingLoss(
      loss: loss,
      metrics: [
        "maskedAccuracy": try logits.accuracy(targets: masked.targets),
        "perplexity": exp(Double(try loss.scalar())),
        "unknownTokens": Double(report.unknownTokens) / Double(report.tokens),
        "truncated": Double(report.truncated) / Double(report.texts),
      ])
  }

  public func makeEncoder() throws -> any ModalityEncoder {
    let copy = TransformerEncoder(network.shape, random: .unused)
    try copy.assign(stateOf: network)
    return SMILESTransformer(network: copy, tokenizer: tokenizer, encoding: encoding, log: .silent)
  }

  /// A sample's tokens, and where its masks are drawn from.
  /// - Parameter seed: of this step; `nil` for the encoder's spelling and masks that stay.
  private func sequence(of sample: Sample, seed: UInt64?) throws -> (sequence: TokenSequence, random: RandomStream) {
    var text: String
    let random: RandomStream
    if let seed {
      random = RandomStream(seed: seed, name: "masks")
      text =
        random.uniform() < settings.randomizedShare
        ? try sample.molecule.randomizedSMILES(seed: random.next()) : try encoding.text(of: sample)
    } else {
      text = try encoding.text(of: sample)
      random = RandomStream(seed: 0, name: text)
    }
    return (tokenizer.sequence(of: text, maximumTokens: network.shape.maximumTokens), random)
  }
}
