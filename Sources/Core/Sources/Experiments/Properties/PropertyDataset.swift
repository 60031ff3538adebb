internal import ACML
internal import Chemistry
internal import Foundation

/// Molecules with measured properties, ready to learn from: labels, graphs and fingerprints, each made once.
struct PropertyDataset {
  /// The files, for messages.
  let name: String
  /// SHA-256 of each file.
  let digests: [String]
  let task: PropertyTask
  let labelNames: [String]
  /// A column for each name, a value for each molecule; NaN where nothing was measured.
  let labels: [[Float]]
  let identities: [String]
  let smiles: [String]
  let graphs: [MolecularGraph]
  /// 2,048 bits, radius 2, without chirality.
  let fingerprints: [Fingerprint]
  let parts: [Part]
  let rejected: [RejectedRow]
  /// Rows that have a molecule and no label.
  let unlabelled: Int

  var count: Int { graphs.count }

  func rows(of part: Part) -> [Int] { parts.indices.filter { parts[$0] == part } }

  /// The label columns of some rows.
  func labels(of rows: [Int]) -> [[Float]] { labels.map { column in rows.map { column[$0] } } }

  /// Molecules of the test part that the training part holds too; given files may overlap.
  var leaked: Int {
    let seen = Set(rows(of: .train).map { identities[$0] })
    return rows(of: .test).count { seen.contains(identities[$0]) }
  }

  /// - Parameters:
  ///   - files: tables of molecules, one after the other.
  ///   - labels: the columns to predict; all that hold numbers alone for `nil`.
  /// - Throws: ``DataError``, ``PropertyError``.
  init(
    _ files: [URL], task: PropertyTask, labels wanted: [String]?, smilesColumn: String, split: PropertySplit,
    features: GraphFeatures, progress: any ProgressObserver
  ) throws {
    var options = Dataset.Options(smilesColumn: smilesColumn, onInvalid: .mark, keepsMolecules: false)
    options.identity = .canonicalSMILES
    let dataset = try Dataset(reading: files, options: options) { _ in try Interruption.check() }
    let name = dataset.name
    let labelNames = try wanted ?? Self.numericColumns(dataset, task, except: smilesColumn)
    let columns = try labelNames.map { try Self.column($0, of: dataset, task) }
    let rows = dataset.validRows.filter { row in columns.contains { !$0[row].isNaN } }
    let labels = columns.map { column in rows.map { column[$0] } }
    for (label, values) in zip(labelNames, labels) { try Self.check(values, label, task, path: name) }
    let parts = try split.parts(of: dataset)

    progress.begin("making graphs and fingerprints", total: rows.count)
    let features = try dataset.map(
      rows,
      progress: {
        try Interruption.check()
        progress.advance(to: $0, note: nil)
      }
    ) { (try $0.canonicalGraph(features: features), try $0.morganFingerprint()) }
    progress.end(note: nil)
    self.name = name
    digests = dataset.files.map(\.digest)
    self.task = task
    self.labelNames = labelNames
    self.labels = labels
    identities = rows.map { dataset.rows[$0].identity ?? "" }
    smiles = rows.map { dataset.rows[$0].smiles }
    graphs = features.compactMap { $0?.0 }
    fingerprints = features.compactMap { $0?.1 }
    self.parts = rows.compactMap { parts[$0] }
    rejected = dataset.rejected
    unlabelled = dataset.validRows.count - rows.count
    for part in Part.allCases { try check(part) }
  }

  /// Each part must hold something; training and test also what a figure can be computed on.
  private func check(_ part: Part) throws {
    let rows = rows(of: part)
    func unusable(_ reason: String) -> PropertyError { .unusablePart(path: name, part: part, reason: reason) }
    if rows.isEmpty { throw unusable("holds no labelled molecule; choose another --split") }
    guard task == .classification, part != .validation else { return }
    let isMixed = labels(of: rows).contains { $0.contains(0) && $0.contains(1) }
    if !isMixed { throw unusable("holds no column with both classes; choose another --split or label more molecules") }
  }

  /// The columns, beside that of the molecules, whose every value is a label.
  private static func numericColumns(
    _ dataset: Dataset, _ task: PropertyTask, except smilesColumn: String
  ) throws -> [String] {
    let found = dataset.columns.filter { name in
      guard name != smilesColumn, let values = try? dataset.values(of: name) else { return false }
      let texts = dataset.validRows.map { values[$0].trimmingBlanks() }.filter { !$0.isEmpty }
      return !texts.isEmpty && texts.allSatisfy { task.label($0) != nil || Self.isMissing($0) }
    }
    if found.isEmpty { throw PropertyError.noLabelColumns(path: dataset.name, columns: dataset.columns) }
    return found
  }

  private static func isMissing(_ text: String) -> Bool { text.isEmpty || text.lowercased() == "nan" }

  private static func column(_ name: String, of dataset: Dataset, _ task: PropertyTask) throws -> [Float] {
    try zip(dataset.rows, dataset.values(of: name)).map { row, value in
      let text = value.trimmingBlanks()
      if isMissing(text) || !row.isValid { return .nan }
      guard let label = task.label(text) else {
        throw PropertyError.invalidLabel(
          place: row.place, column: name, found: String(text.prefix(RejectedRow.textLimit)), task: task)
      }
      return label
    }
  }

  private static func check(_ values: [Float], _ label: String, _ task: PropertyTask, path: String) throws {
    let known = values.filter { !$0.isNaN }
    guard let first = known.first else { throw PropertyError.noValues(path: path, column: label) }
    guard known.allSatisfy({ $0 == first }) else { return }
    throw task == .classification
      ? PropertyError.oneClass(path: path, column: label, value: Int(first), count: known.count)
      : PropertyError.constant(path: path, column: label, value: Double(first))
  }
}

/// How labels of a regression are brought to mean 0 and deviation 1; those of a classification stay as they are.
struct LabelScaling: Codable, Equatable {
  /// One for each label column.
  let means: [Float]
  let deviations: [Float]

  /// The mean and deviation of the training part.
  init(_ dataset: PropertyDataset) {
    let columns = dataset.labels(of: dataset.rows(of: .train)).map { $0.filter { !$0.isNaN } }
    guard dataset.task == .regression else {
      means = columns.map { _ in 0 }
      deviations = columns.map { _ in 1 }
      return
    }
    let means = columns.map { $0.reduce(0) { $0 + Double($1) } / Double(max(1, $0.count)) }
    self.means = means.map(Float.init)
    deviations = zip(columns, means).map { values, mean in
      let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(1, values.count))
      return variance > 0 ? Float(variance.squareRoot()) : 1
    }
  }

  func scaled(_ value: Float, column: Int) -> Float { (value - means[column]) / deviations[column] }

  /// Outputs of a network in units of the labels, column by column.
  func restored(_ columns: [[Float]]) -> [[Float]] {
    columns.enumerated().map { index, column in column.map { $0 * deviations[index] + means[index] } }
  }
}
