import ACML
import Foundation
import NeuralNetworks
import SMILESTransformer
import Tensors
import TestSupport
import Testing

/// Real pre-trained encoders of Python packages, against PyTorch (`Tests/Golden/pretrained.py` fetches them).
@Suite("Pre-trained encoders") struct PretrainedTests {
  /// The folder that `ACML_PRETRAINED` names or that lies beside the repository.
  static let folder =
    ProcessInfo.processInfo.environment["ACML_PRETRAINED"].map { URL(filePath: $0) }
    ?? Golden.sharedFolder.deletingLastPathComponent().appending(path: "pretrained")

  /// The largest difference of a component that counts as equal.
  private static let tolerance: Float = 1e-4

  @Test(
    "Embeddings of 100 SMILES equal PyTorch's", .enabled(if: FileManager.default.fileExists(atPath: folder.path)),
    arguments: ["rxnmapper", "rxnfp-pretrained", "rxnfp-finetuned"])
  func embeddings(_ name: String) throws {
    let folder = Self.folder.appending(path: name)
    let records = try GoldenEncoder(testDescription: name, folder: folder).records()
    let samples = try samples(records.map { try #require($0.text) })
    #expect(samples.count == 100)
    let expected = try SafetensorsFile(folder.appending(path: "expected.safetensors"))
    for pooling in Pooling.allCases where expected.contains(pooling.rawValue) {
      let settings = SMILESTransformerLoading(pooling: pooling, canonical: false)
      let encoder = try SMILESTransformer(folder: folder, settings: settings)
      for record in records {
        let text = try #require(record.text)
        #expect(encoder.tokenizer.sequence(of: text, maximumTokens: 512).tokens == record.ids, "\(text)")
      }
      let encoded = try encoder.encode(samples)
      #expect(encoded.failures.isEmpty)
      let differences = zip(encoded.embeddings.values, try expected.tensor(pooling.rawValue).values).map {
        abs($0 - $1)
      }
      let largest = differences.max() ?? .infinity
      #expect(
        differences.count == 100 * 256 && differences.allSatisfy { $0 <= Self.tolerance }, "\(pooling): \(largest)")
      if ProcessInfo.processInfo.environment["ACML_VERBOSE"] != nil { print("\(name), \(pooling): at most \(largest)") }
    }
  }
}
