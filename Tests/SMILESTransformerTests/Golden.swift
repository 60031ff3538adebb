import Foundation
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// A folder with an encoder as Hugging Face saves it, its tokens and its states: the project's own, or that of a
/// collection outside the repository.
struct GoldenEncoder: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let folder: URL

  /// A RoBERTa of `Tests/Golden`.
  static let own = GoldenEncoder(
    testDescription: "own", folder: Golden.ownFolder.appending(path: "tiny_roberta"))

  /// A BERT with its pooler, a `vocab.txt` and weights of `torch.save`.
  static let bert = GoldenEncoder(testDescription: "BERT", folder: Golden.ownFolder.appending(path: "tiny_bert"))

  /// An ALBERT of two groups of two blocks, with a `tokenizer.json`.
  static let albert = GoldenEncoder(testDescription: "ALBERT", folder: Golden.ownFolder.appending(path: "tiny_albert"))

  /// The collection that `ACML_SHARED` names or that lies beside the repository.
  static let shared = GoldenEncoder(
    testDescription: "shared",
    folder: Golden.sharedFolder.appending(path: "tiny_roberta"))

  /// The RoBERTas at hand; the project's own always is.
  static let robertas = [own] + [shared].filter { FileManager.default.fileExists(atPath: $0.folder.path) }

  static let all = robertas + [bert, albert]

  func expected() throws -> SafetensorsFile { try SafetensorsFile(folder.appending(path: "expected.safetensors")) }

  /// A text and its tokens, frame included.
  struct Record: Decodable {
    let text: String?
    let smiles: String?
    let ids: [Int32]
    let tokens: [String]?
  }

  func records() throws -> [Record] {
    try JSONDecoder().decode([Record].self, from: Data(contentsOf: folder.appending(path: "tokens.json")))
  }
}
