internal import Files

/// Reads pickles (Python's `pickletools` describes the opcodes), of which it knows what files of weights need and
/// nothing else.
///
/// In Python, a pickle is a program that may call any function there is. Here nothing can be called: a name is looked
/// up in ``Callable`` and each of these is a case of this file that makes plain values. Any other name ends the
/// reading.
///
/// Values that hold others lie in one array and are spoken of by their place in it, so that a pickle can neither nest
/// without end nor hold itself. Each opcode makes one value at most; memory is bounded by the length of the pickle.
struct PickleMachine {
  enum Value {
    case none
    case flag(Bool)
    case integer(Int)
    /// A number that is of no use here: a float, or an integer that no `Int` holds.
    case number
    case text(String)
    /// The place of a list, a tuple or a dictionary.
    case compound(Int)
    case callable(Callable)
    case storageType(NumberType)
    case storage(PickledTensor.Storage)
    case tensor(Int)
  }

  enum Compound {
    case sequence([Value])
    case dictionary([(key: Value, value: Value)])

    /// What is held, each with its key in text or its place; values of other keys are left out.
    var children: [(key: String, value: Value)] {
      switch self {
      case .sequence(let values): values.enumerated().map { ("\($0)", $1) }
      case .dictionary(let items):
        items.compactMap { key, value in if case .text(let key) = key { (key, value) } else { nil } }
      }
    }
  }

  /// Everything that a pickle can call, by Python's name.
  enum Callable: String {
    case orderedDictionary = "collections.OrderedDict"
    case rebuildTensor = "torch._utils._rebuild_tensor_v2"
    case rebuildParameter = "torch._utils._rebuild_parameter"
  }

  /// By the names of the module `torch`.
  private static let storageTypes: [String: NumberType] = [
    "FloatStorage": .F32, "HalfStorage": .F16, "BFloat16Storage": .BF16, "DoubleStorage": .F64, "LongStorage": .I64,
    "IntStorage": .I32, "ShortStorage": .I16, "CharStorage": .I8, "ByteStorage": .U8, "BoolStorage": .BOOL,
  ]

  /// What a pickle comes to, with everything that its value speaks of.
  struct Result {
    let root: Value
    let compounds: [Compound]
    let tensors: [PickledTensor]
    let storages: [String: PickledTensor.Storage]
    /// The place behind the pickle.
    let end: Int

    /// What a value holds; `nil` if it holds nothing.
    func compound(_ value: Value) -> Compound? {
      if case .compound(let index) = value { compounds[index] } else { nil }
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private var stack: [Value] = []
  /// Where the open groups begin on the stack.
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]
  private var compounds: [Compound] = []
  private var tensors: [PickledTensor] = []
  private var storages: [String: PickledTensor.Storage] = [:]

  private init(_ bytes: UnsafeRawBufferPointer, _ position: Int) { (self.bytes, self.position) = (bytes, position) }

  /// The longest pickle that is read, in bytes; those of the largest networks have a tenth.
  static let limit = 16 << 20

  /// Reads one pickle up to its end.
  /// - Parameter start: where it begins.
  static func read(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) throws(PickleFault) -> Result {
    let room = UnsafeRawBufferPointer(rebasing: bytes.prefix(start + min(limit, bytes.count - start)))
    var machine = PickleMachine(room, start)
    while true {
      let opcode = try machine.byte()
      if opcode == UInt8(ascii: ".") { break }
      try machine.execute(opcode)
    }
    return Result(
      root: try machine.pop(), compounds: machine.compounds, tensors: machine.tensors, storages: machine.storages,
      end: machine.position)
  }

  private mutating func execute(_ opcode: UInt8) throws(PickleFault) {
    switch opcode {
    // Frames and the protocol's number.
    case 0x80: _ = try byte()
    case 0x95: _ = try integer(UInt64.self)
    // Single values.
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.flag(true))
    case 0x89: stack.append(.flag(false))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try byte())))
    case UInt8(ascii: "M"): stack.append(.integer(Int(try integer(UInt16.self))))
    case UInt8(ascii: "J"): stack.append(.integer(Int(try integer(Int32.self))))
    case 0x8a: try pushLong(Int(try byte()))
    case 0x8b: try pushLong(try length(UInt32.self))
    case UInt8(ascii: "G"):
      _ = try integer(UInt64.self)
      stack.append(.number)
    case UInt8(ascii: "X"), UInt8(ascii: "T"): stack.append(.text(try text(try length(UInt32.self))))
    case 0x8c, UInt8(ascii: "U"): stack.append(.text(try text(Int(try byte()))))
    case 0x8d: stack.append(.text(try text(try length(UInt64.self))))
    // Values that hold others.
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: "]"), UInt8(ascii: ")"): push(.sequence([]))
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "t"), UInt8(ascii: "l"): push(.sequence(try popGroup()))
    case 0x85...0x87: push(.sequence(try pop(Int(opcode) - 0x84)))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"): try append(try popGroup())
    case UInt8(ascii: "s"): try insert(try pop(2))
    case UInt8(ascii: "u"): try insert(try popGroup())
    // The memo.
    case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
    case UInt8(ascii: "r"): memo[Int(try integer(UInt32.self))] = try top()
    case 0x94: memo[memo.count] = try top()
    case UInt8(ascii: "h"): try recall(Int(try byte()))
    case UInt8(ascii: "j"): try recall(Int(try integer(UInt32.self)))
    // Names and calls.
    case UInt8(ascii: "c"): try pushGlobal(module: try line(), name: try line())
    case 0x93:
      let names = try pop(2)
      guard case .text(let module) = names[0], case .text(let name) = names[1] else { throw fault(.malformed) }
      try pushGlobal(module: module, name: name)
    case UInt8(ascii: "R"): try call()
    case UInt8(ascii: "Q"): try pushStorage(try pop())
    case UInt8(ascii: "b"):
      // The attributes of an ordered dictionary, such as the versions of modules: of no use here.
      _ = try pop()
      guard case .compound(let index) = try top(), case .dictionary = compounds[index] else { throw fault(.malformed) }
    default: throw fault(.opcode(opcode))
    }
  }

  // MARK: Calls

  private mutating func pushGlobal(module: String, name: String) throws(PickleFault) {
    let full = "\(module).\(name)"
    if let callable = Callable(rawValue: full) {
      stack.append(.callable(callable))
    } else if module == "torch" || module == "torch.cuda", let type = Self.storageTypes[name] {
      stack.append(.storageType(type))
    } else {
      throw fault(.forbidden(full))
    }
  }

  private mutating func call() throws(PickleFault) {
    let values = try pop(2)
    guard case .callable(let callable) = values[0], case .compound(let index) = values[1],
      case .sequence(let arguments) = compounds[index]
    else { throw fault(.malformed) }
    switch callable {
    case .orderedDictionary:
      guard arguments.isEmpty else { throw fault(.malformed) }
      push(.dictionary([]))
    case .rebuildTensor:
      guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
        let tensor = PickledTensor(
          storage: storage, offset: offset, shape: try integers(arguments[2]), strides: try integers(arguments[3]))
      else { throw fault(.tensorOutsideStorage) }
      tensors.append(tensor)
      stack.append(.tensor(tensors.count - 1))
    case .rebuildParameter:
      guard let first = arguments.first, case .tensor = first else { throw fault(.malformed) }
      stack.append(first)
    }
  }

  /// The storage of a persistent identifier: `("storage", type, key, device, count)`, in the legacy format with a sixth
  /// value, which is none unless the storage is a part of another.
  private mutating func pushStorage(_ identifier: Value) throws(PickleFault) {
    let parts = try sequence(identifier)
    guard parts.count >= 5, case .text("storage") = parts[0], case .storageType(let type) = parts[1],
      case .text(let key) = parts[2], case .integer(let count) = parts[4], count >= 0
    else { throw fault(.malformed) }
    if parts.count > 5 { guard case .none = parts[5] else { throw fault(.malformed) } }
    let storage = PickledTensor.Storage(type: type, key: key, count: count)
    guard storages.updateValue(storage, forKey: key) ?? storage == storage else { throw fault(.malformed) }
    stack.append(.storage(storage))
  }

  // MARK: Values that hold others

  private func sequence(_ value: Value) throws(PickleFault) -> [Value] {
    guard case .compound(let index) = value, case .sequence(let values) = compounds[index] else {
      throw fault(.malformed)
    }
    return values
  }

  /// A shape or the strides; PyTorch has no more than 64 axes.
  private func integers(_ value: Value) throws(PickleFault) -> [Int] {
    let values = try sequence(value)
    guard values.count <= 64 else { throw fault(.malformed) }
    var integers: [Int] = []
    for value in values {
      guard case .integer(let integer) = value else { throw fault(.malformed) }
      integers.append(integer)
    }
    return integers
  }

  private mutating func push(_ compound: Compound) {
    compounds.append(compound)
    stack.append(.compound(compounds.count - 1))
  }

  private mutating func append(_ values: [Value]) throws(PickleFault) {
    guard case .compound(let index) = try top(), case .sequence(var elements) = compounds[index] else {
      throw fault(.malformed)
    }
    // Emptied first, so that the elements are moved and not copied.
    compounds[index] = .sequence([])
    elements += values
    compounds[index] = .sequence(elements)
  }

  private mutating func insert(_ keysAndValues: [Value]) throws(PickleFault) {
    guard case .compound(let index) = try top(), case .dictionary(var items) = compounds[index],
      keysAndValues.count.isMultiple(of: 2)
    else { throw fault(.malformed) }
    compounds[index] = .dictionary([])
    for place in stride(from: 0, to: keysAndValues.count, by: 2) {
      items.append((keysAndValues[place], keysAndValues[place + 1]))
    }
    compounds[index] = .dictionary(items)
  }

  // MARK: The stack and the memo

  private func top() throws(PickleFault) -> Value {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw fault(.malformed) }
    return value
  }

  private mutating func pop() throws(PickleFault) -> Value {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(PickleFault) -> [Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw fault(.malformed) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popGroup() throws(PickleFault) -> [Value] {
    guard let mark = marks.popLast() else { throw fault(.malformed) }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(PickleFault) {
    guard let value = memo[index] else { throw fault(.malformed) }
    stack.append(value)
  }

  // MARK: Bytes

  private func fault(_ reason: PickleFault.Reason) -> PickleFault { PickleFault(byte: position, reason: reason) }

  private mutating func integer<Number: FixedWidthInteger>(_: Number.Type) throws(PickleFault) -> Number {
    guard let value = bytes.number(at: position, as: Number.self) else { throw fault(.truncated) }
    position += MemoryLayout<Number>.size
    return value
  }

  private mutating func byte() throws(PickleFault) -> UInt8 { try integer(UInt8.self) }

  private mutating func length<Number: FixedWidthInteger>(_: Number.Type) throws(PickleFault) -> Int {
    guard let length = Int(exactly: try integer(Number.self)) else { throw fault(.truncated) }
    return length
  }

  private mutating func take(_ count: Int) throws(PickleFault) -> Slice<UnsafeRawBufferPointer> {
    guard count <= bytes.count - position else { throw fault(.truncated) }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func text(_ count: Int) throws(PickleFault) -> String {
    String(decoding: try take(count), as: UTF8.self)
  }

  /// The text up to the end of the line.
  private mutating func line() throws(PickleFault) -> String {
    guard let end = bytes[position...].prefix(Self.nameLimit).firstIndex(of: UInt8(ascii: "\n")) else {
      throw fault(.malformed)
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private static let nameLimit = 1000

  /// A whole number of any length, little-endian, in two's complement.
  private mutating func pushLong(_ count: Int) throws(PickleFault) {
    let bytes = try take(count)
    guard bytes.count <= 8 else { return stack.append(.number) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    let bits = bytes.reversed().reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) }
    stack.append(.integer(Int(truncatingIfNeeded: bits)))
  }
}

/// What is wrong with a pickle, and where in it.
struct PickleFault: Error {
  enum Reason {
    /// Before its end, or at the limit.
    case truncated
    /// An opcode that no file of weights needs.
    case opcode(UInt8)
    /// Values that don't fit the opcode that takes them.
    case malformed
    case tensorOutsideStorage
    /// A name of Python that isn't known here.
    case forbidden(String)
  }

  let byte: Int
  let reason: Reason
}
