public import ACML
internal import Spectra

/// Registers the modalities of mass spectrometry and their encoders.
public func register(in registry: Registry) {
  registry.mass("gc-ms", .electronIonization, summary: "electron-ionisation mass spectra, as of GC-MS")
  registry.mass("lc-ms", .tandemMass, summary: "tandem mass spectra (MS/MS), as of LC-MS")
  register(
    PeakSetNetwork.self, in: registry, summary: "transformer over the peaks of a mass spectrum as a set")
  register(
    BinnedNetwork.self, in: registry, summary: "convolutions or a residual MLP over a binned mass spectrum")
}

extension Registry {
  fileprivate func mass(_ name: Modality, _ kind: Spectrum.Kind, summary: String) {
    modality(
      name, summary: summary, payload: Spectrum.self, settings: NoSettings.self,
      read: { file, _, context in
        // Tables of peaks don't say what they are; in a file of this modality they are what it asks for.
        try SpectrumSampleReader(
          opening: file, kind: kind, options: SpectrumOptions(smilesColumn: context.smilesColumn, kind: kind))
      },
      draw: { MassDrawing.svg($0) })
  }
}

private func register<Network: MassNetwork>(_ network: Network.Type, in registry: Registry, summary: String) {
  registry.modalityEncoder(
    Network.id, modality: "gc-ms", "lc-ms", summary: summary, settings: Network.Shape.self,
    load: { folder, _ in try MassEncoder<Network>(folder: folder) },
    pretraining: Pretraining(settings: MassPretrainingSettings.self) { shape, settings, samples, context in
      try MassPretraining<Network>(shape, settings, samples: samples, context)
    })
}
