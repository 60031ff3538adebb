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
  /// - Parameter saved: a split made before, of a run that is taken up again.
  init(_ experiment: some ExperimentConfiguration, saved: URL? = nil, progress: any ProgressObserver) throws {
    let configuration = experiment.data
    progress.begin("reading molecules", total: nil)
    dataset = try Dataset(reading: configuration.molecules.map { try $0.url() }, options: configuration.options) {
      try Interruption.check()
      progress.advance(to: $0, note: nil)
    }
    rejected = dataset.rejected
    progress.end(note: "\(dataset.rows.count) rows, \(rejected.count) rejected")
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

  /// The samples of some rows, without measurements.
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

extension DataConfiguration {
  var options: Dataset.Options {
    var options = Dataset.Options(smilesColumn: smilesColumn, onInvalid: onInvalid)
    options.limits = limits.moleculeLimits
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
    case .column: .column(column ?? "")
    case .file: .file(URL(filePath: file?.path ?? ""))
    }
  }
}

extension MoleculeSource {
  /// The file. A sample lies where `ACML_SAMPLES` says, in `../share/acml/samples` of an installed program, or in the
  /// checkout that the program was built in.
  /// - Throws: ``FileError`` for a sample that is in none of these places.
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
