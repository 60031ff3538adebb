public import Tensors

/// Whether a network learns or is used.
public struct Mode {
  /// Where dropout draws from; `nil` in inference.
  public let random: RandomStream?
  /// Whether running statistics take in the batch; a pass that repeats an earlier one leaves them alone.
  public let tracksStatistics: Bool

  /// Running statistics are used and nothing is dropped.
  public static var inference: Mode { Mode(random: nil, tracksStatistics: false) }

  /// Statistics of the batch are used, and dropout draws from the stream.
  public static func training(_ random: RandomStream, tracksStatistics: Bool = true) -> Mode {
    Mode(random: random, tracksStatistics: tracksStatistics)
  }

  public var isTraining: Bool { random != nil }
}

/// A part of a network: an object whose properties are parameters, buffers and further modules.
///
/// The name of a parameter is the path of properties that leads to it, as in `layers.0.mlp.weight`. It is found by
/// reflection over the stored properties (of superclasses too), through arrays and optionals; a property that is anything
/// else is left alone. The name of a parameter in a file of another origin is a matter of the one who reads that file.
public protocol Module: AnyObject, Sendable {}

/// A tensor that belongs to a network's state but is not learned, such as a running mean.
///
/// `@unchecked Sendable`: it changes only in a forward pass in training mode, which one thread runs.
public final class StateBuffer: @unchecked Sendable {
  public private(set) var value: Tensor

  public init(_ value: Tensor) { self.value = value.detached() }

  /// Replaces the value.
  /// - Throws: `TensorError` if the shape differs.
  public func assign(_ value: Tensor) throws {
    guard value.shape == self.value.shape else {
      throw TensorError.shape(
        operation: "assign", shapes: [value.shape], expectation: "\(self.value.shape)")
    }
    self.value = value.detached()
  }
}

/// A parameter or a buffer, with its path.
public enum ModuleState {
  case parameter(Parameter)
  case buffer(StateBuffer)

  public var value: Tensor {
    switch self {
    case .parameter(let parameter): parameter.value
    case .buffer(let buffer): buffer.value
    }
  }

  public func assign(_ value: Tensor) throws {
    switch self {
    case .parameter(let parameter): try parameter.assign(value)
    case .buffer(let buffer): try buffer.assign(value)
    }
  }
}

extension Module {
  /// All parameters and buffers with their paths, in the order of the properties. A parameter that several paths lead to
  /// appears once, under the first.
  public var namedState: [(name: String, state: ModuleState)] {
    var found: [(name: String, state: ModuleState)] = []
    var seen: Set<ObjectIdentifier> = []
    collect(self, path: "", into: &found, seen: &seen)
    return found
  }

  /// All parameters with their paths.
  public var namedParameters: [(name: String, parameter: Parameter)] {
    namedState.compactMap { name, state in
      if case .parameter(let parameter) = state { (name, parameter) } else { nil }
    }
  }

  public var parameters: [Parameter] { namedParameters.map(\.parameter) }

  /// Takes over the parameters and buffers of a module of the same shape; values are shared until one of the two changes
  /// them, so that this costs nothing.
  public func assign(stateOf other: Self) throws {
    for ((_, target), (_, source)) in zip(namedState, other.namedState) { try target.assign(source.value) }
  }

  /// How many numbers are learned.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }
}

private func collect(
  _ value: Any, path: String, into found: inout [(name: String, state: ModuleState)], seen: inout Set<ObjectIdentifier>
) {
  switch value {
  case let parameter as Parameter:
    if seen.insert(ObjectIdentifier(parameter)).inserted { found.append((path, .parameter(parameter))) }
  case let buffer as StateBuffer:
    if seen.insert(ObjectIdentifier(buffer)).inserted { found.append((path, .buffer(buffer))) }
  case let module as any Module:
    guard seen.insert(ObjectIdentifier(module)).inserted else { return }
    var mirror: Mirror? = Mirror(reflecting: module)
    var levels: [Mirror] = []
    while let level = mirror {
      levels.append(level)
      mirror = level.superclassMirror
    }
    for level in levels.reversed() {
      for child in level.children {
        guard let label = child.label else { continue }
        collect(child.value, path: path.isEmpty ? label : "\(path).\(label)", into: &found, seen: &seen)
      }
    }
  default:
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      if let child = mirror.children.first { collect(child.value, path: path, into: &found, seen: &seen) }
    case .collection:
      // The first element tells what the others are; arrays of numbers, which are structures, aren't gone through.
      guard let first = mirror.children.first?.value,
        [.class, .optional, .collection].contains(Mirror(reflecting: first).displayStyle)
      else { return }
      for (index, child) in mirror.children.enumerated() {
        collect(child.value, path: "\(path).\(index)", into: &found, seen: &seen)
      }
    default: break
    }
  }
}
