public import Foundation
internal import Tensors

/// How far a file may differ from the module that is loaded from it. Shapes must agree in any case.
public struct LoadStrictness: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Every parameter and buffer is in the file, and every tensor of the file has its place.
  public static let all: LoadStrictness = []
  /// Parameters and buffers that are not in the file keep their values.
  public static let allowMissing = LoadStrictness(rawValue: 1)
  /// Tensors that have no place in the module are passed over.
  public static let allowUnused = LoadStrictness(rawValue: 2)
}

/// What a file and a module don't have in common.
public struct LoadReport: Error, Equatable, CustomStringConvertible {
  /// A tensor whose shape is not that of its place.
  public struct Mismatch: Equatable, Sendable {
    public let name: String
    public let found: [Int]
    public let expected: [Int]

    public init(name: String, found: [Int], expected: [Int]) {
      self.name = name
      self.found = found
      self.expected = expected
    }
  }

  /// The file's path.
  public let file: String
  /// The module's names that the file has no tensor for.
  public let missing: [String]
  /// The file's names that the module has no place for.
  public let unused: [String]
  public let mismatched: [Mismatch]

  public var description: String {
    let parts = [
      Self.list("shapes that differ", mismatched.map { "\($0.name) is \($0.found), expected \($0.expected)" }),
      Self.list("missing tensors", missing),
      Self.list("tensors without a place", unused),
    ].compactMap(\.self)
    return "\(file): \(parts.isEmpty ? "fits" : parts.joined(separator: "; "))"
  }

  private static func list(_ what: String, _ items: [String]) -> String? {
    guard !items.isEmpty else { return nil }
    let shown = items.prefix(5).joined(separator: ", ")
    return "\(items.count) \(what): \(shown)\(items.count > 5 ? ", …" : "")"
  }
}

extension Module {
  /// Writes all parameters and buffers under their paths.
  /// - Throws: ``SafetensorsError``.
  public func save(to url: URL, metadata: [String: String] = [:]) throws {
    try Safetensors.write(namedState.map { ($0.name, $0.state.value) }, metadata: metadata, to: url)
  }

  /// Takes all parameters and buffers from a file, or changes none of them.
  ///
  /// Values stay in the mapped file until they are changed.
  /// - Parameters:
  ///   - file: safetensors, or what `torch.save` wrote.
  ///   - strictness: which of missing and unused tensors are errors.
  ///   - renaming: from a name in the file to the path in this module; `nil` passes the tensor over. Of several tensors
  ///     for one path the first is used.
  /// - Returns: what was missing and unused, where that is allowed.
  /// - Throws: ``LoadReport`` if the file doesn't fit, and what the file throws if a tensor can't be read.
  @discardableResult
  public func load(
    from file: some TensorFile, strictness: LoadStrictness = .all, renaming: (String) -> String? = { $0 }
  ) throws -> LoadReport {
    let state = namedState
    let known = Set(state.map(\.name))
    var sources: [String: String] = [:]
    var unused: [String] = []
    for name in file.names {
      guard let path = renaming(name) else { continue }
      if known.contains(path), sources[path] == nil { sources[path] = name } else { unused.append(name) }
    }
    var missing: [String] = []
    var mismatched: [LoadReport.Mismatch] = []
    var assignments: [(state: ModuleState, value: Tensor)] = []
    for (path, state) in state {
      guard let source = sources[path] else {
        missing.append(path)
        continue
      }
      let (found, expected) = (try file.shape(of: source), state.value.shape)
      if found == expected {
        assignments.append((state, try file.tensor(source)))
      } else {
        mismatched.append(LoadReport.Mismatch(name: source, found: found, expected: expected))
      }
    }
    let report = LoadReport(file: file.url.path, missing: missing, unused: unused, mismatched: mismatched)
    guard mismatched.isEmpty, missing.isEmpty || strictness.contains(.allowMissing),
      unused.isEmpty || strictness.contains(.allowUnused)
    else { throw report }
    for (state, value) in assignments { try state.assign(value) }
    return report
  }
}
