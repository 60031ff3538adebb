import Foundation
import NeuralNetworks
import SMILESTransformer
import Tensors
import TestSupport
import Testing

/// Encoders of PyTorch and Hugging Face Transformers, read from their folders.
@Suite("Golden encoders") struct GoldenTests {
  @Test("Tokens equal those of Hugging Face's tokenizers", arguments: GoldenEncoder.all)
  func tokens(_ golden: GoldenEncoder) throws {
    let tokenizer = try SMILESTransformer(folder: golden.folder).tokenizer
    #expect(tokenizer.kind == (golden.folder.lastPathComponent == "tiny_roberta" ? .bytePairs : .words))
    let records = try golden.records()
    #expect(records.count >= 4)
    for record in records {
      let text = try #require(record.text ?? record.smiles)
      let sequence = tokenizer.sequence(of: text, maximumTokens: 512)
      #expect(sequence.tokens == record.ids, "\(text)")
      #expect(sequence.tokens.map(tokenizer.spelling) == (try #require(record.tokens)), "\(text)")
      #expect(sequence.unknownCount == record.tokens?.count { $0 == "[UNK]" } && sequence.truncatedCount == 0)
    }
  }

  @Test("Hidden states and pools", arguments: GoldenEncoder.all)
  func states(_ golden: GoldenEncoder) throws {
    let network = try SMILESTransformer(folder: golden.folder).network
    let expected = try golden.expected()
    let (batch, rows) = try Self.packed(expected, "in.input_ids")
    let states = try network.hiddenStates(of: batch)
    #expect(states.count == network.shape.layers + 1)
    for (name, state) in zip(["out.last_hidden_state", "out.hidden_1", "out.hidden_0_embeddings"], states.reversed())
    where expected.contains(name) {
      let padded = try expected.tensor(name)
      let reference = try padded.reshaped([padded.rows, padded.columns]).gather(rows)
      expectClose(state.values, reference.values, Tolerance.result, name)
    }
    for (pooling, name) in [(Pooling.mean, "mean_pool"), (.cls, "cls"), (.pooler, "pooler_output")]
    where expected.contains("out.\(name)") {
      let pooled = try network.pooled(batch, by: pooling, mode: .inference)
      expectClose(pooled.values, try expected.tensor("out.\(name)").values, Tolerance.result, name)
    }
  }

  @Test("The poolers of BERT and ALBERT are compared too", arguments: [GoldenEncoder.bert, .albert])
  func hasPooler(_ golden: GoldenEncoder) throws { #expect(try golden.expected().contains("out.pooler_output")) }

  @Test("The loss of masked tokens, its logits and all its gradients")
  func maskedLoss() throws {
    let golden = GoldenEncoder.own
    let network = try SMILESTransformer(folder: golden.folder).network
    let head = MaskedTokenHead(network.shape, random: RandomStream(seed: 0, name: "head"))
    let headNames = [
      "lm_head.dense.weight": "dense.weight", "lm_head.dense.bias": "dense.bias",
      "lm_head.layer_norm.weight": "norm.weight", "lm_head.layer_norm.bias": "norm.bias", "lm_head.bias": "bias",
    ]
    try head.load(from: SafetensorsFile(golden.folder.appending(path: "model.safetensors"))) { headNames[$0] }
    let expected = try golden.expected()
    let (batch, rows) = try Self.packed(expected, "in.masked_ids")
    let labels = try expected.integers("in.labels")
    let masked = rows.indices.filter { labels[Int(rows[$0])] >= 0 }
    let tokens = MaskedTokens(
      batch: batch, rows: masked.map { Int32($0) }, targets: masked.map { labels[Int(rows[$0])] })

    let logits = try head(
      network(tokens.batch, rows: tokens.rows, mode: .inference), embedding: network.tokenEmbedding)
    let loss = try logits.crossEntropy(targets: tokens.targets)
    let all = try expected.tensor("out.mlm_logits")
    let reference = try all.reshaped([all.rows, all.columns]).gather(masked.map { rows[$0] })
    expectClose(logits.values, reference.values, Tolerance.result, "logits")
    expectClose(loss.values, try expected.tensor("out.mlm_loss").values, Tolerance.result, "loss")

    try loss.backward()
    var checked = 0
    for (name, parameter) in network.namedParameters {
      let gradient = try #require(parameter.gradient, "\(name)")
      let reference = try expected.tensor("grad.roberta.\(Self.huggingFaceName(name))")
      expectClose(gradient.values, reference.values, Tolerance.gradient, name)
      checked += 1
    }
    for (theirs, ours) in headNames {
      let parameter = try #require(head.namedParameters.first { $0.name == ours }).parameter
      expectClose(
        try #require(parameter.gradient).values, try expected.tensor("grad.\(theirs)").values, Tolerance.gradient,
        theirs)
      checked += 1
    }
    #expect(checked == expected.names.count { $0.hasPrefix("grad.") })
  }

  /// The tokens without padding, and for each the row at which it stands in the padded tensors.
  private static func packed(_ file: SafetensorsFile, _ name: String) throws -> (batch: TokenBatch, rows: [Int32]) {
    let (tokens, mask) = (try file.integers(name), try file.integers("in.attention_mask"))
    let length = try file.shape(of: name)[1]
    let rows = mask.indices.filter { mask[$0] != 0 }
    let sequences = Dictionary(grouping: rows) { $0 / length }.sorted { $0.key < $1.key }
    return (TokenBatch(sequences.map { $0.value.map { tokens[$0] } }), rows.map { Int32($0) })
  }

  /// Written out anew, so that a wrong table in the plugin can't confirm itself.
  private static func huggingFaceName(_ path: String) -> String {
    var name = path
    for (ours, theirs) in [
      ("tokenEmbedding", "embeddings.word_embeddings"), ("positionEmbedding", "embeddings.position_embeddings"),
      ("typeEmbedding", "embeddings.token_type_embeddings"), ("embeddingNorm", "embeddings.LayerNorm"),
      ("blocks", "encoder.layer"), (".output.", ".output.dense."), (".intermediate.", ".intermediate.dense."),
      ("attention.query", "attention.self.query"), ("attention.key", "attention.self.key"),
      ("attention.value", "attention.self.value"), ("attentionNorm", "attention.output.LayerNorm"),
      ("outputNorm", "output.LayerNorm"),
    ] { name = name.replacingOccurrences(of: ours, with: theirs) }
    return name
  }
}
