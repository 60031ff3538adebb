internal import Files

/// Where the storages of a PyTorch file lie, by their keys.
struct PyTorchStorages: Sendable {
  struct Place: Sendable {
    // Never written to.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    /// Keeps the bytes in memory: whatever is read from them must keep it.
    let owner: any AnyObject & Sendable
  }

  private let mapping: MappedFile
  private var places: [String: Place] = [:]

  init(_ mapping: MappedFile) { self.mapping = mapping }

  subscript(key: String) -> Place? { places[key] }

  /// Adds bytes of the mapped file.
  mutating func add(_ bytes: UnsafeRawBufferPointer, key: String) { places[key] = Place(bytes: bytes, owner: mapping) }

  /// Adds bytes that were inflated.
  mutating func add(copying bytes: [UInt8], key: String) {
    let owner = OwnedBytes(bytes)
    places[key] = Place(bytes: owner.bytes, owner: owner)
  }
}

/// Bytes in memory of their own, at an address that stays.
private final class OwnedBytes: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  init(_ content: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: content.count, alignment: MemoryLayout<UInt64>.alignment)
    memory.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(memory)
  }

  deinit { bytes.deallocate() }
}
