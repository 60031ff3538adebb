public import ACML
internal import Chemistry

/// Registers the encoder `image-resnet` and the modality `image`, whose samples may also come from PNG files.
public func register(in registry: Registry) {
  registry.modality(
    "image", summary: "pictures from PNG files that a table names; without files they are drawn from the molecules",
    payload: Picture.self, settings: PictureTableSettings.self,
    read: { file, settings, context in try PictureTableReader(file, settings, context) })
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
