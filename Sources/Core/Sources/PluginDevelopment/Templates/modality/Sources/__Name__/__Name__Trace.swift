internal import ACML

/// One measurement: intensities at evenly spaced places of an axis.
struct __Name__Trace: SamplePayload, Equatable {
  /// The first place, in the axis's unit.
  let first: Double
  /// From one place to the next; above 0.
  let step: Double
  let intensities: [Float]

  /// - Throws: ``__Name__Error/trace(_:)`` for what is no trace.
  init(first: Double, step: Double, intensities: [Float]) throws(__Name__Error) {
    guard first.isFinite, step.isFinite, step > 0 else { throw .trace("the axis doesn't ascend") }
    guard intensities.count > 1 else { throw .trace("there are fewer than 2 points") }
    guard intensities.allSatisfy(\.isFinite) else { throw .trace("an intensity is not finite") }
    self.first = first
    self.step = step
    self.intensities = intensities
  }

  /// Two numbers of 64 bits and any number of 32 bits, little-endian. Stored embeddings are keyed by them.
  var canonicalBytes: [UInt8] {
    [first, step].flatMap { $0.bitPattern.littleEndianBytes } + intensities.flatMap { $0.bitPattern.littleEndianBytes }
  }

  init(canonicalBytes bytes: [UInt8]) throws {
    guard bytes.count >= 16, bytes.count % 4 == 0 else {
      throw SampleFault.damagedPayload("\(bytes.count) bytes, expected 16 and 4 for each point")
    }
    func number<Bits: FixedWidthInteger>(_ offset: Int, _: Bits.Type) -> Bits {
      bytes.withUnsafeBytes { Bits(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Bits.self)) }
    }
    do {
      try self.init(
        first: Double(bitPattern: number(0, UInt64.self)), step: Double(bitPattern: number(8, UInt64.self)),
        intensities: stride(from: 16, to: bytes.count, by: 4).map { Float(bitPattern: number($0, UInt32.self)) })
    } catch {
      throw SampleFault.damagedPayload(error.description)
    }
  }

  /// The intensities at other places, by straight lines between the measured ones; 0 outside of the measured axis.
  func resampled(from start: Double, to end: Double, count: Int) -> [Float] {
    (0..<count).map { point in
      let place = start + (end - start) * Double(point) / Double(max(1, count - 1))
      let position = (place - first) / step
      guard position >= 0, position <= Double(intensities.count - 1) else { return 0 }
      let left = min(Int(position), intensities.count - 2)
      let share = Float(position - Double(left))
      return intensities[left] * (1 - share) + intensities[left + 1] * share
    }
  }

  /// An SVG element for reports.
  var drawing: String {
    let (low, high) = (intensities.min() ?? 0, intensities.max() ?? 1)
    let scale = 100 / max(high - low, .leastNormalMagnitude)
    let points = intensities.enumerated().map { index, value in
      "\(400 * index / max(1, intensities.count - 1)),\(Int(110 - (value - low) * scale))"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120"><polyline fill="none" stroke="black" \
      points="\(points.joined(separator: " "))"/></svg>
      """
  }
}

extension FixedWidthInteger {
  fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
