public import Foundation

/// Collections of property sets that come as one folder.
public enum PropertySuiteName: String, Sendable, CaseIterable, Codable {
  /// MoleculeNet (Wu et al., Chemical Science 9, 513, 2018), a CSV file a set as chemprop distributes them; scaffold split.
  case moleculenet
  /// The ADMET group of the Therapeutics Data Commons (Huang et al., NeurIPS Datasets and Benchmarks 2021), a folder a set
  /// with `train_val.csv` and `test.csv`; its own split.
  case tdc

  /// The sets that are known, small ones first.
  public var sets: [KnownPropertySet] { self == .moleculenet ? KnownPropertySet.moleculenet : KnownPropertySet.tdc }
}

/// A set whose task, columns and figure are known.
public struct KnownPropertySet: Sendable, Equatable {
  public let suite: PropertySuiteName
  /// As its file or folder is called.
  public let name: String
  public let task: PropertyTask
  /// The figure that the suite reports.
  public let metric: PropertyMetric
  public let smilesColumn: String
  /// The label columns; `nil` for all but that of the molecules.
  public let labels: [String]?

  /// Its files in a folder of the suite: one, or training and test.
  public func files(in folder: URL) -> [URL] {
    switch suite {
    case .moleculenet: [folder.appending(path: "\(name).csv")]
    case .tdc: ["train_val.csv", "test.csv"].map { folder.appending(path: name).appending(path: $0) }
    }
  }

  /// How the suite divides it.
  func split(in folder: URL, seed: UInt64) -> PropertySplit {
    suite == .moleculenet ? .scaffold : .files(files(in: folder), seed: seed)
  }

  private init(
    _ suite: PropertySuiteName, _ name: String, _ metric: PropertyMetric, _ smilesColumn: String = "smiles",
    labels: [String]? = nil, task: PropertyTask
  ) {
    self.suite = suite
    self.name = name
    self.task = task
    self.metric = metric
    self.smilesColumn = smilesColumn
    self.labels = labels
  }

  // Tasks and figures: table 3 of the paper; ROC-AUC for MUV as the field reports it since Hu et al. (arXiv 1905.12265).
  // Columns: the files of the package chemprop 1.6.1.dev0.
  static let moleculenet: [Self] = [
    Self(.moleculenet, "freesolv", .rmse, labels: ["freesolv"], task: .regression),
    Self(.moleculenet, "delaney", .rmse, labels: ["logSolubility"], task: .regression),
    Self(.moleculenet, "sider", .rocAUC, task: .classification),
    Self(.moleculenet, "clintox", .rocAUC, labels: ["FDA_APPROVED", "CT_TOX"], task: .classification),
    Self(.moleculenet, "bace", .rocAUC, "mol", labels: ["Class"], task: .classification),
    Self(.moleculenet, "bbbp", .rocAUC, labels: ["p_np"], task: .classification),
    Self(.moleculenet, "lipo", .rmse, labels: ["lipo"], task: .regression),
    Self(.moleculenet, "tox21", .rocAUC, task: .classification),
    Self(.moleculenet, "toxcast", .rocAUC, task: .classification),
    Self(.moleculenet, "hiv", .rocAUC, labels: ["HIV_active"], task: .classification),
    Self(.moleculenet, "muv", .rocAUC, task: .classification),
  ]

  // Tasks and figures: the leaderboard of the ADMET benchmark group, tdcommons.ai/benchmark/admet_group/overview.
  static let tdc: [Self] = {
    let figures: [(String, PropertyMetric)] = [
      ("dili", .rocAUC), ("hia_hou", .rocAUC), ("bioavailability_ma", .rocAUC), ("herg", .rocAUC),
      ("half_life_obach", .spearman), ("cyp2c9_substrate_carbonmangels", .prAUC),
      ("cyp2d6_substrate_carbonmangels", .prAUC), ("cyp3a4_substrate_carbonmangels", .rocAUC), ("caco2_wang", .mae),
      ("clearance_microsome_az", .spearman), ("vdss_lombardo", .spearman), ("clearance_hepatocyte_az", .spearman),
      ("pgp_broccatelli", .rocAUC), ("ppbr_az", .mae), ("bbb_martins", .rocAUC), ("lipophilicity_astrazeneca", .mae),
      ("ames", .rocAUC), ("ld50_zhu", .mae), ("solubility_aqsoldb", .mae), ("cyp2c9_veith", .prAUC),
      ("cyp3a4_veith", .prAUC), ("cyp2d6_veith", .prAUC),
    ]
    return figures.map { name, metric in
      Self(
        .tdc, name, metric, "Drug", labels: ["Y"],
        task: PropertyTask.regression.metrics.contains(metric) ? .regression : .classification)
    }
  }()
}
