public import ACML
public import Foundation
internal import NeuralNetworks
internal import Tensors

extension SMILESTransformer {
  /// The files of weights that are looked for in a folder, the first that is there being used.
  static let weightsFiles = ["model.safetensors", "pytorch_model.bin"]
  private static let smallFileLimit = 1 << 20

  /// Reads an encoder that was saved here, or a Hugging Face folder with a RoBERTa, a BERT or an ALBERT, alone or under
  /// a head.
  ///
  /// A Hugging Face folder holds `config.json`; `model.safetensors` or `pytorch_model.bin`; and `tokenizer.json`,
  /// `vocab.json` with `merges.txt`, or `vocab.txt`. Weights stay in the mapped file where their format allows it.
  /// - Parameters:
  ///   - weights: the name of the file of weights in the folder, if not one of the usual.
  ///   - settings: in place of what the folder says.
  /// - Throws: ``SMILESTransformerError``, or an error of the weights' file.
  public convenience init(
    folder: URL, weights: String? = nil, settings: SMILESTransformerLoading = SMILESTransformerLoading(),
    log: PluginLog = .silent
  ) throws {
    let folder = EncoderFolder(url: folder)
    let json = try folder.json(HuggingFaceConfiguration.file, limit: Self.smallFileLimit)
    // BERT is the only one of the three whose vocabulary is a list of lines.
    var configuration = try HuggingFaceConfiguration(
      json, unnamedFamily: folder.has(WordTokenizer.vocabularyFile) ? .bert : nil)
    configuration.encoding.pooling = settings.pooling ?? configuration.encoding.pooling
    configuration.encoding.canonical = settings.canonical ?? configuration.encoding.canonical
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

  /// Writes a folder that ``init(folder:weights:settings:log:)`` and, apart from the tokenizer where it is one of
  /// atoms, Hugging Face's own classes read.
  public func save(to folder: URL) throws {
    let configuration = HuggingFaceConfiguration(shape: network.shape, encoding: encoding, tokenizer: tokenizer.kind)
    var files = tokenizer.files
    files.append((HuggingFaceConfiguration.file, try configuration.data(frame: tokenizer.frame)))
    for (name, content) in files { try content.write(to: folder.appending(component: name)) }
    try Safetensors.write(
      network.huggingFaceParameters.map { ($0.name, $0.parameter.value) }, metadata: ["format": "pt"],
      to: folder.appending(component: Self.weightsFiles[0]))
  }

  private static func tokenizer(_ folder: EncoderFolder, _ kind: TokenizerKind?) throws -> any SMILESTokenizer {
    if kind == .atoms { return try AtomTokenizer(folder) }
    if folder.has(TokenizerFile.name) {
      let file = try TokenizerFile(folder)
      return file.isBytePairs ? try BytePairTokenizer(file) : try WordTokenizer(file)
    }
    if kind == .bytePairs || folder.has(BytePairTokenizer.mergesFile) {
      return try BytePairTokenizer(vocabularyAndMerges: folder)
    }
    if kind == .words || folder.has(WordTokenizer.vocabularyFile) { return try WordTokenizer(folder) }
    throw SMILESTransformerError.missingFile(
      folder: folder.url.path, expected: "tokenizer.json, vocab.json with merges.txt, or vocab.txt")
  }

  private static func network(
    _ folder: EncoderFolder, _ named: String?, _ json: JSONObject, _ configuration: HuggingFaceConfiguration,
    _ log: PluginLog
  ) throws -> TransformerEncoder {
    guard let weightsFile = named ?? weightsFiles.first(where: folder.has) else {
      throw SMILESTransformerError.missingFile(
        folder: folder.url.path, expected: weightsFiles.joined(separator: " or "))
    }
    let size = try folder.size(weightsFile)
    let file = try TensorFiles.open(URL(filePath: folder.path(weightsFile)))
    let shape = configuration.shape
    let names = file.names
    let hasPrefix = names.contains { $0.hasPrefix(shape.family.prefix) }
    let prefix = hasPrefix ? shape.family.prefix : ""
    // A head of another family would load without a word where the names of the blocks agree.
    if !hasPrefix,
      let other = TransformerFamily.allCases.first(where: { family in
        names.contains { $0.hasPrefix(family.prefix) }
      })
    {
      throw SMILESTransformerError.invalid(
        file: file.url.path, key: nil,
        reason:
          "weights of a \(other.rawValue), but \(HuggingFaceConfiguration.file) describes a \(shape.family.rawValue)")
    }
    let isNeeded = configuration.encoding.pooling == .pooler
    let pooler = "\(prefix)\(shape.family.pooler)"
    let hasPooler = file.contains("\(pooler).weight")
    guard hasPooler || !isNeeded else {
      throw SMILESTransformerError.invalid(
        file: file.url.path, key: nil, reason: "no \(pooler), which pooling by the pooler needs; mean and cls don't")
    }
    // Before anything of the size that the configuration asks for is allocated. No type of weights takes less than 2
    // bytes.
    guard 2 * shape.parameterCount <= size else {
      throw json.invalid(
        "num_hidden_layers",
        "the sizes make a network of \(shape.parameterCount) numbers, more than the \(size) bytes of \(weightsFile) hold"
      )
    }
    let network = TransformerEncoder(shape, hasPooler: hasPooler, random: .unused)
    let paths = network.pathsByHuggingFaceName
    var unused: [String] = []
    try network.load(from: file) { name in
      let own = name.hasPrefix(prefix) ? currentName(of: String(name.dropFirst(prefix.count))) : ""
      if let path = paths[own] { return path }
      unused.append(name)
      return nil
    }
    if !unused.isEmpty {
      log.note("\(file.url.path): not part of the encoder: \(unused.joined(separator: ", ").shortened)")
    }
    return network
  }

  /// Weights that were once converted from TensorFlow have its names of a normalisation's parameters.
  private static func currentName(of name: String) -> String {
    for (old, new) in [("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias")]
    where name.hasSuffix(old) {
      return name.dropLast(old.count) + new
    }
    return name
  }
}
