import Foundation
import NeuralNetworks
import SMILESTransformer
import TestSupport
import Testing

/// What is wrong with a folder is said with the file and the key.
@Suite("Folders that can't be read") struct FolderErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the message must say, after the folder's path.
    let expected: String
    let make: @Sendable (TemporaryFolder) throws -> Void

    init(_ expected: String, _ make: @escaping @Sendable (TemporaryFolder) throws -> Void) {
      (self.testDescription, self.expected, self.make) = (expected, expected, make)
    }

    /// One value of `config.json`.
    static func configuration(_ key: String, _ value: String, _ expected: String) -> Fault {
      Fault("/config.json: \(expected)") { folder in
        let url = folder.url.appending(path: "config.json")
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
          .filter { !$0.contains("\"\(key)\"") }.joined(separator: "\n")
        try folder.write(lines.replacingOccurrences(of: "{\n", with: "{\n\"\(key)\": \(value),\n"), to: "config.json")
      }
    }

    /// A `tokenizer.json` with these parts of its model and beside it.
    static func tokenizer(_ model: String, _ rest: String, _ expected: String) -> Fault {
      Fault("/tokenizer.json: \(expected)") {
        try $0.write("{\"model\": {\(model)}\(rest.isEmpty ? "" : ", \(rest)")}", to: "tokenizer.json")
      }
    }

    static func vocabulary(_ content: String, _ expected: String) -> Fault {
      Fault("/vocab.json: \(expected)") { try $0.write(content, to: "vocab.json") }
    }
  }

  static let faults: [Fault] = [
    Fault(": no config.json") { try $0.remove("config.json") },
    Fault(": no model.safetensors or pytorch_model.bin") { try $0.remove("model.safetensors") },
    Fault(": no vocab.json") { try $0.remove("vocab.json") },
    Fault(": no tokenizer.json, vocab.json with merges.txt, or vocab.txt") { try $0.remove("merges.txt") },
    Fault("/config.json: no JSON") { try $0.write("{", to: "config.json") },
    Fault("/config.json: no JSON") { try $0.write(String(repeating: "[", count: 100_000), to: "config.json") },
    Fault("/config.json: found a list or a value, expected an object") { try $0.write("[]", to: "config.json") },
    Fault("/config.json: 2000000 bytes; at most 1048576 are read") {
      try $0.write(String(repeating: " ", count: 2_000_000), to: "config.json")
    },
    Fault("/config.json: no regular file") {
      try $0.remove("config.json")
      try FileManager.default.createDirectory(
        at: $0.url.appending(path: "config.json"), withIntermediateDirectories: true)
    },
    .configuration("model_type", "\"gpt2\"", "`model_type` is gpt2; supported: roberta, bert, albert"),
    Fault("/model.safetensors: weights of a roberta, but config.json describes a bert") {
      try Fault.configuration("model_type", "\"bert\"", "").make($0)
    },
    Fault("/config.json: `model_type` is absent; supported: roberta") {
      try Fault.configuration("model_type", "null", "").make($0)
      try $0.replace("\"architectures\"", with: "\"kinds\"", in: "config.json")
    },
    .configuration("hidden_act", "\"mish\"", "`hidden_act` is mish; supported: gelu"),
    .configuration("is_decoder", "true", "`is_decoder` is true; supported: false"),
    .configuration("position_embedding_type", "\"relative_key\"", "`position_embedding_type` is relative_key"),
    .configuration("hidden_size", "\"wide\"", "`hidden_size`: found wide, expected a whole number from 1 to 65536"),
    .configuration("hidden_size", "-1", "`hidden_size`: found -1"),
    .configuration("hidden_size", "1e300", "`hidden_size`: found 1e+300"),
    .configuration("hidden_size", "32.5", "`hidden_size`: found 32.5"),
    .configuration("hidden_size", "9223372036854775808", "`hidden_size`: found 9223372036854775808"),
    .configuration("hidden_size", "null", "`hidden_size`: missing"),
    .configuration("vocab_size", "0", "`vocab_size`: found 0"),
    .configuration("vocab_size", "300", "`vocab_size`: found 300, but the tokenizer numbers its tokens up to 319"),
    .configuration("pad_token_id", "320", "`pad_token_id`: found 320"),
    .configuration("num_hidden_layers", "0", "`num_hidden_layers`: found 0"),
    .configuration("num_hidden_layers", "1000", "`num_hidden_layers`: the sizes make a network of"),
    .configuration("intermediate_size", "1000000", "`num_hidden_layers`: the sizes make a network of"),
    .configuration("num_attention_heads", "5", "`num_attention_heads`: found 5, expected a divisor of 32"),
    .configuration("max_position_embeddings", "4", "`max_position_embeddings`: found 4"),
    .configuration("layer_norm_eps", "0", "`layer_norm_eps`: found 0"),
    .configuration("hidden_dropout_prob", "1.5", "`hidden_dropout_prob`: found 1.5"),
    .configuration("acml", "{\"formatVersion\": \"2\"}", "`acml.formatVersion` is 2; supported: 1"),
    .configuration("acml", "7", "`acml`: found 7, expected an object"),
    Fault("/model.safetensors: 35 shapes that differ") { folder in
      try Fault.configuration("hidden_size", "16", "").make(folder)
    },
    Fault("/model.safetensors: tensor roberta.encoder.layer.1.output.dense.weight: truncated") { folder in
      let url = folder.url.appending(path: "model.safetensors")
      try Data(contentsOf: url).dropLast(100).write(to: url)
    },
    .vocabulary("{\"C\": 0, \"N\": 0}", "`N`: found 0, the number of C"),
    .vocabulary("{\"C\": -1}", "`C`: found -1"),
    .vocabulary("{\"C\": 9000000}", "`C`: found 9000000 in a vocabulary of 1 tokens"),
    .vocabulary("{\"C\": \"0\"}", "`C`: found 0, expected a whole number"),
    Fault("/vocab.json: expected the tokens <s> and </s>") {
      try $0.write("{}", to: "vocab.json")
      try $0.write("", to: "merges.txt")
    },
    Fault("/merges.txt:2: found C C C, expected two tokens") {
      try $0.write("#version: 0.2\nC C C\n", to: "merges.txt")
    },
    Fault("/merges.txt: merge 0, Q Q, leads to tokens that the vocabulary lacks") {
      try $0.write("Q Q\n", to: "merges.txt")
    },
    Fault("/tokenizer.json: `model`: missing") { try $0.write("{}", to: "tokenizer.json") },
    .tokenizer("\"type\": \"Unigram\"", "", "`model.type` is Unigram; supported: BPE, WordPiece, WordLevel"),
    .tokenizer("\"type\": \"BPE\"", "", "`model.vocab`: missing"),
    .tokenizer("\"vocab\": {}", "\"normalizer\": {\"type\": \"Lowercase\"}", "`normalizer.type` is Lowercase"),
    .tokenizer(
      "\"vocab\": {}", "\"pre_tokenizer\": {\"type\": \"Whitespace\"}",
      "`pre_tokenizer.type` is Whitespace; supported: ByteLevel"),
    .tokenizer("\"type\": \"WordPiece\", \"vocab\": {}", "", "`pre_tokenizer`: missing"),
    .tokenizer(
      "\"type\": \"WordPiece\", \"vocab\": {}", "\"pre_tokenizer\": {\"type\": \"BertPreTokenizer\"}",
      "expected the tokens [CLS] and [SEP]"),
    .tokenizer(
      "\"type\": \"WordLevel\", \"vocab\": {\"C\": 0}",
      "\"pre_tokenizer\": {\"type\": \"Split\", \"behavior\": \"Isolated\", \"pattern\": {\"Regex\": \"(a+)+\"}}",
      "`pre_tokenizer.pattern` is (a+)+; supported: the pattern of Schwaller"),
    Fault("/tokenizer.json: `model.merges[0]`: found 7, expected two tokens") {
      let parts = "\"model\": {\"vocab\": {\"<s>\": 0, \"</s>\": 1}, \"merges\": [7]}"
      try $0.write("{\(parts), \"pre_tokenizer\": {\"type\": \"ByteLevel\"}}", to: "tokenizer.json")
    },
  ]

  @Test("A fault is told with its place", arguments: faults)
  func fault(_ fault: Fault) throws {
    let folder = try TemporaryFolder(copying: GoldenEncoder.own.folder)
    try fault.make(folder)
    let error = try #require(throws: (any Error).self) { try SMILESTransformer(folder: folder.url) }
    #expect("\(error)".hasPrefix(folder.url.path + fault.expected), "\(error)")
    #expect(error is SMILESTransformerError || error is LoadReport || error is SafetensorsError)
  }

  @Test("A folder whose weights would run code is refused")
  func program() throws {
    let folder = try TemporaryFolder(copying: GoldenEncoder.bert.folder)
    let program = try Data(contentsOf: Golden.ownFolder.appending(path: "pytorch/program.bin"))
    try program.write(to: folder.url.appending(path: "pytorch_model.bin"))
    let error = try #require(throws: PyTorchFileError.self) { try SMILESTransformer(folder: folder.url) }
    #expect(error.reason == .forbiddenGlobal("posix.system"))
  }

  static let faultsOfOthers: [(GoldenEncoder, Fault)] = [
    (
      .bert,
      Fault("/pytorch_model.bin: weights of a bert, but config.json describes a albert") {
        try Fault.configuration("model_type", "\"albert\"", "").make($0)
      }
    ),
    (.bert, Fault("/vocab.txt: expected the tokens [CLS] and [SEP]") { try $0.write("C\nN\n", to: "vocab.txt") }),
    (
      .bert,
      Fault("/tokenizer_config.json: `tokenizer_class` is T5Tokenizer; supported: BertTokenizer") {
        try $0.write("{\"tokenizer_class\": \"T5Tokenizer\"}", to: "tokenizer_config.json")
      }
    ),
    (
      .bert,
      Fault("/tokenizer_config.json: `do_lower_case`: found 7") {
        try $0.write("{\"do_lower_case\": \"7\"}", to: "tokenizer_config.json")
      }
    ),
    (
      .bert,
      Fault("/pytorch_model.bin: 1 shapes that differ: bert.embeddings.position_embeddings.weight") {
        try Fault.configuration("max_position_embeddings", "32", "").make($0)
      }
    ),
    (.albert, .configuration("num_hidden_groups", "4", "`num_hidden_groups`: found 4")),
    (
      .albert,
      Fault("/model.safetensors: 32 missing tensors: blocks.4.") {
        try Fault.configuration("num_hidden_groups", "3", "").make($0)
      }
    ),
    (.albert, .configuration("embedding_size", "0", "`embedding_size`: found 0")),
  ]

  @Test("Faults of BERT's and ALBERT's folders", arguments: faultsOfOthers.indices)
  func faultOfOthers(_ index: Int) throws {
    let (golden, fault) = Self.faultsOfOthers[index]
    let folder = try TemporaryFolder(copying: golden.folder)
    try fault.make(folder)
    let error = try #require(throws: (any Error).self) { try SMILESTransformer(folder: folder.url) }
    #expect("\(error)".hasPrefix(folder.url.path + fault.expected), "\(error)")
  }

  @Test("Pooling by a pooler needs one")
  func missingPooler() throws {
    let error = try #require(throws: SMILESTransformerError.self) {
      try SMILESTransformer(
        folder: GoldenEncoder.own.folder, settings: SMILESTransformerLoading(pooling: .pooler))
    }
    #expect("\(error)".contains("no roberta.pooler.dense"))
  }

  @Test("A folder that doesn't exist has no configuration")
  func missingFolder() {
    #expect(throws: SMILESTransformerError.missingFile(folder: "/no/such/folder", expected: "config.json")) {
      try SMILESTransformer(folder: URL(filePath: "/no/such/folder"))
    }
  }
}
