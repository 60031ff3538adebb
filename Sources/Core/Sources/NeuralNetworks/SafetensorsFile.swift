internal import Files
public import Foundation
public import Tensors

/// A safetensors file, mapped into memory: tensors by name, read when asked for.
///
/// The format: eight bytes with the length of a header, the header (JSON with each tensor's type, shape and place), then
/// the tensors' bytes without gaps, little-endian (https://github.com/huggingface/safetensors). A file comes from
/// anywhere, so everything that the header says is checked when it is opened.
///
/// The file must not be shortened while it or a tensor read from it is in use; replacing it by renaming is safe.
public struct SafetensorsFile: TensorFile {
  /// The longest header that is read, in bytes, as in the format's own library.
  public static let headerLimit = 100_000_000

  public let url: URL
  /// Free text that was stored with the tensors.
  public let metadata: [String: String]
  /// The tensors' names, in the order of their bytes.
  public let names: [String]

  private struct Entry {
    let type: String
    let shape: [Int]
    let bytes: Range<Int>
  }

  private let entries: [String: Entry]
  private let mapping: MappedFile

  /// Opens a file and checks its header.
  /// - Throws: ``SafetensorsError``.
  public init(_ url: URL) throws {
    func failure(_ reason: SafetensorsError.Reason, _ tensor: String? = nil) -> SafetensorsError {
      SafetensorsError(file: url.path, tensor: tensor, reason: reason)
    }
    do {
      mapping = try MappedFile(url.path)
    } catch {
      throw failure(.system(error.reason))
    }
    let bytes = mapping.bytes
    guard bytes.count >= 8 else { throw failure(.truncated(expectedBytes: 8, foundBytes: bytes.count)) }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= Self.headerLimit else { throw failure(.headerTooLong(bytes: length, limit: Self.headerLimit)) }
    let start = 8 + Int(length)
    guard bytes.count >= start else { throw failure(.truncated(expectedBytes: start, foundBytes: bytes.count)) }
    let header: SafetensorsHeader
    do {
      header = try JSONDecoder().decode(SafetensorsHeader.self, from: Data(bytes[8..<start]))
    } catch {
      throw failure(.malformedHeader(SafetensorsHeader.problem(error)))
    }

    var entries: [String: Entry] = [:]
    for (name, entry) in header.entries {
      guard entry.data_offsets.count == 2 else {
        throw failure(.malformedHeader("data_offsets of \(entry.data_offsets.count) numbers; expected 2"), name)
      }
      let (begin, end) = (entry.data_offsets[0], entry.data_offsets[1])
      guard 0 <= begin, begin <= end else {
        throw failure(.offsets(begin: begin, end: end, expectation: "a beginning and a later end"), name)
      }
      guard end <= bytes.count - start else {
        // Saturating: a header may say anything.
        let (needed, overflows) = end.addingReportingOverflow(start)
        throw failure(.truncated(expectedBytes: overflows ? .max : needed, foundBytes: bytes.count), name)
      }
      guard let count = entry.shape.checkedProduct else {
        throw failure(.malformedHeader("the shape \(entry.shape)"), name)
      }
      // A type that is not known here is an error for the one who asks for the tensor.
      if let size = NumberType(rawValue: entry.dtype)?.size {
        let (expected, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, expected == end - begin else {
          throw failure(.size(found: end - begin, expected: overflows ? .max : expected), name)
        }
      }
      entries[name] = Entry(type: entry.dtype, shape: entry.shape, bytes: start + begin..<start + end)
    }

    let ordered = entries.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key)
        < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
    }
    var position = start
    for (name, entry) in ordered {
      guard entry.bytes.lowerBound == position else {
        throw failure(
          .offsets(
            begin: entry.bytes.lowerBound - start, end: entry.bytes.upperBound - start,
            expectation: "a beginning at \(position - start), where the previous tensor ends"), name)
      }
      position = entry.bytes.upperBound
    }
    guard position == bytes.count else { throw failure(.trailingBytes(bytes.count - position)) }
    self.url = url
    metadata = header.metadata
    names = ordered.map(\.key)
    self.entries = entries
  }
}

// MARK: - Reading

extension SafetensorsFile {
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// The shape of the tensor of this name.
  /// - Throws: ``SafetensorsError`` if there is none.
  public func shape(of name: String) throws -> [Int] { try entry(name).shape }

  /// The tensor of this name as floats.
  ///
  /// 32-bit floats stay in the mapped file; other floats (`F16`, `BF16`, `F64`) are converted.
  /// - Throws: ``SafetensorsError`` if there is none or its numbers are no floats.
  public func tensor(_ name: String) throws -> Tensor {
    let entry = try entry(name)
    guard let type = NumberType(rawValue: entry.type), type.isFloat else {
      throw failure(.unsupportedType(entry.type, expectation: "F32, F16, BF16 or F64"), name)
    }
    return type.tensor(UnsafeRawBufferPointer(rebasing: mapping.bytes[entry.bytes]), entry.shape, owner: mapping)
  }

  /// The tensor of this name as whole numbers, row-major.
  /// - Throws: ``SafetensorsError`` if there is none, its numbers are no integers, or one is outside `Int32`.
  public func integers(_ name: String) throws -> [Int32] {
    let entry = try entry(name)
    guard let type = NumberType(rawValue: entry.type), !type.isFloat else {
      throw failure(.unsupportedType(entry.type, expectation: "an integer type"), name)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[entry.bytes])
    return try (0..<entry.bytes.count / type.size).map { index in
      let value = type.integer(bytes, at: index)
      guard let narrow = Int32(exactly: value) else { throw failure(.integerOutOfRange("\(value)"), name) }
      return narrow
    }
  }

  private func entry(_ name: String) throws -> Entry {
    guard let entry = entries[name] else { throw failure(.missingTensor, name) }
    return entry
  }

  private func failure(_ reason: SafetensorsError.Reason, _ tensor: String) -> SafetensorsError {
    SafetensorsError(file: url.path, tensor: tensor, reason: reason)
  }
}
