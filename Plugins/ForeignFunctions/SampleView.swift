internal import ACML
internal import Spectra

/// What functions may read of a sample.
struct SampleView {
  private let sample: Sample

  init(_ sample: Sample) { self.sample = sample }

  /// The canonical SMILES, so that two spellings of a molecule give the same values.
  func smiles() throws -> String { try sample.molecule.canonicalSMILES }

  /// m/z of a mass spectrum, shifts of an NMR spectrum; ascending.
  func positions() throws -> [Double] {
    switch try spectrum() {
    case .mass(let spectrum): spectrum.peaks.map(\.mz)
    case .nmr(let spectrum): spectrum.peaks.map(\.shift)
    case .other(let spectrum): spectrum.points.map(\.x)
    }
  }

  /// One for each position; 1 where the peak has none.
  func intensities() throws -> [Double] {
    switch try spectrum() {
    case .mass(let spectrum): spectrum.peaks.map { Double($0.intensity) }
    case .nmr(let spectrum): spectrum.peaks.map { Double($0.intensity ?? 1) }
    case .other(let spectrum): spectrum.points.map(\.y)
    }
  }

  private func spectrum() throws(SampleFault) -> Spectrum {
    guard let spectrum = sample.payload as? Spectrum else { throw .noPayload(expected: "spectrum") }
    return spectrum
  }
}
