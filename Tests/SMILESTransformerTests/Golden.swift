import Foundation
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// A folder with a RoBERTa as Hugging Face saves it, its tokens and its states: the project's own, or that of a
/// collection outside the repository.
struct GoldenRoberta: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let folder: URL

  /// `Tests/Golden`.
  static let own = GoldenRoberta(
    testDescription: "own", folder: Golden.ownFolder.appending(path: "tiny_roberta"))

  /// The collection that `ACML_SHARED` names or that lies beside the repository.
  static let shared = GoldenRoberta(
    testDescription: "shared",
    folder: Golden.sharedFolder.appending(path: "tiny_roberta"))

  /// Those at hand; the project's own always is.
  static let all = [own] + [shared].filter { FileManager.default.fileExists(atPath: $0.folder.path) }

  func expected() throws -> SafetensorsFile { try SafetensorsFile(folder.appending(path: "expected.safetensors")) }

  /// A text and its tokens, frame included.
  struct Record: Decodable {
    let text: String?
    let smiles: String?
    let ids: [Int32]
    let tokens: [String]
  }

  func records() throws -> [Record] {
    try JSONDecoder().decode([Record].self, from: Data(contentsOf: folder.appending(path: "tokens.json")))
  }
}
