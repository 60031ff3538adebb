internal import ACML
public import Foundation

/// Evaluation of a folder of known sets, in one table.
public struct PropertySuite {
  public struct Options: Sendable {
    public var suite = PropertySuiteName.moleculenet
    /// The sets wanted, by name; empty: all that the folder holds.
    public var sets: [String] = []
    public var modes: [PropertyMode] = [.finetune]
    public var seeds = 5
    public var splitSeed: UInt64 = 0
    public var settings = PropertySettings()

    public init() {}
  }

  /// The table; what `--json` prints and `suite.json` holds.
  public struct Report: Codable, Sendable {
    public let run: String
    public let suite: PropertySuiteName
    public internal(set) var rows: [Row]
    /// Sets of the suite that the folder doesn't hold.
    public let absent: [String]

    /// The mean over the sets that report a figure, of each mode that all of them have.
    public func mean(_ metric: PropertyMetric, _ mode: PropertyMode) -> Double? {
      let figures = rows.filter { $0.metric == metric }.map { $0.report.figure(mode, metric)?.mean }
      return figures.isEmpty || figures.contains(nil)
        ? nil : figures.compactMap(\.self).reduce(0, +) / Double(figures.count)
    }

    /// The modes that stand in any row.
    public var modes: [PropertyMode] {
      PropertyMode.allCases.filter { mode in rows.contains { $0.report.results.contains { $0.mode == mode } } }
    }
  }

  public struct Row: Codable, Sendable {
    public let set: String
    public let metric: PropertyMetric
    public let seeds: Int
    public let report: PropertyReport
  }

  private let run: TrainedRun
  private let progress: any ProgressObserver

  public init(_ run: TrainedRun, progress: any ProgressObserver = SilentProgress()) {
    self.run = run
    self.progress = progress
  }

  /// Evaluates set after set; the table is written anew after each, and what was finished earlier is taken up.
  /// - Parameters:
  ///   - folder: holds the sets, see ``KnownPropertySet/files(in:)``.
  ///   - output: a folder for `suite.json`, `suite.csv`, `suite.md` and a folder a set, each of which ``PropertyModel``
  ///     opens.
  /// - Throws: ``PropertyError`` and what ``PropertyEvaluation/evaluate(_:output:)`` throws.
  public func evaluate(_ folder: URL, _ options: Options, output: URL) throws -> Report {
    guard exists(folder) else { throw RunError.missing(path: folder.path) }
    let known = options.suite.sets
    for name in options.sets where !known.contains(where: { $0.name == name }) {
      throw PropertyError.unknownSet(
        name: name, nearest: Spelling.nearest(to: name, in: known.map(\.name)), known: known.map(\.name))
    }
    let wanted = known.filter { options.sets.isEmpty || options.sets.contains($0.name) }
    let present = wanted.filter { $0.files(in: folder).allSatisfy(exists) }
    if present.isEmpty {
      throw PropertyError.noKnownSets(
        path: folder.path, expected: wanted.flatMap { $0.files(in: folder).map(\.lastPathComponent) })
    }
    try createFolder(output)
    var report = Report(
      run: run.url.relativePath, suite: options.suite, rows: [],
      absent: wanted.map(\.name).filter { name in !present.contains { $0.name == name } })
    for set in present {
      progress.message(set.name)
      var evaluation = PropertyEvaluation.Options()
      evaluation.files = set.files(in: folder)
      evaluation.task = set.task
      evaluation.labels = set.labels
      evaluation.smilesColumn = set.smilesColumn
      evaluation.split = set.split(in: folder, seed: options.splitSeed)
      evaluation.modes = options.modes
      evaluation.seeds = options.seeds
      evaluation.settings = options.settings
      evaluation.settings.metric = set.metric
      let result = try PropertyEvaluation(run, progress: progress).evaluate(
        evaluation, output: output.appending(path: set.name))
      report.rows.append(Row(set: set.name, metric: set.metric, seeds: options.seeds, report: result))
      try report.write(to: output)
    }
    return report
  }
}

extension PropertySuite.Report {
  /// The header of the table.
  public var header: [String] {
    ["set", "molecules", "labels", "figure", "seeds"] + modes.map(\.rawValue) + ["ensemble"]
  }

  /// The table's rows as text, and a mean where a figure is reported by several sets.
  public var cells: [[String]] {
    let lines = rows.map { row in
      let report = row.report
      return [
        row.set, "\(report.parts.values.reduce(0, +))", "\(report.labels.count)", row.metric.rawValue, "\(row.seeds)",
      ]
        + modes.map { mode in
          report.figure(mode, row.metric).map { figure in
            figure.seeds.count > 1
              ? "\(figure.mean.decimals(3)) ± \(figure.deviation.decimals(3))" : figure.mean.decimals(3)
          } ?? ""
        } + [report.figure(report.served, row.metric).map { $0.ensemble.decimals(3) } ?? ""]
    }
    let means = PropertyMetric.allCases.filter { metric in rows.count { $0.metric == metric } > 1 }.map { metric in
      ["mean", "", "", metric.rawValue, ""] + modes.map { mean(metric, $0)?.decimals(3) ?? "" } + [""]
    }
    return lines + means
  }

  func write(to folder: URL) throws {
    try AtomicFileWriter.write(try json(self), to: folder.appending(path: "suite.json"))
    try AtomicFileWriter.write(
      ([header] + cells).map(csvLine).joined(), to: folder.appending(path: "suite.csv"))
    let lines = [header, header.map { _ in "---" }] + cells
    try AtomicFileWriter.write(
      lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined(), to: folder.appending(path: "suite.md"))
  }
}

extension Double {
  /// So many digits behind the point.
  func decimals(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
