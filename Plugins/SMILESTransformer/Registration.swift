public import ACML

/// Registers the SMILES transformer.
public func register(in registry: Registry) {
  registry.modalityEncoder(
    "smiles-transformer", modality: "smiles",
    summary: "transformer over SMILES: pre-trained here by masked tokens, or a RoBERTa, BERT or ALBERT of Hugging Face",
    settings: SMILESTransformerSettings.self, weights: [.saved, .huggingFace, .safetensors, .pyTorch],
    loading: SMILESTransformerLoading.self,
    load: { location, settings, context in
      let isFile = context.weights == .safetensors || context.weights == .pyTorch
      // The configuration and the tokenizer lie beside a file.
      return try SMILESTransformer(
        folder: isFile ? location.deletingLastPathComponent() : location,
        weights: isFile ? location.lastPathComponent : nil, settings: settings, log: context.log)
    },
    pretraining: Pretraining(settings: MaskedTokenSettings.self) { encoder, task, samples, context in
      try MaskedTokenTask(encoder, task, samples: samples, random: context.random)
    })
}
