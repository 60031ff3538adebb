internal import Tensors

/// The types of numbers that files of weights hold, by their names in safetensors.
enum NumberType: String {
  case F64, F32, F16, BF16
  case I64, I32, I16, I8, U64, U32, U16, U8, BOOL

  var size: Int {
    switch self {
    case .F64, .I64, .U64: 8
    case .F32, .I32, .U32: 4
    case .F16, .BF16, .I16, .U16: 2
    case .I8, .U8, .BOOL: 1
    }
  }

  var isFloat: Bool {
    switch self {
    case .F64, .F32, .F16, .BF16: true
    default: false
    }
  }

  /// The float at an index; zero if this is no floating type.
  func float(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Float {
    func load<Value: FixedWidthInteger>(_: Value.Type) -> Value {
      Value(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Value.self))
    }
    return switch self {
    case .F64: Float(Double(bitPattern: load(UInt64.self)))
    case .F32: Float(bitPattern: load(UInt32.self))
    case .F16: Float(Float16(bitPattern: load(UInt16.self)))
    // The upper half of a 32-bit float.
    case .BF16: Float(bitPattern: UInt32(load(UInt16.self)) << 16)
    default: 0
    }
  }

  /// The integer at an index; zero if this is a floating type.
  func integer(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Int128 {
    func load<Value: FixedWidthInteger>(_: Value.Type) -> Int128 {
      Int128(Value(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Value.self)))
    }
    return switch self {
    case .I64: load(Int64.self)
    case .I32: load(Int32.self)
    case .I16: load(Int16.self)
    case .I8: load(Int8.self)
    case .U64: load(UInt64.self)
    case .U32: load(UInt32.self)
    case .U16: load(UInt16.self)
    case .U8, .BOOL: load(UInt8.self)
    default: 0
    }
  }

  /// Numbers that lie one after the other, as a tensor of floats: in place where they are 32-bit floats at an address
  /// that fits, converted otherwise.
  /// - Parameters:
  ///   - bytes: as many as the shape and this type make.
  ///   - owner: of the bytes.
  func tensor(_ bytes: UnsafeRawBufferPointer, _ shape: [Int], owner: AnyObject) -> Tensor {
    if self == .F32, let address = bytes.baseAddress,
      Int(bitPattern: address).isMultiple(of: MemoryLayout<Float>.alignment)
    {
      return .borrowing(address.assumingMemoryBound(to: Float.self), shape: shape, owner: owner)
    }
    return .filled(shape) { values in
      for index in values.indices { values[index] = float(bytes, at: index) }
    }
  }
}

extension [Int] {
  /// The product of lengths, or `nil` if one is negative or no `Int` holds it.
  var checkedProduct: Int? {
    reduce(1) { product, length -> Int? in
      guard let product, length >= 0 else { return nil }
      let (result, overflows) = product.multipliedReportingOverflow(by: length)
      return overflows ? nil : result
    }
  }
}
