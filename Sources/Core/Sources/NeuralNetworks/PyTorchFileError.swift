public import Files

/// What is wrong with a file of PyTorch, and where.
public struct PyTorchFileError: Error, Equatable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    /// The system refused to open or read the file; its own words.
    case system(String)
    /// Neither of the two formats of `torch.save`.
    case notPyTorch
    /// What Git leaves in the place of a large file that wasn't fetched.
    case gitPointer
    case zip(ZipError)
    case missingEntry
    /// Written on a machine whose numbers begin with their highest byte.
    case byteOrder
    /// A pickle that names something of Python other than what tensors are made of; nothing of it was run.
    case forbiddenGlobal(String)
    /// A pickle or a storage that isn't as `torch.save` writes it, or goes beyond a limit.
    case malformed(String)
    /// A storage that is missing (`nil`) or has fewer bytes than its type and count make.
    case storage(key: String, foundBytes: Int?, expectedBytes: Int)
    /// Deflated storages, which `torch.save` never writes, that take too much memory.
    case deflatedTooLarge(limit: Int)
    /// A type of number that can't be read as what was asked for.
    case unsupportedType(String, expectation: String)
    /// A whole number that no `Int32` holds.
    case integerOutOfRange(String)
    case missingTensor
  }

  /// The file's path.
  public let file: String
  /// The entry of the archive, the place in the file, or the tensor concerned, if it is one.
  public let entry: String?
  public let reason: Reason

  public init(file: String, entry: String?, reason: Reason) {
    (self.file, self.entry, self.reason) = (file, entry, reason)
  }

  public var description: String {
    let text =
      switch reason {
      case .system(let words): words
      case .notPyTorch: "not a file that torch.save wrote"
      case .gitPointer: "a pointer of Git LFS in the place of the file; fetch it with `git lfs pull`"
      case .zip(let error): "\(error)"
      case .missingEntry: "not in the archive; expected a file that torch.save wrote"
      case .byteOrder: "numbers in big-endian order; expected little-endian"
      case .forbiddenGlobal(let name):
        "the pickle asks for \(name), which no tensor needs; nothing of it was run. Expected a state dictionary: "
          + "torch.save(model.state_dict(), …)"
      case .malformed(let problem): "not as torch.save writes it: \(problem)"
      case .storage(let key, nil, _): "its storage \(key) is missing"
      case .storage(let key, let found?, let expected): "its storage \(key) has \(found) bytes; expected \(expected)"
      case .deflatedTooLarge(let limit):
        "compressed storages of more than \(limit >> 20) MiB; save the file with torch.save, which doesn't compress"
      case .unsupportedType(let type, let expectation): "numbers of type \(type); expected \(expectation)"
      case .integerOutOfRange(let value): "the number \(value) is outside the range of 32-bit integers"
      case .missingTensor: "not in the file"
      }
    return "\(entry.map { "\(file): \($0)" } ?? file): \(text)"
  }

  init(_ fault: PickleFault, file: String, entry: String) {
    let reason: Reason =
      switch fault.reason {
      case .forbidden(let name): .forbiddenGlobal(name)
      case .truncated:
        .malformed("the pickle ends early, at byte \(fault.byte); at most \(PickleMachine.limit) are read")
      case .opcode(let code): .malformed("the opcode \(code) before byte \(fault.byte) of the pickle")
      case .tensorOutsideStorage:
        .malformed("before byte \(fault.byte) of the pickle, a tensor that doesn't fit its storage")
      case .malformed: .malformed("values that don't fit, before byte \(fault.byte) of the pickle")
      }
    self.init(file: file, entry: entry, reason: reason)
  }
}
