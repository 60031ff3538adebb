public import ACML

/// Registers the SMILES transformer.
public func register(in registry: Registry) {
  registry.modalityEncoder(
    "smiles-transformer", modality: "smiles",
    summary: "transformer over SMILES: pre-trained here by masked tokens, or a Hugging Face RoBERTa",
    settings: SMILESTransformerSettings.self, weights: [.saved, .huggingFace],
    load: { folder, context in try SMILESTransformer(folder: folder, log: context.log) },
    pretraining: Pretraining(settings: MaskedTokenSettings.self) { encoder, task, samples, context in
      try MaskedTokenTask(encoder, task, samples: samples, random: context.random)
    })
}
