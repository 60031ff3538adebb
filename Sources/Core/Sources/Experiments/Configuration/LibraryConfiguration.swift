public import ACML

/// Molecules without samples, of which each step of a training takes some as negatives (`training.libraryNegatives`).
public struct LibraryConfiguration: Settings, Equatable {
  public var molecules: [MoleculeSource] = []
  public var without: [MoleculeSource] = []

  public static let fields: [SettingField<Self>] = [
    .init("molecules", \.molecules, "files of molecules, read as `data.molecules` are; those of the data are left out"),
    .init("without", \.without, "files of molecules to leave out too, such as a pool that is searched afterwards"),
  ]

  public init() {}

  public func validate() throws {
    if molecules.isEmpty, !without.isEmpty {
      throw InvalidSetting("without", "found files to leave out of a library that has none; set `molecules` too")
    }
  }
}
