internal import ACML
internal import Chemistry
public import Foundation
internal import Spectra

extension DataConversion {
  /// Turns files of spectra into one of the text formats that others read: MSP, MGF or CSV, by the ending of `output`.
  ///
  /// A molblock becomes its canonical SMILES. Spectra that the format has no place for are reported, not written.
  /// - Throws: `SpectrumFileError` for an ending that isn't written; errors of the files.
  public func writeText(_ files: [URL], to output: URL) throws -> Report {
    let format = SpectrumFormat(rawValue: output.pathExtension.lowercased())
    guard let format else { throw DataError.unknownConversion(path: output.relativePath) }
    let writer = try SpectrumWriter(format)
    let file = try AtomicFileWriter(output)
    try file.write(writer.header)
    var options = SpectrumOptions()
    options.smilesColumn = smilesColumn
    var counts: [String: Int] = [:]
    var structures: Set<String> = []
    var (written, simulated, unknown) = (0, 0, 0)
    var rejected: [RejectedRow] = []
    progress.begin("converting", total: nil)
    for input in files {
      let stream = try SpectrumStream(opening: input, options: options)
      while let entry = try stream.next() {
        try Interruption.check()
        func reject(_ line: Int, _ reason: String) {
          rejected.append(RejectedRow(file: stream.path, line: line, column: nil, text: "", reason: reason))
        }
        switch entry {
        case .rejected(let line, let reason): reject(line, reason)
        case .record(var record):
          do {
            if case .molBlock(let block) = record.structure {
              record.structure = .smiles(try Molecule(molBlock: block).canonicalSMILES)
            }
            try file.write(try writer.text(of: record))
            written += 1
            counts["\(record.spectrum.kind)", default: 0] += 1
            simulated += record.isSimulated ? 1 : 0
            if case .smiles(let smiles) = record.structure { structures.insert(smiles) } else { unknown += 1 }
            progress.advance(to: written, note: nil)
          } catch let error as SpectrumFileError {
            reject(record.line, "\(error)")
          } catch let error as MoleculeError {
            reject(record.line, "no molecule: \(error)")
          }
        }
      }
    }
    try file.commit()
    progress.end(note: "\(written) spectra")
    return Report(
      output: output.relativePath, samples: counts, molecules: structures.count, simulated: simulated,
      withoutStructure: unknown, rejectedRows: rejected)
  }
}
