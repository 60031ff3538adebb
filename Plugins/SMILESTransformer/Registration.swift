public import ACML

/// Registers the SMILES transformer.
public func register(in registry: Registry) {
  registry.modalityEncoder(
    "smiles-transformer", modality: "smiles",
    summary: "transformer over SMILES: pre-trained here by masked tokens, or a Hugging Face RoBERTa",
    settings: SMILESTransformerSettings.self, weights: [.saved, .huggingFace, .safetensors],
    load: { location, context in
      guard context.weights == .safetensors else { return try SMILESTransformer(folder: location, log: context.log) }
      // The configuration and the tokenizer lie beside the file.
      return try SMILESTransformer(
        folder: location.deletingLastPathComponent(), weights: location.lastPathComponent, log: context.log)
    },
    pretraining: Pretraining(settings: MaskedTokenSettings.self) { encoder, task, samples, context in
      try MaskedTokenTask(encoder, task, samples: samples, random: context.random)
    })
}
