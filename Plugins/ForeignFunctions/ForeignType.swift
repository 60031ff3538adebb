internal import CFFI

/// The types of C that a signature may name.
enum ForeignType: String, CaseIterable, Codable, Sendable {
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64
  /// An address that the library gives and gets back, not looked into.
  case pointer

  /// libffi's description of the type.
  var description: UnsafeMutablePointer<ffi_type> {
    switch self {
    case .int8: acml_ffi_sint8()
    case .uint8: acml_ffi_uint8()
    case .int16: acml_ffi_sint16()
    case .uint16: acml_ffi_uint16()
    case .int32: acml_ffi_sint32()
    case .uint32: acml_ffi_uint32()
    case .int64: acml_ffi_sint64()
    case .uint64: acml_ffi_uint64()
    case .float32: acml_ffi_float()
    case .float64: acml_ffi_double()
    case .pointer: acml_ffi_pointer()
    }
  }

  /// In bytes.
  var size: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64, .pointer: 8
    }
  }

  var isInteger: Bool { self != .float32 && self != .float64 && self != .pointer }

  /// Writes a number.
  /// - Returns: whether the type can hold it exactly; the floating types take any number.
  func store(_ number: Double, to address: UnsafeMutableRawPointer) -> Bool {
    func put<Value: FixedWidthInteger>(_ type: Value.Type) -> Bool {
      guard let value = Value(exactly: number) else { return false }
      address.storeBytes(of: value, as: type)
      return true
    }
    switch self {
    case .int8: return put(Int8.self)
    case .uint8: return put(UInt8.self)
    case .int16: return put(Int16.self)
    case .uint16: return put(UInt16.self)
    case .int32: return put(Int32.self)
    case .uint32: return put(UInt32.self)
    case .int64: return put(Int64.self)
    case .uint64: return put(UInt64.self)
    case .float32: address.storeBytes(of: Float(number), as: Float.self)
    case .float64: address.storeBytes(of: number, as: Double.self)
    case .pointer: return false
    }
    return true
  }

  /// Reads a number; an address as whether it is one.
  func load(_ address: UnsafeRawPointer) -> Double {
    switch self {
    case .int8: Double(address.loadUnaligned(as: Int8.self))
    case .uint8: Double(address.loadUnaligned(as: UInt8.self))
    case .int16: Double(address.loadUnaligned(as: Int16.self))
    case .uint16: Double(address.loadUnaligned(as: UInt16.self))
    case .int32: Double(address.loadUnaligned(as: Int32.self))
    case .uint32: Double(address.loadUnaligned(as: UInt32.self))
    case .int64: Double(address.loadUnaligned(as: Int64.self))
    case .uint64: Double(address.loadUnaligned(as: UInt64.self))
    case .float32: Double(address.loadUnaligned(as: Float.self))
    case .float64: address.loadUnaligned(as: Double.self)
    case .pointer: address.loadUnaligned(as: UInt.self) == 0 ? 0 : 1
    }
  }
}
