/// Reads what a ``ByteWriter`` wrote; whatever the bytes are, the worst that happens is an error.
public struct ByteReader {
  private var rest: ArraySlice<UInt8>

  public init(_ bytes: [UInt8]) { rest = bytes[...] }

  public var isAtEnd: Bool { rest.isEmpty }

  public mutating func read<Value: FixedWidthInteger>() throws(DamagedBytes) -> Value {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { throw DamagedBytes("it ends early") }
    defer { rest = rest.dropFirst(size) }
    return rest.prefix(size).reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
  }
  public mutating func read() throws(DamagedBytes) -> Double { Double(bitPattern: try read()) }
  public mutating func read() throws(DamagedBytes) -> Float { Float(bitPattern: try read()) }
  public mutating func read() throws(DamagedBytes) -> Bool {
    let value: UInt8 = try read()
    guard value < 2 else { throw DamagedBytes("\(value) is neither true nor false") }
    return value == 1
  }
  public mutating func read() throws(DamagedBytes) -> String {
    guard let text = String(validating: try readBytes(), as: UTF8.self) else {
      throw DamagedBytes("a text isn't UTF-8")
    }
    return text
  }
  public mutating func readBytes() throws(DamagedBytes) -> [UInt8] {
    let count: UInt32 = try read()
    guard Int(count) <= rest.count else { throw DamagedBytes("a text is longer than what follows") }
    defer { rest = rest.dropFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }

  public mutating func readOptional<Value>(
    _ body: (inout Self) throws(DamagedBytes) -> Value
  ) throws(DamagedBytes) -> Value? {
    let isPresent: Bool = try read()
    return isPresent ? try body(&self) : nil
  }
  public mutating func readList<Element>(
    _ body: (inout Self) throws(DamagedBytes) -> Element
  ) throws(DamagedBytes) -> [Element] {
    let count: UInt32 = try read()
    // Every element takes a byte at least, so that a false count can't ask for memory.
    guard Int(count) <= rest.count else { throw DamagedBytes("a list is longer than what follows") }
    var values: [Element] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count { values.append(try body(&self)) }
    return values
  }

  public mutating func readOptional() throws(DamagedBytes) -> Double? {
    try readOptional { reader throws(DamagedBytes) -> Double in try reader.read() }
  }
  public mutating func readOptional() throws(DamagedBytes) -> Float? {
    try readOptional { reader throws(DamagedBytes) -> Float in try reader.read() }
  }
  public mutating func readOptional() throws(DamagedBytes) -> String? {
    try readOptional { reader throws(DamagedBytes) -> String in try reader.read() }
  }
}

/// Bytes that aren't those of the value that was to be read.
public struct DamagedBytes: Error, Equatable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
