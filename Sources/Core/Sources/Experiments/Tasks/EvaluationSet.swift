internal import ACML
internal import Chemistry
internal import Foundation

/// The molecules that an evaluation asks for, and their samples: a part of a run, or a labelled file from outside.
struct EvaluationSet {
  /// The part, or the file.
  let name: String
  /// The same within a sentence.
  var title: String { Part(rawValue: name) == nil ? name : "the \(name) part" }
  /// Each compound once.
  let molecules: [Sample]
  /// Compounds of the file that are left out, since the run has learned from them.
  let learnedFrom: Int
  let rejected: [RejectedRow]
  /// For each pair that can be asked for all samples of the compounds, in the order of their source.
  private let samples: [Int: [Sample]]

  /// The pairs that can be asked for, ascending.
  var pairs: [Int] { samples.keys.sorted() }

  /// - Parameter each: whether all samples of a compound are wanted or only its first.
  func samples(_ pair: Int, each: Bool) -> [Sample] {
    var seen: Set<String> = []
    return (samples[pair] ?? []).filter { seen.insert($0.identity).inserted || each }
  }

  /// Only the compounds that pass a filter.
  func filtered(_ filter: MoleculeFilter) throws -> EvaluationSet {
    if filter.isEmpty { return self }
    let verdicts = try inParallel(molecules) { sample in
      let molecule = try sample.molecule
      return try filter.allows(mass: molecule.exactMass) && filter.allows(formula: molecule.formula)
    }
    let passing = zip(molecules, verdicts).filter(\.1).map(\.0)
    let identities = Set(passing.map(\.identity))
    return EvaluationSet(
      name: name, molecules: passing, learnedFrom: learnedFrom, rejected: rejected,
      samples: samples.mapValues { $0.filter { identities.contains($0.identity) } })
  }
}

extension EvaluationSet {
  /// A part of a run.
  /// - Parameter pairs: positions of the pairs that are asked for.
  init(_ run: TrainedRun, part: Part, pairs: [Int]) throws {
    self.init(
      name: part.rawValue, molecules: try run.molecules(of: part), learnedFrom: 0, rejected: [],
      samples: Dictionary(
        uniqueKeysWithValues: try pairs.map { ($0, try run.samples(of: part, pair: $0, each: true)) }))
  }

  /// A labelled file from outside: spectra with their molecules in any format that training reads, or a table of molecules
  /// for modalities that are derived from them. What stands in the run's training or validation part is left out.
  /// - Throws: ``DataError``, `FileError`, what the modality's reader throws.
  init(_ run: TrainedRun, data: URL, pairs: [Int], smilesColumn: String, progress: any ProgressObserver) throws {
    let measured = pairs.filter(run.isMeasured)
    if pairs.count > 1, !measured.isEmpty {
      throw TrainingError.unsuitable(
        "\(run.url.relativePath) has the modalities \(run.modalities.joined(separator: ", ")); say with --modality which "
          + "of them \(data.relativePath) holds")
    }
    var options = run.configuration.data.options
    options.smilesColumn = smilesColumn
    options.onInvalid = .mark
    // The file from outside need not have that column.
    options.identityColumn = nil
    progress.begin("reading \(data.lastPathComponent)", total: nil)
    let sources = try measured.map { try run.source(data, pair: $0, log: PluginLog(progress)) }
    let dataset = try Dataset(reading: sources.isEmpty ? [data] : [], samples: sources, options: options) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    let known = try run.identitiesLearnedFrom()
    let samples = try inParallel(dataset.validRows) { try dataset.sample(at: $0) }.compactMap(\.self)
    var seen: Set<String> = []
    let compounds = samples.filter { seen.insert($0.identity).inserted }
    let molecules = compounds.filter { !known.contains($0.identity) }
    let own = samples.filter { !known.contains($0.identity) }
    let left = compounds.count - molecules.count
    progress.end(
      note: "\(molecules.count) molecules, \(left) left out that the run has learned from, "
        + "\(dataset.rejected.count) rows rejected")
    self.init(
      name: data.relativePath, molecules: molecules, learnedFrom: left, rejected: dataset.rejected,
      samples: Dictionary(uniqueKeysWithValues: pairs.map { ($0, own) }))
  }
}

extension TrainedRun {
  /// A file of samples of a pair's measured modality, to be read as the run's own.
  func source(_ file: URL, pair: Int, log: PluginLog) throws -> Dataset.SampleSource {
    let name = modalities[pair]
    return Dataset.SampleSource(
      file, try catalog.modality(name), settings: configuration.data.samples.first { $0.modality == name }?.settings,
      path: "settings", log: log)
  }

  /// What tells apart the compounds that training learned from or chose by.
  func identitiesLearnedFrom() throws -> Set<String> {
    let entries = try split.entries.filter { $0.part != .test }
    // A column's identities mean nothing in another file.
    guard configuration.data.identityColumn != nil else { return Set(entries.map(\.identity)) }
    let bySkeleton = tellsBySkeleton
    return Set(
      try inParallel(entries) { entry in
        let molecule = try Molecule(smiles: entry.smiles)
        let canonical = try molecule.canonicalSMILES
        return bySkeleton ? (try? molecule.inchiKeySkeleton) ?? canonical : canonical
      })
  }

  /// Whether stereoisomers are one compound.
  var tellsBySkeleton: Bool { configuration.data.identity == .inchiKeySkeleton }
}

/// The compounds of a set, found again among the molecules of a library.
struct KnownCompounds: Sendable {
  let formulas: Set<String>
  private let canonical: Set<String>
  /// InChIKey skeletons, where these tell compounds apart.
  private let skeletons: Set<String>?

  init(_ samples: [Sample], bySkeleton: Bool) throws {
    let keys = try inParallel(samples) { sample in
      let molecule = try sample.molecule
      return (
        formula: try molecule.formula, canonical: try molecule.canonicalSMILES,
        skeleton: bySkeleton ? try? molecule.inchiKeySkeleton : nil
      )
    }
    formulas = Set(keys.map(\.formula))
    canonical = Set(keys.map(\.canonical))
    skeletons = bySkeleton ? Set(keys.compactMap(\.skeleton)) : nil
  }

  /// - Parameter smiles: canonical, of a molecule whose formula is among ``formulas``.
  func contains(_ smiles: String) -> Bool {
    if canonical.contains(smiles) { return true }
    // InChIKeys take a thread 0.2 ms each, so that only molecules of a known formula are worth it.
    guard let skeletons, let key = try? Molecule(smiles: smiles).inchiKeySkeleton else { return false }
    return skeletons.contains(key)
  }
}

extension LibraryIndex {
  /// The rows that show one of some compounds.
  func rows(of compounds: KnownCompounds) throws -> Set<Int> {
    Set(
      try inParallel(Array(blocks.indices), grain: 1) { number -> [Int] in
        let block = self.blocks[number]
        let shared = (0..<block.formulaCount).map { compounds.formulas.contains(block.formula(number: $0)) }
        return (0..<block.count).filter { row in
          shared[block.formulaNumber(row)] && compounds.contains(block.smiles(row))
        }.map { self.starts[number] + $0 }
      }.flatMap { $0 })
  }
}
