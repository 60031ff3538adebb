internal import ACML
internal import Files
internal import Foundation
internal import Tensors

/// An encoder without weights: the values that functions of shared libraries give for a sample.
final class ForeignFunctionEncoder: ModalityEncoder {
  let embeddingDimensions: Int
  let fingerprint: String
  private let functions: [PreparedFunction]

  /// Counts the meanings of the same settings.
  private static let computationVersion = "foreign-function 1"
  private static let file = "functions.json"

  /// - Throws: ``ForeignFunctionError``.
  init(_ descriptions: [FunctionDescription]) throws {
    if descriptions.isEmpty { throw ForeignFunctionError.nothingToCall }
    functions = try descriptions.enumerated().map { try PreparedFunction($1, place: $0) }
    embeddingDimensions = functions.reduce(0) { $0 + $1.dimensions }
    var digest = Digest()
    digest.add(Self.computationVersion)
    for function in functions {
      digest.add(try function.description.text)
      digest.add(function.libraryDigest)
    }
    fingerprint = digest.text
  }

  /// The encoder that ``save(to:)`` wrote.
  convenience init(folder: URL) throws {
    let file = folder.appending(path: Self.file)
    let descriptions: [FunctionDescription]
    do {
      descriptions = try JSONDecoder().decode([FunctionDescription].self, from: Data(contentsOf: file))
    } catch {
      throw ForeignFunctionError.damagedFolder(path: file.path, reason: "it can't be read")
    }
    try self.init(descriptions)
  }

  func save(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try encoder.encode(functions.map(\.description)).write(to: folder.appending(path: Self.file))
  }

  func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let isThreadSafe = functions.allSatisfy(\.description.threadSafe)
    let compute = { [functions] (sample: Sample) in
      Result { try functions.flatMap { try $0.values(of: SampleView(sample)) } }
    }
    let results = isThreadSafe ? samples.concurrentMap(compute) : samples.map(compute)
    var rows: [Int] = []
    var values: [Float] = []
    var failures: [SampleFailure] = []
    for (index, result) in results.enumerated() {
      switch result {
      case .success(let row):
        rows.append(index)
        values += row
      case .failure(let error): failures.append(SampleFailure(index: index, reason: "\(error)"))
      }
    }
    return EncodedSamples(
      embeddings: .filled([rows.count, embeddingDimensions]) { _ = $0.update(fromContentsOf: values) }, rows: rows,
      failures: failures)
  }
}

/// A function as it is kept beside a run.
struct FunctionDescription: Codable, Sendable {
  let library: LibraryReference
  let prepare: String?
  let call: [String]
  let release: String?
  let arguments: [String: ForeignArgument]
  let result: ForeignFunction.Result
  let transform: ForeignFunction.Transform
  let threadSafe: Bool

  init(_ settings: ForeignFunction) throws {
    library = settings.library
    prepare = settings.prepare
    call = settings.call
    release = settings.release
    arguments = try settings.givenArguments()
    result = settings.result
    transform = settings.transform
    threadSafe = settings.threadSafe
  }

  /// The same for the same settings.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

/// The calls of a function, with their library loaded.
struct PreparedFunction: Sendable {
  let description: FunctionDescription
  let dimensions: Int
  let libraryDigest: String
  private let prepare: ForeignCall?
  private let calls: [ForeignCall]
  private let release: ForeignCall?

  init(_ description: FunctionDescription, place: Int) throws {
    self.description = description
    let library = try ForeignLibrary(description.library, place: place)
    let make = { (text: String) in
      try ForeignCall(Signature(text), in: library, constants: description.arguments, place: place)
    }
    prepare = try description.prepare.map(make)
    calls = try description.call.map(make)
    release = try description.release.map(make)
    dimensions = calls.reduce(0) { $0 + ($1.signature.outputCount ?? 1) }
    libraryDigest = calls.first.map { ForeignLibrary.digest(of: $0.address) } ?? ""
  }

  /// The values for one sample.
  /// - Throws: ``SampleProblem``, errors of the sample.
  func values(of view: SampleView) throws -> [Float] {
    var object: UInt64 = 0
    if let prepare {
      let outcome = try prepare(view, object: 0)
      object = outcome.result
      let code = prepare.number(outcome)
      if prepare.signature.result == .pointer ? code == 0 : code < 0 {
        throw SampleProblem("`\(prepare.signature.symbol)` failed with \(Int(code))")
      }
    }
    defer { if let release { _ = try? release(view, object: object) } }
    return try calls.flatMap { try values(of: $0, view, object) }
  }

  private func values(of call: ForeignCall, _ view: SampleView, _ object: UInt64) throws -> [Float] {
    let symbol = call.signature.symbol
    let outcome = try call(view, object: object)
    var values = outcome.output
    if let count = call.signature.outputCount {
      let code = call.number(outcome)
      if call.signature.result != nil, description.result == .status ? code != 0 : code < 0 {
        throw SampleProblem("`\(symbol)` failed with \(Int(code))")
      }
      if call.signature.result != nil, description.result == .count, code != Double(count) {
        throw SampleProblem("`\(symbol)` wrote \(Int(code)) values, expected \(count)")
      }
    } else {
      values = [call.number(outcome)]
    }
    return try values.enumerated().map { index, value in
      let value = Float(description.transform == .asinh ? asinh(value) : value)
      guard value.isFinite else { throw SampleProblem("value \(index) of `\(symbol)` is not finite") }
      return value
    }
  }
}
