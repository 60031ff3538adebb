internal import ACML
internal import Chemistry
public import Foundation
internal import Files
internal import Tensors

/// Isomer discrimination: among molecules of one formula, which one gave the sample?
public struct IsomerTask {
  public struct Options: Sendable {
    public var kind = IsomerKind.all
    /// A table of hand-picked pairs: two SMILES a row, in its first two columns.
    public var pairs: URL?
    /// A labelled file from outside instead of a part of the run.
    public var data: URL?
    public var smilesColumn = "smiles"
    /// `nil` for all pairs of the run.
    public var modality: String?
    public var part = Part.test
    /// How many of the hardest pairs to list; hand-picked ones are all listed.
    public var hardest = 20

    public init() {}
  }

  /// The figures of one pair of the run.
  public struct Result: Sendable, Codable, Equatable {
    public let modality: String
    public let figures: IsomerFigures
    /// Those with the smallest margins first; hand-picked ones in the order of their file.
    public let pairs: [IsomerPair]
    /// Drawings of the samples of ``pairs`` by their molecules' SMILES; SVG elements, not part of the JSON.
    public var drawings: [String: String] = [:]

    private enum CodingKeys: String, CodingKey { case modality, figures, pairs }
  }

  public struct Report: Sendable, Codable, Equatable {
    public let run: String
    /// A part of the run, or a file.
    public let part: String
    public let kind: String
    /// Molecules of a file from outside that were left out, since the run has learned from them.
    public let learnedFrom: Int
    public let results: [Result]
    public let rejectedRows: [RejectedRow]
  }

  private let run: TrainedRun
  private let store: URL?
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, store: URL? = nil, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.store = store
    self.progress = progress
  }

  /// Matches samples with the molecules of their groups.
  /// - Throws: ``TrainingError/unsuitable(_:)`` if there are no isomers; errors of the files.
  public func evaluate(_ options: Options) throws -> Report {
    let asked = try options.modality.map { [try run.pair($0)] } ?? Array(run.modalities.indices)
    let set =
      try options.data.map {
        try EvaluationSet(run, data: $0, pairs: asked, smilesColumn: options.smilesColumn, progress: progress)
      } ?? EvaluationSet(run, part: options.part, pairs: asked)
    var rejected = set.rejected
    let picked = try options.pairs.map { file in
      let read = try pickedPairs(file)
      rejected += read.rejected
      return read.pairs
    }
    var results: [Result] = []
    for pair in set.pairs {
      let candidates: [Candidates]
      if let picked, let file = options.pairs {
        let found = try self.candidates(picked, set, pair: pair, file: file)
        rejected += found.rejected
        candidates = found.groups
      } else {
        candidates = try self.candidates(set.samples(pair, each: true), kind: options.kind)
      }
      let groups = try scored(candidates, pair: pair)
      if groups.isEmpty {
        throw TrainingError.unsuitable(
          picked == nil
            ? "\(run.url.relativePath): there are no \(options.kind.title) with samples of \(run.modalities[pair]) in "
              + "\(set.title)"
            : "\(options.pairs?.relativePath ?? ""): no pair has samples of \(run.modalities[pair]) in \(set.title)"
              + (rejected.first.map { "; the first: \($0)" } ?? ""))
      }
      var result = Result(
        modality: run.modalities[pair], figures: IsomerFigures(groups, seed: UInt64(run.configuration.seed)),
        pairs: picked == nil ? Self.hardest(groups, count: options.hardest) : groups.map { IsomerPair($0, 0, 1) })
      let listed = Set(result.pairs.flatMap { [$0.first.smiles, $0.second.smiles] })
      for sample in candidates.flatMap(\.samples) where listed.contains(sample.smiles) {
        result.drawings[sample.smiles] = run.drawing(of: sample, pair: pair)
      }
      results.append(result)
    }
    return Report(
      run: run.url.relativePath, part: set.name, kind: picked == nil ? options.kind.rawValue : "picked",
      learnedFrom: set.learnedFrom, results: results, rejectedRows: rejected)
  }

  /// The pairs of all groups with the smallest margins, ascending.
  static func hardest(_ groups: [IsomerGroup], count: Int) -> [IsomerPair] {
    var pairs: [IsomerPair] = []
    for group in groups {
      for first in group.molecules.indices {
        for second in (first + 1)..<max(first + 1, group.molecules.count) {
          pairs.append(IsomerPair(group, first, second))
        }
      }
    }
    return Array(pairs.sorted { ($0.margin, $0.first.smiles) < ($1.margin, $1.first.smiles) }.prefix(count))
  }

  // MARK: Groups

  /// Samples whose molecules are set against each other.
  private struct Candidates {
    let formula: String
    let samples: [Sample]
  }

  private func candidates(_ samples: [Sample], kind: IsomerKind) throws -> [Candidates] {
    let places = try inParallel(samples) { try kind.place(of: $0.molecule) }
    var order: [String] = []
    var groups: [String: (formula: String, samples: [Sample])] = [:]
    var members: Set<[String]> = []
    for (sample, place) in zip(samples, places) {
      guard let place, members.insert([place.group, place.member]).inserted else { continue }
      if groups[place.group] == nil { order.append(place.group) }
      groups[place.group, default: (place.formula, [])].samples.append(sample)
    }
    return order.compactMap { groups[$0] }.filter { $0.samples.count > 1 }
      .map { Candidates(formula: $0.formula, samples: $0.samples) }
  }

  /// Scores of all samples of a group with all of its molecules. A sample that can't be encoded is left out.
  private func scored(_ candidates: [Candidates], pair: Int) throws -> [IsomerGroup] {
    let samples = candidates.flatMap(\.samples)
    guard !samples.isEmpty else { return [] }
    let encoded = try run.jointSamples(samples, pair: pair, store: store, progress: progress)
    guard !encoded.samples.isEmpty else { return [] }
    let graphs = try run.jointGraphs(
      run.graphEmbeddings(encoded.samples.map { try samples[$0].molecule }, progress: progress), pair: pair)
    let (left, right) = (run.comparable(encoded.embeddings, pair: pair), run.comparable(graphs, pair: pair))
    let rowOf = Dictionary(uniqueKeysWithValues: encoded.samples.enumerated().map { ($1, $0) })
    let dimensions = left.columns
    return left.withUnsafeValues { left in
      right.withUnsafeValues { right in
        func row(_ values: UnsafeBufferPointer<Float>, _ row: Int) -> UnsafeBufferPointer<Float> {
          UnsafeBufferPointer(rebasing: values[(row * dimensions)..<((row + 1) * dimensions)])
        }
        var (groups, start): ([IsomerGroup], Int) = ([], 0)
        for group in candidates {
          let rows = (start..<start + group.samples.count).compactMap { place in rowOf[place].map { (place, $0) } }
          start += group.samples.count
          guard rows.count > 1 else { continue }
          groups.append(
            IsomerGroup(
              formula: group.formula, molecules: rows.map { samples[$0.0].smiles },
              scores: rows.map { sample in
                rows.map { Float(MatrixBlock.dot(row(left, sample.1), row(right, $0.1))) }
              }))
        }
        return groups
      }
    }
  }

  // MARK: Hand-picked pairs

  /// A row of a file of pairs.
  private struct PickedPair {
    let line: Int
    let molecules: [Molecule]
    let smiles: [String]
  }

  private func pickedPairs(_ file: URL) throws -> (pairs: [PickedPair], rejected: [RejectedRow]) {
    let stream = try RecordStream(opening: file)
    var pairs: [PickedPair] = []
    var rejected: [RejectedRow] = []
    while let record = try stream.next() {
      let smiles = record.values.prefix(2).map { $0.trimmingBlanks() }
      func reject(_ reason: String) {
        rejected.append(
          RejectedRow(
            file: file.relativePath, line: record.line, column: nil, text: record.values.joined(separator: " "),
            reason: reason))
      }
      if let fault = record.fault {
        reject(fault)
        continue
      }
      guard smiles.count == 2, !smiles.contains("") else {
        reject("a pair is two SMILES, in the first two columns")
        continue
      }
      do {
        let molecules = try smiles.map { try Molecule(smiles: $0) }
        pairs.append(PickedPair(line: record.line, molecules: molecules, smiles: smiles))
      } catch { reject("\(error)") }
    }
    if pairs.isEmpty, let first = rejected.first {
      throw DataError.noValidRows(path: file.relativePath, count: rejected.count, first: first)
    }
    if pairs.isEmpty { throw DataError.noRows(path: file.relativePath) }
    return (pairs, rejected)
  }

  /// The samples of picked molecules. Those of a measured modality stand in the set; others are made of the molecule.
  private func candidates(
    _ picked: [PickedPair], _ set: EvaluationSet, pair: Int, file: URL
  ) throws -> (groups: [Candidates], rejected: [RejectedRow]) {
    let isMeasured = run.isMeasured(pair)
    var sampleOf: [String: Sample] = [:]
    if isMeasured {
      let samples = set.samples(pair, each: true)
      for (sample, canonical) in zip(samples, try inParallel(samples) { try $0.molecule.canonicalSMILES })
      where sampleOf[canonical] == nil { sampleOf[canonical] = sample }
    }
    var groups: [Candidates] = []
    var rejected: [RejectedRow] = []
    for row in picked {
      var samples: [Sample] = []
      for (molecule, smiles) in zip(row.molecules, row.smiles) {
        let canonical = try molecule.canonicalSMILES
        if !isMeasured {
          samples.append(Sample(identity: canonical, smiles: smiles, molecule: molecule))
        } else if let sample = sampleOf[canonical] {
          samples.append(sample)
        } else {
          rejected.append(
            RejectedRow(
              file: file.relativePath, line: row.line, column: nil, text: smiles,
              reason: "there is no sample of \(run.modalities[pair]) of it in \(set.title)"))
        }
      }
      guard samples.count == 2 else { continue }
      let formulas = try row.molecules.map { try $0.formula }
      groups.append(
        Candidates(
          formula: formulas[0] == formulas[1] ? formulas[0] : formulas.joined(separator: " / "), samples: samples))
    }
    return (groups, rejected)
  }
}
