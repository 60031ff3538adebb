public import ACML
public import Chemistry

/// The molecules of an experiment and how they are divided.
public struct DataConfiguration: Settings, Equatable {
  public var molecules: [MoleculeSource] = []
  public var smilesColumn = "smiles"
  public var identityColumn: String?
  public var onInvalid = InvalidRowPolicy.fail
  public var limits = LimitsConfiguration()
  public var split = SplitConfiguration()

  public static let fields: [SettingField<Self>] = [
    .required("molecules", \.molecules, "data files (CSV, TSV, SMI, SDF, each also gzipped) or the name of a sample"),
    .init("smilesColumn", \.smilesColumn, "the column that holds the molecule"),
    .init("identityColumn", \.identityColumn, "the column that names the compound; null: its canonical SMILES does"),
    .init("onInvalid", \.onInvalid, "what happens to a row whose molecule can't be read"),
    .section("limits", \.limits, "what a row may hold at most"),
    .section("split", \.split, "how the molecules are divided"),
  ]

  public init() {}

  public func validate() throws {
    if molecules.isEmpty { throw InvalidSetting("molecules", "found an empty list, expected at least one file") }
  }
}

extension InvalidRowPolicy: SettingValue {}

/// What a row may hold at most to be read as a molecule.
public struct LimitsConfiguration: Settings, Equatable {
  public var maximumAtoms = MoleculeLimits.standard.maximumAtoms
  public var maximumBytes = MoleculeLimits.standard.maximumBytes

  public static let fields: [SettingField<Self>] = [
    .init("maximumAtoms", \.maximumAtoms, in: 1...65_535, "atoms of a molecule; larger ones count as invalid"),
    .init("maximumBytes", \.maximumBytes, in: 1...16_777_216, "bytes of a molecule's text"),
  ]

  public init() {}

  /// The same as the chemistry takes it.
  public var moleculeLimits: MoleculeLimits {
    MoleculeLimits(maximumAtoms: maximumAtoms, maximumBytes: maximumBytes)
  }
}
