internal import Files

/// The kinds of file that spectra are read from; each may also be gzipped.
public enum SpectrumFormat: String, Sendable, CaseIterable {
  /// NIST's text format of mass spectra, in the spellings of NIST, MoNA and MS-DIAL.
  case msp
  /// Mascot generic format, as GNPS writes it.
  case mgf
  /// Records of MassBank.
  case massBank = "massbank"
  case mzML = "mzml"
  case jcampDX = "jcamp-dx"
  /// Structures with NMR spectra in tags: nmrshiftdb2 and NMReDATA.
  case sdf
  /// Comma-separated values with a column of peak lists.
  case csv
  /// The same with tabs.
  case tsv
}
