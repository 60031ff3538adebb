public import ACML

/// Tells the program what is here: a modality with its files, and an encoder of it. `acml plugin describe raman` and
/// `acml plugin describe raman-cnn` print it.
public func register(in registry: Registry) {
  registry.modality(
    "raman", summary: "Raman spectra, text with headers and two columns as RRUFF exports it",
    payload: RamanSpectrum.self,
    settings: NoSettings.self,
    read: { file, _, _ in try RamanReader(file) }, draw: { $0.drawing })

  registry.modalityEncoder(
    "raman-cnn", modality: "raman", summary: "convolutions over a broadened grid, pre-trained by removing disturbances",
    settings: RamanSettings.self,
    load: { folder, _ in try RamanEncoder(folder: folder) },
    pretraining: Pretraining(settings: DisturbanceSettings.self) { encoder, task, _, context in
      DenoisingTask(encoder, task, random: context.random)
    })
}
