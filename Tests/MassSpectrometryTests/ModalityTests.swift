import ACML
import Foundation
import MassSpectrometry
import Spectra
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The modalities gc-ms and lc-ms") struct ModalityTests {
  private var catalog: PluginCatalog {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }

  @Test("Both encoders read both modalities")
  func registration() {
    let catalog = catalog
    #expect(catalog.problems.isEmpty)
    #expect(catalog.modalities.map(\.modality.rawValue) == ["gc-ms", "lc-ms"])
    #expect(catalog.modalityEncoders.map(\.component.id) == ["ms-binned-cnn", "ms-set-transformer"])
    for encoder in catalog.modalityEncoders {
      #expect(encoder.modalities == ["gc-ms", "lc-ms"] && encoder.pretraining != nil)
    }
  }

  @Test("A drawing is well-formed, with a stick a peak and the base peak's mass", arguments: ["gc-ms", "lc-ms"])
  func drawing(_ modality: String) throws {
    let spectrum = modality == "gc-ms" ? electronIonization() : tandem()
    let described = try catalog.modality(modality)
    let svg = try #require(described.drawing(of: Spectrum.mass(spectrum)))
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>") && svg.contains("currentColor"))
    #expect(svg.split(separator: "v-").count == spectrum.peaks.count + 1)
    #expect(svg.contains(modality == "gc-ms" ? ">27<" : ">101.140<"))
    #expect(svg.contains(">m/z<"))
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }

  @Test("Spectra without peaks, and of another kind, are drawn as an empty axis")
  func emptyDrawing() throws {
    let modality = try catalog.modality("gc-ms")
    for spectrum in [
      Spectrum.mass(MassSpectrum(peaks: [])), .nmr(NMRSpectrum(nucleus: .carbon13, peaks: [])),
      .mass(MassSpectrum(peaks: [MassSpectrum.Peak(mz: .infinity, intensity: .nan)])),
    ] {
      let svg = try #require(modality.drawing(of: spectrum))
      #expect(!svg.contains("v-") && svg.contains(">m/z<"))
    }
  }
}
