import Foundation
import NeuralNetworks
import Tensors
import Testing

/// A file of reference values: the project's own, or one of a collection outside the repository.
struct Golden: CustomTestStringConvertible, Sendable {
  let name: String
  private let url: URL

  var testDescription: String { "\(url.deletingLastPathComponent().lastPathComponent)/\(name)" }

  /// `Tests/Golden`.
  static func own(_ name: String) -> Golden {
    Golden(name: name, folder: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Golden"))
  }

  /// The collection that `ACML_SHARED` names or that lies beside the repository.
  static func shared(_ name: String) -> Golden {
    let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
    let folder = ProcessInfo.processInfo.environment["ACML_SHARED"].map { URL(filePath: $0) } ?? beside
    return Golden(name: name, folder: folder.appending(path: "golden"))
  }

  private init(name: String, folder: URL) {
    self.name = name
    url = folder.standardizedFileURL.appending(path: "\(name).safetensors")
  }

  /// The file; `nil` where the collection is not at hand.
  func open() throws -> SafetensorsFile? {
    if !name.isEmpty, testDescription.hasPrefix("golden/"), !FileManager.default.fileExists(atPath: url.path) {
      return nil
    }
    return try SafetensorsFile(url)
  }
}

/// Tolerances, relative to the largest expected value but at least 1: the reference's own noise is below a third.
enum Tolerance {
  static let result: Float = 1e-5
  static let gradient: Float = 5e-5
}

func expectClose(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Float, _ what: String = "",
  _ location: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record("\(what): \(found.shape), expected \(expected.shape)", sourceLocation: location)
    return
  }
  let scale = max(1, expected.values.map(abs).max() ?? 0)
  let difference = zip(found.values, expected.values).map { abs($0 - $1) }.max() ?? 0
  // Written so that a NaN fails.
  #expect(difference <= tolerance * scale, "\(what) differs by \(difference / scale)", sourceLocation: location)
}
