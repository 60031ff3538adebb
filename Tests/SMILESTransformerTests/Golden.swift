import Foundation
import NeuralNetworks
import Tensors
import Testing

/// A folder with a RoBERTa as Hugging Face saves it, its tokens and its states: the project's own, or that of a
/// collection outside the repository.
struct GoldenRoberta: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let folder: URL

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

  /// `Tests/Golden`.
  static let own = GoldenRoberta(
    testDescription: "own", folder: tests.appending(path: "../Golden/tiny_roberta").standardizedFileURL)

  /// The collection that `ACML_SHARED` names or that lies beside the repository.
  static let shared = GoldenRoberta(
    testDescription: "shared",
    folder: (ProcessInfo.processInfo.environment["ACML_SHARED"].map { URL(filePath: $0) }
      ?? tests.appending(path: "../../../shared")).standardizedFileURL.appending(path: "golden/tiny_roberta"))

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

/// Tolerances, relative to the largest expected value but at least 1: the reference's own noise is below a third.
enum Tolerance {
  static let result: Float = 1e-5
  static let gradient: Float = 5e-5
}

func expectClose(
  _ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String = "",
  _ location: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count, !expected.isEmpty else {
    Issue.record("\(what): \(found.count) values, expected \(expected.count)", sourceLocation: location)
    return
  }
  let scale = max(1, expected.map(abs).max() ?? 0)
  let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  // Written so that a NaN fails.
  #expect(difference <= tolerance * scale, "\(what) differs by \(difference / scale)", sourceLocation: location)
}
