internal import CPlugin
internal import Spectra

/// Samples as a C library sees them.
struct CSamples {
  /// One for each sample.
  let pointers: UnsafePointer<UnsafePointer<acml_sample>?>
  /// Where a library says why a sample can't be encoded.
  let messages: UnsafePointer<UnsafeMutablePointer<CChar>?>
  private let memory = CMemory()

  init(_ samples: [Sample]) throws {
    let memory = memory
    pointers = memory.copy(
      try samples.map { sample in UnsafePointer(memory.copy(CollectionOfOne(try Self.view(sample, memory)))) })
    let capacity = Int(ACML_MESSAGE_CAPACITY)
    messages = memory.copy(
      samples.map { _ in
        let message: UnsafeMutablePointer<CChar>? = memory.allocate(CChar.self, count: capacity)
        message?.initialize(repeating: 0, count: capacity)
        return message
      })
  }

  /// Whether there is anything to see of a sample.
  static func holds(_ sample: Sample) -> Bool { sample.hasMolecule || sample.payload != nil }

  private static func view(_ sample: Sample, _ memory: CMemory) throws -> acml_sample {
    var view = acml_sample()
    view.size = UInt32(MemoryLayout<acml_sample>.size)
    (view.precursor_mz, view.collision_energy) = (.nan, .nan)
    if sample.hasMolecule { view.smiles = memory.text(try sample.molecule.canonicalSMILES) }
    guard let payload = sample.payload else { return view }
    guard let spectrum = payload as? Spectrum else {
      let bytes = payload.canonicalBytes
      view.payload = memory.copy(bytes)
      view.payload_size = UInt64(bytes.count)
      return view
    }
    func set(_ peaks: [(position: Double, intensity: Float)]) {
      view.peak_count = UInt32(clamping: peaks.count)
      view.positions = memory.copy(peaks.map(\.position))
      view.intensities = memory.copy(peaks.map(\.intensity))
    }
    switch spectrum {
    case .mass(let spectrum):
      set(spectrum.peaks.map { ($0.mz, $0.intensity) })
      view.precursor_mz = spectrum.precursorMZ ?? .nan
      view.collision_energy = spectrum.collisionEnergy ?? .nan
      view.adduct = spectrum.adduct.map(memory.text)
    case .nmr(let spectrum):
      set(spectrum.peaks.map { ($0.shift, $0.intensity ?? 1) })
      view.integrals = memory.copy(spectrum.peaks.map { $0.integral ?? .nan })
      view.multiplicities = memory.copy(spectrum.peaks.map { Optional(memory.text($0.multiplicity ?? "")) })
    case .other(let spectrum):
      let trace = spectrum.trace.map { trace in trace.values.indices.map { (trace.position($0), trace.values[$0]) } }
      let points = spectrum.points.isEmpty ? trace ?? [] : spectrum.points.map { ($0.x, Float($0.y)) }
      set(points.map { (position: $0.0, intensity: $0.1) })
    }
    return view
  }
}
