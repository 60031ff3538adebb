public import ACML
public import Chemistry

/// The molecules of an experiment and how they are divided.
public struct DataConfiguration: Settings, Equatable {
  public var molecules: [MoleculeSource] = []
  public var samples: [SampleFilesConfiguration] = []
  public var smilesColumn = "smiles"
  public var identity = Dataset.Options.Identity.canonicalSMILES
  public var identityColumn: String?
  public var onInvalid = InvalidRowPolicy.fail
  public var limits = LimitsConfiguration()
  public var split = SplitConfiguration()
  public var heldOut: FileReference?
  public var library = LibraryConfiguration()

  public static let fields: [SettingField<Self>] = [
    .init("molecules", \.molecules, "data files (CSV, TSV, SMI, SDF, each also gzipped) or the name of a sample"),
    .list("samples", \.samples, "files of measured samples, such as spectra, each with the molecule that it shows"),
    .init("smilesColumn", \.smilesColumn, "the column that holds the molecule"),
    .init("identity", \.identity, "what tells compounds apart"),
    .init("identityColumn", \.identityColumn, "the column that names the compound; null: `identity` does"),
    .init("onInvalid", \.onInvalid, "what happens to a row whose molecule can't be read"),
    .section("limits", \.limits, "what a row may hold at most"),
    .section("split", \.split, "how the molecules are divided"),
    .init("heldOut", \.heldOut, "a run's split.csv whose held-out molecules must not be learned from; null: none"),
    .section("library", \.library, "molecules without samples that compete in training"),
  ]

  public init() {}

  public func validate() throws {
    if molecules.isEmpty, samples.isEmpty {
      throw InvalidSetting("molecules", "found no file, expected at least one here or in `samples`")
    }
    for (index, files) in samples.enumerated() where files.files.isEmpty {
      throw InvalidSetting(SettingPath("samples") + index + "files", "found an empty list, expected at least one file")
    }
    if !library.molecules.isEmpty, identityColumn != nil {
      throw InvalidSetting(
        "library.molecules", "can't be told from the data's molecules by a column; leave out `identityColumn`")
    }
  }
}

/// Files of samples of one measured modality.
public struct SampleFilesConfiguration: Settings, Equatable {
  public var modality = ""
  public var files: [MoleculeSource] = []
  /// As the modality's plugin defines them.
  public var settings = SettingNode.empty

  public static let fields: [SettingField<Self>] = [
    .required("modality", \.modality, "a measured modality (see `acml plugin list`)"),
    .required(
      "files", \.files, "files that the modality reads, stores of `acml data convert`, or the name of a sample"),
    .node("settings", \.settings, "what the files leave open (see `acml plugin describe`)"),
  ]

  public init() {}
}

extension InvalidRowPolicy: SettingValue {}
extension Dataset.Options.Identity: SettingValue {}

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
