import ACML
import Chemistry
import Foundation
import Raman
import Testing

/// What the tests share: the plugin as the program sees it, and files.
enum RamanFiles {
  static let catalog: PluginCatalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  /// A folder that goes away with the process.
  private static let folder = FileManager.default.temporaryDirectory.appending(path: "raman-\(UUID().uuidString)")

  static func file(_ text: String) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "\(UUID().uuidString).txt")
    try Data(text.utf8).write(to: file)
    return file
  }

  static func records(_ file: URL) throws -> [SampleRecord] {
    let reader = try catalog.modality("raman").read(file)
    var records: [SampleRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  static func records(of text: String) throws -> [SampleRecord] {
    let file = try file(text)
    defer { try? FileManager.default.removeItem(at: file) }
    return try records(file)
  }

  static let molecules = [
    "CCO", "CC(=O)C", "c1ccccc1C#N", "CSSC", "ClCCCl", "CC(C)N", "C#CCO", "c1ccccc1[N+](=O)[O-]", "CCOCC", "CC=CC",
    "OC(=O)c1ccccc1", "BrCCBr", "CCS", "NC(=S)N", "CCCCCC", "Oc1ccccc1",
  ]

  /// Simulated spectra of ``molecules``, as a file.
  static func simulated() throws -> URL {
    let simulator = RamanSimulator()
    return try file(
      molecules.map { smiles in
        let spectrum = try #require(try simulator.spectrum(of: Molecule(smiles: smiles)))
        return simulator.record(spectrum, name: smiles, smiles: smiles)
      }.joined())
  }

  static func samples(_ file: URL) throws -> [Sample] {
    try records(file).compactMap { record in
      guard case .sample(let spectrum, _) = record.content else { return nil }
      return Sample(identity: record.name, smiles: "", molecule: nil, payload: spectrum)
    }
  }
}
