public import Foundation
public import Tensors

/// A file of weights: tensors by name, read when asked for.
public protocol TensorFile: Sendable {
  var url: URL { get }

  /// The tensors' names, in the order of the file.
  var names: [String] { get }

  func contains(_ name: String) -> Bool

  /// The shape of the tensor of this name.
  func shape(of name: String) throws -> [Int]

  /// The tensor of this name as floats.
  func tensor(_ name: String) throws -> Tensor

  /// The tensor of this name as whole numbers, row-major.
  func integers(_ name: String) throws -> [Int32]
}

/// Opens files of weights of either format.
public enum TensorFiles {
  /// A ``PyTorchFile`` or a ``SafetensorsFile``, as its name says.
  /// - Throws: ``PyTorchFileError`` or ``SafetensorsError``.
  public static func open(_ url: URL) throws -> any TensorFile {
    if PyTorchFile.isNamed(url) { return try PyTorchFile(url) }
    return try SafetensorsFile(url)
  }
}

extension TensorFile {
  /// All tensors as floats, in the order of ``names``.
  public func allTensors() throws -> [(name: String, value: Tensor)] { try names.map { ($0, try tensor($0)) } }
}
