internal import Tensors

/// A batch of sequences in which some tokens are to be guessed.
public struct MaskedTokens: Sendable {
  /// What the network sees.
  public var batch: TokenBatch
  /// The rows of the batch that are to be guessed, ascending.
  public var rows: [Int32]
  /// The right token at each of ``rows``.
  public var targets: [Int32]

  public init(batch: TokenBatch, rows: [Int32], targets: [Int32]) {
    self.batch = batch
    self.rows = rows
    self.targets = targets
  }

  /// Chooses the share of each sequence's own tokens, at least one, and puts the mask in the place of 80 % of these, any
  /// token in that of 10 %, and leaves the others: BERT's recipe (Devlin et al., arXiv 1810.04805), drawn anew each time
  /// as in RoBERTa.
  /// - Parameters:
  ///   - sequences: each with its own source of chance, so that none depends on the others of the batch.
  ///   - replacements: the tokens of which any may be put in.
  init(
    masking sequences: [(sequence: TokenSequence, random: RandomStream)], share: Float, mask: Int32,
    replacements: Range<Int32>
  ) {
    var (rows, targets): ([Int32], [Int32]) = ([], [])
    var masked: [[Int32]] = []
    var offset = 0
    for (sequence, random) in sequences {
      var random = random
      var tokens = sequence.tokens
      let own = sequence.textTokens.indices
      let count = min(own.count, max(1, Int((share * Float(own.count)).rounded())))
      for place in random.permutation(own.count).prefix(count).sorted() {
        let index = own.lowerBound + place
        rows.append(Int32(offset + index))
        targets.append(tokens[index])
        switch random.uniform() {
        case ..<0.8: tokens[index] = mask
        case ..<0.9 where !replacements.isEmpty: tokens[index] = .random(in: replacements, using: &random)
        default: break
        }
      }
      masked.append(tokens)
      offset += tokens.count
    }
    self.init(batch: TokenBatch(masked), rows: rows, targets: targets)
  }
}
