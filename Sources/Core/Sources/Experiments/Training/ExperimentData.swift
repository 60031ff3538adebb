internal import ACML
internal import Chemistry
internal import Foundation
internal import Files

/// The molecules of an experiment, divided.
struct ExperimentData {
  let dataset: Dataset
  let split: Split
  /// Rows that could not be used, by any step so far.
  private(set) var rejected: [RejectedRow]

  /// Reads and divides what a configuration names.
  /// - Parameters:
  ///   - saved: a split made before, of a run that is taken up again.
  ///   - keepsMolecules: whether the molecules of all rows stay in memory, for work that asks for them in every epoch.
  init(
    _ experiment: some ExperimentConfiguration, catalog: PluginCatalog, saved: URL? = nil, keepsMolecules: Bool,
    progress: any ProgressObserver
  ) throws {
    let configuration = experiment.data
    var options = configuration.options
    options.keepsMolecules = keepsMolecules
    progress.begin(configuration.samples.isEmpty ? "reading molecules" : "reading samples", total: nil)
    dataset = try Dataset(
      reading: configuration.molecules.map { try $0.url() },
      samples: configuration.sources(catalog, log: PluginLog(progress)), options: options
    ) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    rejected = dataset.rejected
    let others = dataset.files.reduce(0) { $0 + $1.others }
    progress.end(
      note: "\(dataset.rows.count) rows, \(rejected.count) rejected"
        + (others > 0 ? ", \(others) of other modalities left aside" : ""))
    for warning in dataset.originWarnings { progress.message("warning: \(warning)") }
    if let saved {
      split = try Split(reading: saved, for: dataset)
      return
    }
    progress.begin("dividing", total: dataset.rows.count)
    split = try Split(dataset, by: configuration.split.makeMethod(seed: experiment.seed)) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    progress.end(
      note: Part.allCases.map { part in "\(split.rows(of: part).count) \(part.rawValue)" }.joined(separator: ", "))
  }

  /// Notes that a row with a molecule can't be used after all.
  mutating func reject(_ row: Int, reason: String) {
    let place = dataset.rows[row]
    rejected.append(RejectedRow(file: place.file, line: place.line, column: nil, text: place.smiles, reason: reason))
  }

  /// Refuses to go on if the training part holds what another split holds out: the same InChIKey skeleton.
  /// - Throws: ``TrainingError/leak(of:among:first:)``.
  func refuse(_ other: SavedSplit) throws {
    let skeleton = { @Sendable (molecule: Molecule) in try (try? molecule.inchiKeySkeleton) ?? molecule.canonicalSMILES
    }
    let heldOut = Set(
      try inParallel(other.entries.filter { $0.part != .train }) { try skeleton(Molecule(smiles: $0.smiles)) })
    let rows = split.rows(of: .train)
    let leaked = zip(rows, try dataset.map(rows, skeleton)).filter { $1.map(heldOut.contains) ?? false }.map(\.0)
    if let first = leaked.first {
      throw TrainingError.leak(of: leaked.count, among: rows.count, first: dataset.rows[first].place)
    }
  }

  /// The samples of some rows, with what was measured.
  func samples(_ rows: [Int]) throws -> [Sample] { try rows.compactMap { try dataset.sample(at: $0) } }

  /// For each row a number that rows of the same compound share; −1 for a placeholder.
  var identities: [Int32] {
    var numbers: [String: Int32] = [:]
    return dataset.rows.map { row in
      guard let identity = row.identity else { return -1 }
      let number = numbers[identity] ?? Int32(numbers.count)
      numbers[identity] = number
      return number
    }
  }
}

extension Dataset {
  /// Modalities in which computed samples stand beside measured ones.
  fileprivate var originWarnings: [String] {
    var counts: [String: (simulated: Int, all: Int)] = [:]
    for measurement in rows.compactMap(\.measurement) {
      counts[measurement.modality, default: (0, 0)].all += 1
      if measurement.isSimulated { counts[measurement.modality, default: (0, 0)].simulated += 1 }
    }
    return counts.sorted { $0.key < $1.key }.filter { $1.simulated > 0 }.map { modality, count in
      count.simulated == count.all
        ? "all \(count.all) samples of \(modality) are simulated; figures say nothing about measured ones"
        : "\(count.simulated) of \(count.all) samples of \(modality) are simulated, the others measured"
    }
  }
}

extension DataConfiguration {
  func sources(_ catalog: PluginCatalog, log: PluginLog) throws -> [Dataset.SampleSource] {
    try samples.enumerated().flatMap { index, files in
      let modality = try catalog.modality(files.modality)
      let path = SettingPath("data") + "samples" + index + "settings"
      return try files.files.map {
        Dataset.SampleSource(try $0.url(), modality, settings: files.settings, path: path, log: log)
      }
    }
  }

  var options: Dataset.Options {
    var options = Dataset.Options(smilesColumn: smilesColumn, onInvalid: onInvalid)
    options.limits = limits.moleculeLimits
    options.identity = identity
    options.identityColumn = identityColumn
    return options
  }
}

extension SplitConfiguration {
  func makeMethod(seed experimentSeed: Int) throws -> Split.Method {
    let fractions = { try Split.Fractions(train: train, validation: validation, test: test) }
    let seed = UInt64(seed ?? experimentSeed)
    return switch method {
    case .random: .random(try fractions(), seed: seed)
    case .scaffold: .scaffold(try fractions())
    case .inchiKeySkeleton: .inchiKeySkeleton(try fractions(), seed: seed)
    case .skeletonHash: .skeletonHash(try fractions())
    case .column: .column(column ?? "")
    case .file: .file(URL(filePath: file?.path ?? ""))
    }
  }
}

extension MoleculeSource {
  /// The file. A sample lies where `ACML_SAMPLES` says, in `../share/acml/samples` of an installed program, or in the
  /// checkout that the program was built in.
  /// - Throws: `FileError` for a sample that is in none of these places.
  func url() throws -> URL {
    switch self {
    case .file(let file): return URL(filePath: file.path)
    case .sample(let name):
      let program = PluginSearchPath.runningProgram?.deletingLastPathComponent()
      let folders = [
        ProcessInfo.processInfo.environment["ACML_SAMPLES"].map { URL(filePath: $0) },
        program?.appending(path: "../share/acml/samples"),
        program?.appending(path: "../../../Examples/data"),
      ]
      let files = folders.compactMap { $0?.appending(path: "\(name).csv").standardized }
      guard let file = files.first(where: exists) else {
        throw FileError(path: "sample \(name)", action: .read, code: ENOENT)
      }
      return file
    }
  }
}
