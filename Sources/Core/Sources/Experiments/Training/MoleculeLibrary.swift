internal import ACML
internal import Foundation

/// Molecules that have no sample and compete in training as graphs alone.
///
/// A spectrum is searched among molecules of which hardly any has a spectrum. Who has only learned to tell the measured ones
/// apart knows nothing of the others.
struct MoleculeLibrary {
  /// Rows that name a molecule each: none of the data's, none that is to be left out, none twice.
  let rows: [Dataset.Row]
  let files: [Dataset.File]
  /// Molecules that were left out, since they are the data's or are named by `data.library.without`.
  let leftOut: Int

  /// - Parameter data: the experiment's own, of which no molecule is taken, whatever its part.
  init(_ configuration: DataConfiguration, besides data: Dataset, progress: any ProgressObserver) throws {
    var options = configuration.options
    options.keepsMolecules = false
    // A long list from elsewhere has a row or two that can't be read; they are counted.
    options.onInvalid = .skip
    let read = { (files: [MoleculeSource], title: String) in
      progress.begin(title, total: nil)
      let dataset = try Dataset(reading: files.map { try $0.url() }, options: options) {
        try Interruption.check()
        progress.advance(to: $0, note: nil)
      }
      progress.end(note: "\(dataset.rows.count) molecules, \(dataset.rejected.count) rejected")
      return dataset
    }
    let library = try read(configuration.library.molecules, "reading the library")
    var excluded = Set(data.rows.compactMap(\.identity))
    if !configuration.library.without.isEmpty {
      excluded.formUnion(
        try read(configuration.library.without, "reading what it is to be without").rows.compactMap(\.identity))
    }
    var seen: Set<String> = []
    var rows: [Dataset.Row] = []
    var leftOut = 0
    for row in library.rows {
      guard let identity = row.identity, seen.insert(identity).inserted else { continue }
      if excluded.contains(identity) { leftOut += 1 } else { rows.append(row) }
    }
    self.rows = rows
    self.leftOut = leftOut
    files = library.files
  }
}

extension Dataset {
  /// This dataset with the molecules of a library behind its rows.
  func followed(by library: MoleculeLibrary?) -> Dataset {
    guard let library else { return self }
    return Dataset(
      files: files + library.files, columns: columns, rows: rows + library.rows, rejected: rejected, limits: limits)
  }
}
