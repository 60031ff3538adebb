public import Foundation
public import NeuralNetworks
public import Tensors
public import Testing

/// A file of reference values: the project's own, or one of a collection outside the repository.
public struct Golden: CustomTestStringConvertible, Sendable {
  public let name: String
  public let testDescription: String
  private let url: URL
  private let isShared: Bool

  /// The folder `Tests`.
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// `Tests/Golden`.
  public static let ownFolder = tests.appending(path: "Golden")

  /// The collection that `ACML_SHARED` names or that lies beside the repository; it need not be there.
  public static let sharedFolder =
    (ProcessInfo.processInfo.environment["ACML_SHARED"].map { URL(filePath: $0) }
    ?? tests.appending(path: "../../shared")).appending(path: "golden").standardizedFileURL

  public static func own(_ name: String) -> Golden { Golden(name, ownFolder, isShared: false) }

  public static func shared(_ name: String) -> Golden { Golden(name, sharedFolder, isShared: true) }

  /// Whether the collection outside the repository is at hand.
  public static var isSharedAtHand: Bool { FileManager.default.fileExists(atPath: sharedFolder.path) }

  private init(_ name: String, _ folder: URL, isShared: Bool) {
    self.name = name
    self.isShared = isShared
    testDescription = "\(isShared ? "shared" : "own")/\(name)"
    url = folder.appending(path: "\(name).safetensors")
  }

  /// The file; `nil` for one of the collection outside where that is not at hand.
  public func open() throws -> SafetensorsFile? {
    if isShared, !Self.isSharedAtHand { return nil }
    return try SafetensorsFile(url)
  }
}

/// Tolerances, relative to the largest expected value but at least 1: the reference's own noise is below a third.
public enum Tolerance {
  public static let result: Float = 1e-5
  public static let gradient: Float = 5e-5
}

/// Expects equal shapes' counts, and values that differ by no more than the tolerance times the largest expected one.
public func expectClose(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Float, _ what: String = "",
  _ location: SourceLocation = #_sourceLocation
) {
  expectClose(found.values, expected.values, tolerance, what, location)
}

/// As the other, for plain values.
public func expectClose(
  _ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String = "",
  _ location: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count, !expected.isEmpty else {
    Issue.record("\(what): \(found.count) values, expected \(expected.count)", sourceLocation: location)
    return
  }
  let scale = max(1, expected.map(abs).max() ?? 0)
  let differences = zip(found, expected).map { abs($0 - $1) }
  // A NaN is no more than nothing, and so fails here, where a maximum would pass it over.
  #expect(
    differences.allSatisfy { $0 <= tolerance * scale }, "\(what) differs by \((differences.max() ?? 0) / scale)",
    sourceLocation: location)
}
