internal import CFFI
internal import Foundation

/// A C function ready to be called: address, signature, and the constants of its parameters.
///
/// `@unchecked Sendable`: what libffi prepared is only read by calls.
final class ForeignCall: @unchecked Sendable {
  let signature: Signature
  let address: UnsafeMutableRawPointer
  private let interface = UnsafeMutablePointer<ffi_cif>.allocate(capacity: 1)
  private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>
  private let constants: [String: ForeignArgument]

  /// Bytes behind the output that the function must leave alone.
  private static let guardBytes = 64
  private static let guardByte: UInt8 = 0xA5

  init(
    _ signature: Signature, in library: ForeignLibrary, constants: [String: ForeignArgument], place: Int
  ) throws(ForeignFunctionError) {
    self.signature = signature
    self.constants = constants
    types = .allocate(capacity: max(1, signature.parameters.count))
    for (index, (_, type)) in signature.parameters.enumerated() {
      types[index] = if case .number(let number) = type { number.description } else { ForeignType.pointer.description }
    }
    address = try library.address(of: signature.symbol)
    let status = ffi_prep_cif(
      interface, FFI_DEFAULT_ABI, UInt32(signature.parameters.count), signature.result?.description ?? acml_ffi_void(),
      types)
    guard status == FFI_OK else { throw .signature(signature.symbol, place: place) }
  }

  deinit {
    interface.deallocate()
    types.deallocate()
  }

  /// What a call came to.
  struct Outcome {
    /// The bytes of the function's own result.
    var result: UInt64 = 0
    /// What it wrote.
    var output: [Double] = []
  }

  /// Calls the function.
  /// - Parameters:
  ///   - object: the bytes of what `prepare` gave.
  /// - Throws: ``SampleProblem`` if the function wrote beyond its output.
  func callAsFunction(_ view: SampleView, object: UInt64) throws -> Outcome {
    let count = signature.parameters.count
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: count + 1)
    slots.initialize(repeating: 0, count: count + 1)
    var held: [UnsafeMutableRawPointer] = []
    defer {
      slots.deallocate()
      for pointer in held { free(pointer) }
    }
    var output: (pointer: UnsafeMutableRawPointer, type: ForeignType, count: Int)?
    for (index, (name, type)) in signature.parameters.enumerated() {
      let slot = UnsafeMutableRawPointer(slots + index)
      func hold(_ pointer: UnsafeMutableRawPointer?) throws {
        guard let pointer else { throw SampleProblem("there is no memory for the arguments of `\(signature.symbol)`") }
        held.append(pointer)
        slot.storeBytes(of: UInt(bitPattern: pointer), as: UInt.self)
      }
      switch (name, type) {
      case ("smiles", _): try hold(strdup(try view.smiles()))
      case ("positions", .array(let element, _)): try hold(Self.copy(try view.positions(), as: element))
      case ("intensities", .array(let element, _)): try hold(Self.copy(try view.intensities(), as: element))
      case ("peaks", .number(let number)):
        let peaks = try view.positions().count
        guard number.store(Double(peaks), to: slot) else {
          throw SampleProblem("\(peaks) peaks are more than \(number.rawValue) can say")
        }
      case ("output", .array(let element, let values?)):
        let bytes = values * element.size
        try hold(malloc(bytes + Self.guardBytes))
        let pointer = held[held.count - 1]
        memset(pointer, 0, bytes)
        memset(pointer + bytes, Int32(Self.guardByte), Self.guardBytes)
        output = (pointer, element, values)
      case ("capacity", .number(let number)): _ = number.store(Double(signature.outputCount ?? 0), to: slot)
      case ("object", _): slots[index] = object
      case (_, .text): if case .text(let text)? = constants[name] { try hold(strdup(text)) }
      case (_, .number(let number)):
        if case .number(let value)? = constants[name] { _ = number.store(value, to: slot) }
      default: break
      }
    }
    var outcome = Outcome()
    var arguments = (0..<count).map { Optional(UnsafeMutableRawPointer(slots + $0)) }
    withUnsafeMutableBytes(of: &outcome.result) { result in
      ffi_call(
        interface, unsafeBitCast(address, to: (@convention(c) () -> Void).self), result.baseAddress, &arguments)
    }
    if let output {
      let bytes = output.count * output.type.size
      let rest = UnsafeRawBufferPointer(start: output.pointer + bytes, count: Self.guardBytes)
      guard rest.allSatisfy({ $0 == Self.guardByte }) else {
        throw SampleProblem("`\(signature.symbol)` wrote beyond the \(output.count) values of its output")
      }
      outcome.output = (0..<output.count).map { output.type.load(output.pointer + $0 * output.type.size) }
    }
    return outcome
  }

  /// The function's own result as a number; integers narrower than a word come back widened.
  func number(_ outcome: Outcome) -> Double {
    guard let type = signature.result else { return 0 }
    return withUnsafeBytes(of: outcome.result) { $0.baseAddress.map { type.load($0) } ?? 0 }
  }

  private static func copy(_ values: [Double], as type: ForeignType) -> UnsafeMutableRawPointer? {
    let pointer = malloc(max(1, values.count * type.size))
    if let pointer {
      for (index, value) in values.enumerated() { _ = type.store(value, to: pointer + index * type.size) }
    }
    return pointer
  }
}

/// Why a sample has no value.
struct SampleProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
