public import ACML
public import Foundation
internal import Chemistry

/// Turning files of measured samples into one memory-mapped store, or into text that others read (`acml data convert`).
public struct DataConversion {
  /// What a conversion gives.
  public struct Report: Sendable, Codable, Equatable {
    public let output: String
    /// Samples written, by modality or kind of spectrum.
    public let samples: [String: Int]
    public let molecules: Int
    public let simulated: Int
    /// Records without a structure: left out of a store, since nothing is learned from them.
    public let withoutStructure: Int
    public let rejectedRows: [RejectedRow]
  }

  private let modalities: [ModalityDescriptor]
  private let isChosen: Bool
  let smilesColumn: String
  let progress: any ProgressObserver

  /// - Parameters:
  ///   - modalities: ids of those that are wanted; empty for all that the plugins bring.
  ///   - smilesColumn: the column of molecules in a table.
  ///   - catalog: what the plugins provide.
  ///   - progress: is told how far the work has come.
  /// - Throws: `UnknownComponent`.
  public init(
    modalities: [String] = [], smilesColumn: String = "smiles", catalog: PluginCatalog,
    progress: any ProgressObserver = SilentProgress()
  ) throws {
    self.modalities =
      modalities.isEmpty ? catalog.modalities : try modalities.map { try catalog.modality($0) }
    isChosen = !modalities.isEmpty
    self.smilesColumn = smilesColumn
    self.progress = progress
  }

  /// Reads the files one after the other and writes what they hold of each modality.
  ///
  /// Records of molecules that can't be read are reported, not written.
  /// - Throws: errors of the files; ``DataError/noSamples(path:modality:others:)`` for a file without any sample.
  public func write(_ files: [URL], to output: URL) throws -> Report {
    let writer = try SampleStore.Writer(output)
    var counts: [String: Int] = [:]
    var molecules: Set<String> = []
    var known: [String: String] = [:]
    var (simulated, unknown) = (0, 0)
    var rejected: [RejectedRow] = []
    progress.begin("converting", total: nil)
    for file in files {
      let before = writer.count
      var failure: (any Error)?
      for (index, modality) in modalities.enumerated() {
        do {
          let reader = try open(file, modality)
          while let record = try reader.next() {
            try Interruption.check()
            func reject(_ reason: String, _ text: String = "") {
              rejected.append(
                RejectedRow(file: file.relativePath, line: record.line, column: nil, text: text, reason: reason))
            }
            switch record.content {
            case .otherModality: continue
            // Every reader of the file meets the same fault.
            case .fault(let reason): if index == 0 { reject(reason, record.name) }
            case .sample(_, nil): unknown += 1
            case .sample(let payload, .some(let structure)):
              do {
                let (text, isBlock) =
                  switch structure {
                  case .smiles(let smiles): (smiles, false)
                  case .molBlock(let block): (block, true)
                  }
                let canonical = try known[text] ?? Self.canonical(text, isBlock: isBlock)
                known[text] = canonical
                molecules.insert(canonical)
                try writer.append(
                  SampleStore.Record(
                    row: writer.count, file: file.relativePath, line: record.line,
                    modality: modality.modality.rawValue, smiles: isBlock ? canonical : text, name: record.name,
                    isSimulated: record.isSimulated, payload: payload.canonicalBytes, fields: record.fields))
                counts[modality.modality.rawValue, default: 0] += 1
                simulated += record.isSimulated ? 1 : 0
                progress.advance(to: writer.count, note: nil)
              } catch let error as MoleculeError {
                reject("no molecule: \(error)")
              }
            }
          }
        } catch let error as any ClassifiedError where !isChosen && error.failureClass == .data {
          // Not a file of this modality; that of another may be.
          failure = failure ?? error
        }
      }
      if writer.count == before {
        throw failure
          ?? DataError.noSamples(
            path: file.relativePath, modality: modalities.map(\.modality.rawValue).joined(separator: ", "), others: 0)
      }
    }
    try writer.commit()
    progress.end(note: "\(writer.count) samples of \(molecules.count) molecules")
    return Report(
      output: output.relativePath, samples: counts, molecules: molecules.count, simulated: simulated,
      withoutStructure: unknown, rejectedRows: rejected)
  }

  private func open(_ file: URL, _ modality: ModalityDescriptor) throws -> any SampleReader {
    try SampleStore.isStore(file)
      ? StoredSampleReader(SampleStore(file), modality: modality)
      : modality.read(file, SampleReaderContext(smilesColumn: smilesColumn, log: PluginLog(progress)))
  }

  private static func canonical(_ text: String, isBlock: Bool) throws -> String {
    try (isBlock ? Molecule(molBlock: text) : Molecule(smiles: text)).canonicalSMILES
  }
}
