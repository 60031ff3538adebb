public import ACML
internal import Spectra

/// Registers the modalities of mass spectrometry and their encoders.
public func register(in registry: Registry) {
  registry.modality(
    "gc-ms", summary: "electron-ionisation mass spectra, as of GC-MS", payload: Spectrum.self,
    settings: NoSettings.self,
    read: { file, _, context in
      try MassSampleReader(opening: file, kind: .electronIonization, context: context)
    },
    draw: { MassDrawing.svg($0) })
  registry.modality(
    "lc-ms", summary: "tandem mass spectra (MS/MS), as of LC-MS", payload: Spectrum.self, settings: NoSettings.self,
    read: { file, _, context in try MassSampleReader(opening: file, kind: .tandemMass, context: context) },
    draw: { MassDrawing.svg($0) })
  register(
    PeakSetNetwork.self, in: registry, summary: "transformer over the peaks of a mass spectrum as a set")
  register(
    BinnedNetwork.self, in: registry, summary: "convolutions or a residual MLP over a binned mass spectrum")
}

private func register<Network: MassNetwork>(_ network: Network.Type, in registry: Registry, summary: String) {
  registry.modalityEncoder(
    Network.id, modality: "gc-ms", "lc-ms", summary: summary, settings: Network.Shape.self,
    load: { folder, _ in try MassEncoder<Network>(folder: folder) },
    pretraining: Pretraining(settings: MassPretrainingSettings.self) { shape, settings, samples, context in
      try MassPretraining<Network>(shape, settings, samples: samples, context)
    })
}
