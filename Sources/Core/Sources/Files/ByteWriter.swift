/// Writes values one after the other, little-endian, for files and digests that stay the same from release to release.
public struct ByteWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  public mutating func write(_ value: Double) { write(value.bitPattern) }
  public mutating func write(_ value: Float) { write(value.bitPattern) }
  public mutating func write(_ value: Bool) { write(UInt8(value ? 1 : 0)) }

  /// The text's length in bytes, then its UTF-8.
  public mutating func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// The count, then the bytes.
  public mutating func write(bytes more: [UInt8]) {
    write(UInt32(more.count))
    bytes += more
  }

  /// Whether there is a value, then the value.
  public mutating func write<Value>(_ value: Value?, _ body: (inout Self, Value) -> Void) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// The count, then each element.
  public mutating func write<Element>(_ values: [Element], _ body: (inout Self, Element) -> Void) {
    write(UInt32(values.count))
    for value in values { body(&self, value) }
  }
}
