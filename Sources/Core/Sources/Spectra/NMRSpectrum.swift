/// A one-dimensional NMR spectrum: a list of peaks, a trace, or both.
public struct NMRSpectrum: Sendable, Equatable {
  /// A nucleus as JCAMP-DX and NMReDATA spell it, without the caret: `13C`, `1H`, `19F`.
  public struct Nucleus: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let carbon13 = Nucleus(rawValue: "13C")
    public static let proton = Nucleus(rawValue: "1H")
  }

  public struct Peak: Sendable, Equatable {
    /// Chemical shift, in ppm.
    public var shift: Double
    public var intensity: Float?
    /// The pattern as written, in lower case: `s`, `d`, `t`, `q`, `m`, `dd`, … For 13C from the number of attached
    /// hydrogens: `s` none, `d` one, `t` two, `q` three.
    public var multiplicity: String?
    /// In hydrogens.
    public var integral: Float?
    /// Coupling constants, in Hz.
    public var couplings: [Double] = []

    public init(
      shift: Double, intensity: Float? = nil, multiplicity: String? = nil, integral: Float? = nil,
      couplings: [Double] = []
    ) {
      self.shift = shift
      self.intensity = intensity
      self.multiplicity = multiplicity
      self.integral = integral
      self.couplings = couplings
    }
  }

  public var nucleus: Nucleus
  /// Ascending by shift.
  public var peaks: [Peak]
  /// Over ppm.
  public var trace: Trace?
  /// As the file names it.
  public var solvent: String?
  /// Of the observed nucleus, in MHz.
  public var frequency: Double?
  /// In K.
  public var temperature: Double?

  /// - Parameters:
  ///   - nucleus: what was measured.
  ///   - peaks: in any order.
  ///   - trace: the spectrum before peaks were picked, if it is known.
  public init(nucleus: Nucleus, peaks: [Peak], trace: Trace? = nil) {
    self.nucleus = nucleus
    self.peaks = peaks.sorted { $0.shift < $1.shift }
    self.trace = trace
  }
}
