public import ACML
internal import Spectra

/// What files of NMR spectra leave open.
public struct NMRFileSettings: Settings, Equatable {
  public var format: String?
  public var peaksColumn: String?

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init(
      "format", \.format,
      "\(SpectrumFormat.allCases.map(\.rawValue).joined(separator: ", ")); null: ending and content tell"),
    .init("peaksColumn", \.peaksColumn, "column of a table with the peaks; null: the first of the usual names"),
  ]

  public func validate() throws {
    guard let format, SpectrumFormat(rawValue: format) == nil else { return }
    throw InvalidSetting(
      "format", "found \(format), expected one of \(SpectrumFormat.allCases.map(\.rawValue).joined(separator: ", "))")
  }
}
