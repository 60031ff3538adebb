/// Peaks of a mass spectrometer, with what is known of how they were made.
public struct MassSpectrum: Sendable, Equatable {
  public struct Peak: Sendable, Equatable {
    /// Mass-to-charge ratio, in Th.
    public var mz: Double
    /// In any unit that is the same for all peaks of the spectrum; not negative.
    public var intensity: Float

    public init(mz: Double, intensity: Float) {
      self.mz = mz
      self.intensity = intensity
    }
  }

  public enum Polarity: UInt8, Sendable { case positive = 1, negative }

  /// Ascending by m/z.
  public var peaks: [Peak]
  /// 1 for spectra without isolation of a precursor (EI among them), 2 for MS/MS, …
  public var level = 1
  /// Whether electrons ionised the molecule (EI), as in GC-MS.
  public var isElectronIonization = false
  public var polarity: Polarity?
  /// Mass-to-charge ratio of the isolated ion, in Th.
  public var precursorMZ: Double?
  /// The isolated ion as the field writes it: `[M+H]+`.
  public var adduct: String?
  /// In eV; in per cent of the normalised scale if ``isCollisionEnergyNormalized``. The mean where several were used.
  public var collisionEnergy: Double?
  public var isCollisionEnergyNormalized = false
  /// The instrument or its type, as the file says it.
  public var instrument: String?
  /// False for a profile, whose points are no peaks.
  public var isCentroided = true

  /// - Parameter peaks: in any order.
  public init(peaks: [Peak]) {
    let isSorted = zip(peaks, peaks.dropFirst()).allSatisfy { $0.mz <= $1.mz }
    self.peaks = isSorted ? peaks : peaks.sorted { $0.mz < $1.mz }
  }

  /// The most intense peak; `nil` if there is none with any intensity.
  public var basePeak: Peak? { peaks.max { $0.intensity < $1.intensity }.flatMap { $0.intensity > 0 ? $0 : nil } }
}
