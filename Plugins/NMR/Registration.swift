public import ACML
internal import Spectra

/// Registers the modalities `nmr-13c` and `nmr-1h`, and an encoder of each.
public func register(in registry: Registry) {
  registry.nmr(Carbon13.self)
  registry.nmr(Proton.self)
}

extension Registry {
  fileprivate func nmr<Observed: ObservedNucleus>(_ observed: Observed.Type) {
    let observation = Observed.observation
    let nucleus = observation.nucleus
    modality(
      observation.modality, summary: "\(nucleus.rawValue) NMR spectra: lists of peaks, or traces",
      payload: Spectrum.self,
      settings: NMRFileSettings.self,
      read: { file, settings, context in
        // A column that was named holds what was asked for.
        let options = SpectrumOptions(
          smilesColumn: context.smilesColumn, peaksColumn: settings.peaksColumn,
          kind: settings.peaksColumn.map { _ in .nmr(nucleus) })
        return try SpectrumSampleReader(
          opening: file, kind: .nmr(nucleus), format: settings.format.flatMap(SpectrumFormat.init(rawValue:)),
          options: options)
      },
      draw: { spectrum in if case .nmr(let nmr) = spectrum { nmr.drawing } else { "" } })
    modalityEncoder(
      observation.encoder, modality: observation.modality,
      summary: "\(nucleus.rawValue) NMR spectra by attention among peaks, by convolutions over a grid, or by both",
      settings: NMREncoderSettings<Observed>.self,
      load: { location, _ in try NMREncoder(folder: location, observed) },
      pretraining: Pretraining(settings: NMRPretrainingSettings<Observed>.self) { encoder, task, samples, context in
        NMRPretrainingTask(encoder, task, samples: samples, random: context.random)
      })
  }
}
