internal import Files
public import Foundation
public import Tensors

/// A file that `torch.save` wrote, mapped into memory: the tensors of a state dictionary by name, read when asked for.
///
/// Both formats are read: the zip archive of PyTorch 1.6 and later, and the sequence of pickles and storages before it.
/// Dictionaries and lists within the dictionary are joined to names with dots (`state_dict.fc.weight`); what is no
/// tensor is passed over.
///
/// A pickle is a program, and PyTorch's own reader may run what a stranger wrote. Here only tensors are made of it, by
/// `PickleMachine`; a pickle that names anything else is refused. Every size, offset and stride is checked when the
/// file is opened.
///
/// The file must not be shortened while it or a tensor read from it is in use; replacing it by renaming is safe.
public struct PyTorchFile: TensorFile {
  public let url: URL
  public let names: [String]
  private let tensors: [String: PickledTensor]
  private let storages: PyTorchStorages

  /// How many tensors, dictionaries and other values of a file are looked at, and how deep.
  private static let limits = (values: 1_000_000, depth: 8)

  /// Whether a file bears an ending that the field gives to files of `torch.save`.
  public static func isNamed(_ url: URL) -> Bool { ["bin", "pt", "pth"].contains(url.pathExtension.lowercased()) }

  /// Opens a file and checks what it says of its tensors.
  /// - Throws: ``PyTorchFileError``.
  public init(_ url: URL) throws {
    let mapping: MappedFile
    do {
      mapping = try MappedFile(url.path)
    } catch {
      throw PyTorchFileError(file: url.path, entry: nil, reason: .system(error.reason))
    }
    let content = try PyTorchContent(mapping, path: url.path)
    guard let found = Self.tensors(content.pickle) else {
      let reason = PyTorchFileError.Reason.malformed("more values, or deeper ones, than any state dictionary has")
      throw PyTorchFileError(file: url.path, entry: content.entry, reason: reason)
    }
    for (name, tensor) in found {
      let (storage, bytes) = (tensor.storage, content.storages[tensor.storage.key]?.bytes.count)
      let (size, overflows) = storage.count.multipliedReportingOverflow(by: storage.type.size)
      guard let bytes, !overflows, bytes >= size else {
        throw PyTorchFileError(
          file: url.path, entry: "tensor \(name)",
          reason: .storage(key: storage.key, foundBytes: bytes, expectedBytes: overflows ? .max : size))
      }
    }
    self.url = url
    // Of several of a name, Python's dictionaries keep the first place and the last value.
    var seen: Set<String> = []
    names = found.map(\.name).filter { seen.insert($0).inserted }
    tensors = Dictionary(found) { $1 }
    storages = content.storages
  }

  /// The tensors within a pickle's value, under their names; `nil` if that goes beyond the limits.
  private static func tensors(_ pickle: PickleMachine.Result) -> [(name: String, tensor: PickledTensor)]? {
    var found: [(name: String, tensor: PickledTensor)] = []
    var open: [(value: PickleMachine.Value, path: [String])] = [(pickle.root, [])]
    var count = 0
    while let (value, path) = open.popLast() {
      if case .tensor(let index) = value { found.append((path.joined(separator: "."), pickle.tensors[index])) }
      guard let children = pickle.compound(value)?.children else { continue }
      count += children.count
      guard count <= limits.values, path.count < limits.depth else { return nil }
      open += children.reversed().map { ($0.value, path + [$0.key]) }
    }
    return found
  }
}

// MARK: - Reading

extension PyTorchFile {
  public func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// The shape of the tensor of this name.
  /// - Throws: ``PyTorchFileError`` if there is none.
  public func shape(of name: String) throws -> [Int] { try pickled(name).shape }

  /// The tensor of this name as floats.
  ///
  /// 32-bit floats stay in the mapped file where they lie in order at an address that fits; everything else is copied.
  /// - Throws: ``PyTorchFileError`` if there is none or its numbers are no floats.
  public func tensor(_ name: String) throws -> Tensor {
    let pickled = try pickled(name)
    let type = pickled.storage.type
    guard type.isFloat else {
      throw failure(.unsupportedType(type.rawValue, expectation: "F32, F16, BF16 or F64"), name)
    }
    let place = try place(of: pickled, name)
    guard pickled.isContiguous else {
      return .filled(pickled.shape) { values in
        for (index, number) in pickled.places.enumerated() { values[index] = type.float(place.bytes, at: number) }
      }
    }
    let start = pickled.offset * type.size
    let bytes = UnsafeRawBufferPointer(rebasing: place.bytes[start..<start + pickled.count * type.size])
    return type.tensor(bytes, pickled.shape, owner: place.owner)
  }

  /// The tensor of this name as whole numbers, row-major.
  /// - Throws: ``PyTorchFileError`` if there is none, its numbers are no integers, or one is outside `Int32`.
  public func integers(_ name: String) throws -> [Int32] {
    let pickled = try pickled(name)
    let type = pickled.storage.type
    guard !type.isFloat else { throw failure(.unsupportedType(type.rawValue, expectation: "an integer type"), name) }
    let place = try place(of: pickled, name)
    return try pickled.places.map { number in
      let value = type.integer(place.bytes, at: number)
      guard let narrow = Int32(exactly: value) else { throw failure(.integerOutOfRange("\(value)"), name) }
      return narrow
    }
  }

  private func pickled(_ name: String) throws -> PickledTensor {
    guard let pickled = tensors[name] else { throw failure(.missingTensor, name) }
    return pickled
  }

  private func place(of tensor: PickledTensor, _ name: String) throws -> PyTorchStorages.Place {
    guard let place = storages[tensor.storage.key] else { throw failure(.missingTensor, name) }
    return place
  }

  private func failure(_ reason: PyTorchFileError.Reason, _ name: String) -> PyTorchFileError {
    PyTorchFileError(file: url.path, entry: "tensor \(name)", reason: reason)
  }
}
