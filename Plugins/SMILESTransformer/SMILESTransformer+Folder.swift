public import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

extension SMILESTransformer {
  /// The file of weights in a folder, unless another is named.
  public static let weightsFile = "model.safetensors"
  private static let smallFileLimit = 1 << 20

  /// Reads an encoder that was saved here, or a Hugging Face folder with a RoBERTa, alone or under a masked-token head.
  ///
  /// A Hugging Face folder holds `config.json`, `model.safetensors`, and `tokenizer.json` or `vocab.json` with
  /// `merges.txt`. Weights stay in the mapped file.
  /// - Parameters:
  ///   - weights: the name of the file of weights in the folder.
  ///   - pooling: in place of what the folder says; foreign folders say nothing, which means the mean.
  ///   - canonical: in place of what the folder says; foreign folders say nothing, which means canonical SMILES.
  /// - Throws: ``SMILESTransformerError``, or an error of the weights' file.
  public convenience init(
    folder: URL, weights: String = SMILESTransformer.weightsFile, pooling: Pooling? = nil, canonical: Bool? = nil,
    log: PluginLog = .silent
  ) throws {
    let folder = EncoderFolder(url: folder)
    let json = try folder.json(HuggingFaceConfiguration.file, limit: Self.smallFileLimit)
    var configuration = try HuggingFaceConfiguration(json)
    configuration.encoding.pooling = pooling ?? configuration.encoding.pooling
    configuration.encoding.canonical = canonical ?? configuration.encoding.canonical
    let shape = configuration.shape

    let tokenizer = try Self.tokenizer(folder, configuration.tokenizer)
    let greatest = max(tokenizer.tokenCount, 1 + Int((tokenizer.frame.start + tokenizer.frame.end).max() ?? 0))
    guard greatest <= shape.vocabularySize else {
      throw json.invalid(
        "vocab_size", "found \(shape.vocabularySize), but the tokenizer numbers its tokens up to \(greatest - 1)")
    }
    guard tokenizer.frame.start.count + tokenizer.frame.end.count < shape.maximumTokens else {
      throw json.invalid(
        "max_position_embeddings", "found \(shape.positionCount), too few for the special tokens alone")
    }
    let network = try Self.network(folder, weights, json, configuration, log)
    self.init(network: network, tokenizer: tokenizer, encoding: configuration.encoding, log: log)
  }

  /// Writes a folder that ``init(folder:weights:pooling:canonical:log:)`` and, apart from the tokenizer where it is one of atoms,
  /// Hugging Face's `RobertaModel` read.
  public func save(to folder: URL) throws {
    let configuration = HuggingFaceConfiguration(shape: network.shape, encoding: encoding, tokenizer: tokenizer.kind)
    var files = tokenizer.files
    files.append((HuggingFaceConfiguration.file, try configuration.data(frame: tokenizer.frame)))
    for (name, content) in files { try content.write(to: folder.appending(component: name)) }
    try Safetensors.write(
      network.namedParameters.map { (TransformerEncoder.huggingFaceName(of: $0.name), $0.parameter.value) },
      metadata: ["format": "pt"], to: folder.appending(component: Self.weightsFile))
  }

  private static func tokenizer(_ folder: EncoderFolder, _ kind: TokenizerKind?) throws -> any SMILESTokenizer {
    switch kind {
    case .atoms: return try AtomTokenizer(folder)
    case .bytePairs: return try BytePairTokenizer(folder)
    case nil where folder.has(BytePairTokenizer.tokenizerFile) || folder.has(BytePairTokenizer.mergesFile):
      return try BytePairTokenizer(folder)
    case nil:
      throw SMILESTransformerError.missingFile(
        folder: folder.url.path, expected: "tokenizer.json, or vocab.json with merges.txt")
    }
  }

  private static func network(
    _ folder: EncoderFolder, _ weightsFile: String, _ json: JSONObject, _ configuration: HuggingFaceConfiguration,
    _ log: PluginLog
  ) throws -> TransformerEncoder {
    let size = try folder.size(weightsFile)
    let file = try SafetensorsFile(URL(filePath: folder.path(weightsFile)))
    let prefix = "roberta."
    let hasPrefix = file.names.contains { $0.hasPrefix(prefix) }
    let isNeeded = configuration.encoding.pooling == .pooler
    let hasPooler = file.contains((hasPrefix ? prefix : "") + "pooler.dense.weight")
    guard hasPooler || !isNeeded else {
      throw SMILESTransformerError.invalid(
        file: file.url.path, key: nil, reason: "no pooler.dense, which pooling by the pooler needs; mean and cls don't")
    }
    // Before anything of the size that the configuration asks for is allocated. No type of weights takes less than 2 bytes.
    let shape = configuration.shape
    guard 2 * shape.parameterCount <= size else {
      throw json.invalid(
        "num_hidden_layers",
        "the sizes make a network of \(shape.parameterCount) numbers, more than the \(size) bytes of \(weightsFile) hold"
      )
    }
    // Initial values are of no use: every one is replaced, or an error thrown.
    let network = TransformerEncoder(
      shape, hasPooler: hasPooler, initializer: .zeros, random: RandomStream(seed: 0, name: "unused"))
    let paths = network.pathsByHuggingFaceName
    var unused: [String] = []
    try network.load(from: file) { name in
      if hasPrefix, !name.hasPrefix(prefix) {
        unused.append(name)
        return nil
      }
      let path = paths[hasPrefix ? String(name.dropFirst(prefix.count)) : name]
      if path == nil { unused.append(name) }
      return path
    }
    if !unused.isEmpty {
      log.note("\(file.url.path): not part of the encoder: \(unused.joined(separator: ", ").shortened)")
    }
    return network
  }
}
