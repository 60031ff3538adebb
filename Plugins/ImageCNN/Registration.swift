public import ACML

/// Registers the encoder `image-resnet`.
public func register(in registry: Registry) {
  registry.modalityEncoder(
    "image-resnet", modality: "image",
    summary: "ResNet over pictures of molecules: pre-trained here, or with torchvision's names",
    settings: ImageEncoderSettings.self, weights: [.saved, .safetensors],
    load: { location, context in
      let file = context.weights == .saved ? location.appending(component: ImageEncoder.weightsFile) : location
      return try ImageEncoder(file: file, log: context.log)
    },
    pretraining: Pretraining(settings: ImagePretrainingSettings.self) { encoder, task, samples, context in
      try ImagePretrainingTask(encoder, task, samples: samples, random: context.random)
    })
}
