public import ACML

/// Functions of shared libraries whose results, one after the other, are the embedding.
public struct ForeignFunctionSettings: Settings, Equatable {
  public var functions: [ForeignFunction] = []

  public static let fields: [SettingField<Self>] = [
    .list("functions", \.functions, "what is called for every sample; the results are put in a row")
  ]

  public init() {}
}

/// One or several functions of a library that are called for a sample, with what goes before and after.
public struct ForeignFunction: Settings, Equatable {
  /// What a function's own result means where it also writes values.
  public enum Result: String, CaseIterable, Codable, SettingValue {
    /// How many values it wrote; negative for an error.
    case count
    /// 0 if all is well.
    case status
  }

  /// What is done to each value.
  public enum Transform: String, CaseIterable, Codable, SettingValue {
    case none
    /// `log(x + √(x² + 1))`: large values and small ones come near to each other, and signs stay.
    case asinh
  }

  public var library = LibraryReference("")
  public var prepare: String?
  public var call: [String] = []
  public var release: String?
  public var arguments = SettingNode.empty
  public var result = Result.count
  public var transform = Transform.none
  public var threadSafe = false

  public static let fields: [SettingField<Self>] = [
    .required("library", \.library, "a path, or the name of a shared library that the system finds: libindigo.so.0d"),
    .init(
      "prepare", \.prepare, "signature of a function that makes an object of the sample; negative or null: an error"),
    .required("call", \.call, "signatures, each `TYPE NAME(parameter: type, …)`"),
    .init("release", \.release, "signature of a function that the object is given to in the end"),
    .node("arguments", \.arguments, "numbers and texts for the parameters with names of your own"),
    .init("result", \.result, "for functions that write values, what their own result means"),
    .init("transform", \.transform, "what is done to each value"),
    .init("threadSafe", \.threadSafe, "whether several samples may be worked on at once"),
  ]

  public init() {}

  public func validate() throws {
    if call.isEmpty { throw InvalidSetting("call", "found an empty list, expected at least one signature") }
    let prepared = try prepare.map { try Self.signature($0, at: "prepare") }
    let calls = try call.enumerated().map { try Self.signature($1, at: SettingPath("call") + $0) }
    let released = try release.map { try Self.signature($0, at: "release") }
    if let prepared {
      if !(prepared.result.map { $0.isInteger || $0 == .pointer } ?? false) {
        throw InvalidSetting("prepare", "gives no object; expected a whole number or a pointer as its result")
      }
      if prepared.outputCount != nil { throw InvalidSetting("prepare", "writes values, which only `call` may") }
    }
    for (index, signature) in calls.enumerated() where signature.result == nil && signature.outputCount == nil {
      throw InvalidSetting(SettingPath("call") + index, "gives nothing: neither a result nor an `output`")
    }
    for (index, signature) in calls.enumerated() {
      if signature.outputCount != nil, let result = signature.result, !result.isInteger {
        throw InvalidSetting(
          SettingPath("call") + index, "writes values, so that its result must be void or a whole number")
      }
      if signature.outputCount == nil, signature.result == .pointer {
        throw InvalidSetting(SettingPath("call") + index, "gives a pointer, which is no value")
      }
    }
    if released != nil, prepare == nil { throw InvalidSetting("release", "there is no `prepare` whose object it gets") }
    let given = try givenArguments()
    var used: Set<String> = []
    for signature in [prepared, released].compactMap(\.self) + calls {
      for (name, type) in signature.parameters where !Self.roles.contains(name) {
        used.insert(name)
        switch (given[name], type) {
        case (.text, .text): break
        case (.number(let number), .number(let kind)):
          var slot: UInt64 = 0
          if !withUnsafeMutableBytes(of: &slot, { kind.store(number, to: $0.baseAddress.unsafelyUnwrapped) }) {
            throw InvalidSetting(SettingPath("arguments") + name, "\(number) is no \(kind.rawValue)")
          }
        case (nil, _):
          throw InvalidSetting("arguments", "`\(signature.symbol)` needs `\(name)`, which isn't among them")
        default:
          throw InvalidSetting(SettingPath("arguments") + name, "isn't what `\(signature.symbol)` takes")
        }
      }
      if prepare == nil || signature == prepared, signature.parameters.contains(where: { $0.name == "object" }) {
        throw InvalidSetting("call", "`\(signature.symbol)` takes an `object`, but no `prepare` has made it")
      }
    }
    if let surplus = given.keys.sorted().first(where: { !used.contains($0) }) {
      throw InvalidSetting(SettingPath("arguments") + surplus, "no signature has a parameter of that name")
    }
  }

  /// Parameters with a meaning of their own.
  private static let roles: Set<String> = [
    "smiles", "positions", "intensities", "peaks", "output", "capacity", "object",
  ]

  private static func signature(_ text: String, at path: SettingPath) throws(InvalidSetting) -> Signature {
    do throws(SignatureFault) {
      return try Signature(text)
    } catch {
      throw InvalidSetting(path, error.description)
    }
  }

  /// The arguments by name.
  func givenArguments() throws -> [String: ForeignArgument] {
    guard case .mapping(let entries) = arguments.content else { return [:] }
    var given: [String: ForeignArgument] = [:]
    for (name, node) in entries.map({ ($0.key, $0.value) }) {
      if let number = try? Double(setting: node) {
        given[name] = .number(number)
      } else if let text = try? String(setting: node) {
        given[name] = .text(text)
      } else {
        throw InvalidSetting(SettingPath("arguments") + name, "expected a number or a text")
      }
    }
    return given
  }
}

/// A constant that a function is given.
enum ForeignArgument: Codable, Sendable, Equatable {
  case number(Double)
  case text(String)
}

/// A shared library: a path, or a name that the system's loader looks for.
public struct LibraryReference: SettingValue, Hashable, Codable {
  public let name: String

  public init(_ name: String) { self.name = name }

  public static var kind: SettingKind { SettingKind(name: "library", expectation: "a path or a library's name") }

  public init(setting node: SettingNode) throws(SettingMismatch) {
    let text = try String(setting: node)
    name = text.contains("/") ? try FileReference(setting: node).path : text
  }

  public var setting: SettingNode.Content { name.setting }
}
