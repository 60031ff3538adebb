internal import Files

/// A binary array of a spectrum in mzML while it is being read.
struct MzMLArray {
  enum Content { case mz, intensity, other }
  private enum Number { case float32, float64, int32, int64 }
  private enum Code { case plain, linear, positiveIntegers, shortLogarithms }

  private(set) var content = Content.other
  private var number: Number?
  private var code = Code.plain
  private var isDeflated = false
  private var isUnknownCode = false
  /// The number of values.
  let count: Int

  init(count: Int) { self.count = count }

  /// Takes a term of the controlled vocabulary that describes the array.
  mutating func take(accession: String) {
    switch accession {
    case "MS:1000514": content = .mz
    case "MS:1000515": content = .intensity
    case "MS:1000521": number = .float32
    case "MS:1000523": number = .float64
    case "MS:1000519": number = .int32
    case "MS:1000522": number = .int64
    case "MS:1000574": isDeflated = true
    case "MS:1002312": code = .linear
    case "MS:1002313": code = .positiveIntegers
    case "MS:1002314": code = .shortLogarithms
    case "MS:1002746": (code, isDeflated) = (.linear, true)
    case "MS:1002747": (code, isDeflated) = (.positiveIntegers, true)
    case "MS:1002748": (code, isDeflated) = (.shortLogarithms, true)
    case "MS:1003089", "MS:1003090": isUnknownCode = true
    default: break
    }
  }

  /// The values that a text in base64 holds.
  /// - Throws: ``RecordFault``.
  func values(_ text: [UInt8]) throws(RecordFault) -> [Double] {
    let name = content == .mz ? "the m/z array" : "the intensity array"
    if isUnknownCode { throw RecordFault("\(name) is compressed in a way that isn't known") }
    guard var bytes = Base64.decode(text) else { throw RecordFault("\(name) isn't base64") }
    // A numpress integer takes nine half bytes at most; 16 bytes are its header.
    if isDeflated, !(bytes.isEmpty && count == 0) {
      do {
        bytes = try Zlib.decompress(bytes, limit: 8 * count + 16)
      } catch {
        throw RecordFault("\(name): the zlib stream is damaged: \(error.reason)")
      }
    }
    guard let values = decoded(bytes) else { throw RecordFault("\(name) can't be decoded") }
    guard values.count == count else {
      throw RecordFault("\(name) holds \(values.count) values where the spectrum says there are \(count)")
    }
    return values
  }

  private func decoded(_ bytes: [UInt8]) -> [Double]? {
    switch code {
    case .linear: return bytes.isEmpty ? [] : Numpress.linear(bytes, count: count)
    case .positiveIntegers: return Numpress.positiveIntegers(bytes, count: count)
    case .shortLogarithms: return bytes.isEmpty ? [] : Numpress.shortLogarithms(bytes, count: count)
    case .plain: break
    }
    switch number {
    case .float32: return Self.integers(bytes, UInt32.self)?.map { Double(Float(bitPattern: $0)) }
    case .float64: return Self.integers(bytes, UInt64.self)?.map { Double(bitPattern: $0) }
    case .int32: return Self.integers(bytes, Int32.self)?.map { Double($0) }
    case .int64: return Self.integers(bytes, Int64.self)?.map { Double($0) }
    case nil: return nil
    }
  }

  /// Little-endian integers; `nil` where the last is incomplete.
  private static func integers<Integer: FixedWidthInteger>(_ bytes: [UInt8], _: Integer.Type) -> [Integer]? {
    let size = MemoryLayout<Integer>.size
    guard bytes.count % size == 0 else { return nil }
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: size).map {
        Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Integer.self))
      }
    }
  }
}

/// Base64 of RFC 4648, white space set aside.
enum Base64 {
  /// - Returns: `nil` for other characters, or padding that isn't at the end.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var (bits, count, padding) = (UInt32(0), 0, 0)
    for character in text {
      let value = sixBits[Int(character)]
      if value < 64, padding == 0 {
        bits = bits << 6 | UInt32(value)
        count += 1
        if count == 4 {
          bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
          bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
          bytes.append(UInt8(truncatingIfNeeded: bits))
          (bits, count) = (0, 0)
        }
      } else if character == UInt8(ascii: "=") {
        padding += 1
      } else if value != space {
        return nil
      }
    }
    guard count != 1, padding == 0 || padding == 4 - count else { return nil }
    if count > 1 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 * count - 8))) }
    if count > 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 * count - 16))) }
    return bytes
  }

  private static let space: UInt8 = 64
  private static let foreign: UInt8 = 65

  private static let sixBits: [UInt8] = {
    var table = [UInt8](repeating: foreign, count: 256)
    for byte in Array(" \t\n\r".utf8) { table[Int(byte)] = space }
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()
}
