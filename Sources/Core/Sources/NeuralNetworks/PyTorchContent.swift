internal import Files

/// What a file of PyTorch holds, in either of its formats.
struct PyTorchContent {
  let pickle: PickleMachine.Result
  /// Where the pickle lies, for messages.
  let entry: String
  let storages: PyTorchStorages

  init(_ mapping: MappedFile, path: String) throws(PyTorchFileError) {
    // The signature of an entry's header, with which an archive that isn't empty begins.
    if mapping.bytes.number(at: 0, as: UInt32.self) == 0x0403_4b50 {
      try self.init(archive: mapping, path: path)
    } else {
      try self.init(legacy: mapping, path: path)
    }
  }
}

// MARK: - The zip archive

extension PyTorchContent {
  /// How much memory storages that must be inflated may take in all.
  private static let inflationLimit = 1 << 30

  /// An archive: `NAME/data.pkl` is the pickle, `NAME/data/KEY` the storages, `NAME/byteorder` says what it says.
  private init(archive mapping: MappedFile, path: String) throws(PyTorchFileError) {
    func failure(_ entry: String?, _ reason: PyTorchFileError.Reason) -> PyTorchFileError {
      PyTorchFileError(file: path, entry: entry, reason: reason)
    }
    let archive: ZipArchive
    do { archive = try ZipArchive(mapping.bytes) } catch { throw failure(nil, .zip(error)) }
    func content(_ entry: ZipArchive.Entry, limit: Int) throws(PyTorchFileError) -> [UInt8] {
      do { return try archive.content(of: entry, limit: limit) } catch { throw failure(nil, .zip(error)) }
    }

    let suffix = "/data.pkl"
    guard let data = archive.entries.first(where: { $0.name.hasSuffix(suffix) }) else {
      throw failure("data.pkl", .missingEntry)
    }
    let folder = data.name.dropLast(suffix.count)
    let entries = Dictionary(archive.entries.map { ($0.name, $0) }) { first, _ in first }
    if let order = entries["\(folder)/byteorder"], try content(order, limit: 16) != Array("little".utf8) {
      throw failure(order.name, .byteOrder)
    }
    entry = data.name
    let bytes = try content(data, limit: PickleMachine.limit)
    switch bytes.withUnsafeBytes({ bytes in Result { () throws(PickleFault) in try PickleMachine.read(bytes) } }) {
    case .success(let result): pickle = result
    case .failure(let fault): throw PyTorchFileError(fault, file: path, entry: entry)
    }

    var found = PyTorchStorages(mapping)
    var room = Self.inflationLimit
    for key in pickle.storages.keys.sorted() {
      guard let entry = entries["\(folder)/data/\(key)"] else { continue }
      if let bytes = archive.storedBytes(of: entry) {
        found.add(bytes, key: key)
      } else {
        guard entry.byteCount <= room else { throw failure(entry.name, .deflatedTooLarge(limit: Self.inflationLimit)) }
        room -= entry.byteCount
        found.add(copying: try content(entry, limit: entry.byteCount), key: key)
      }
    }
    storages = found
  }
}

// MARK: - The legacy format

extension PyTorchContent {
  /// Five pickles: a magic number, the version of the format, a description of the machine, the object, and the keys of
  /// the storages. Then each storage: its count in eight bytes, and its numbers (`_legacy_save` in PyTorch's
  /// `torch/serialization.py`).
  private init(legacy mapping: MappedFile, path: String) throws(PyTorchFileError) {
    let bytes = mapping.bytes
    var position = 0
    func failure(_ reason: PyTorchFileError.Reason) -> PyTorchFileError {
      PyTorchFileError(file: path, entry: nil, reason: reason)
    }
    func next() throws(PyTorchFileError) -> PickleMachine.Result {
      let start = position
      do {
        let result = try PickleMachine.read(bytes, from: start)
        position = result.end
        return result
      } catch {
        throw PyTorchFileError(error, file: path, entry: "the pickle at byte \(start)")
      }
    }

    // A long integer of ten bytes, after the protocol's number: 0x1950a86a20f9469cfc6c.
    let magic: [UInt8] = [
      0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, UInt8(ascii: "."),
    ]
    guard bytes.starts(with: magic) else {
      throw failure(bytes.starts(with: "version https://git-lfs".utf8) ? .gitPointer : .notPyTorch)
    }
    position = magic.count
    guard case .integer(1001) = try next().root else { throw failure(.malformed("the format isn't version 1001")) }
    let machine = try next()
    if case .dictionary(let items)? = machine.compound(machine.root) {
      for case (.text("little_endian"), .flag(false)) in items { throw failure(.byteOrder) }
    }
    entry = "the pickle at byte \(position)"
    pickle = try next()
    let list = try next()
    guard case .sequence(let keys)? = list.compound(list.root) else {
      throw failure(.malformed("no list of storages"))
    }
    var found = PyTorchStorages(mapping)
    for case .text(let key) in keys {
      guard let storage = pickle.storages[key] else { throw failure(.malformed("a storage \(key) that no tensor has")) }
      let (size, overflows) = storage.count.multipliedReportingOverflow(by: storage.type.size)
      guard !overflows, bytes.number(at: position, as: UInt64.self) == UInt64(storage.count),
        size <= bytes.count - position - 8
      else { throw failure(.malformed("at byte \(position), expected a storage of \(storage.count) numbers")) }
      found.add(UnsafeRawBufferPointer(rebasing: bytes[position + 8..<position + 8 + size]), key: key)
      position += 8 + size
    }
    storages = found
  }
}
