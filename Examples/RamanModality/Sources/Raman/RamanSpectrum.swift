public import ACML

/// One measurement: intensities over Raman shifts, as densely as they were recorded.
public struct RamanSpectrum: SamplePayload, Equatable {
  /// In cm⁻¹, ascending.
  public let shifts: [Double]
  /// In any unit; one for each shift.
  public let intensities: [Float]

  static let maximumPoints = 1 << 20

  /// - Parameters:
  ///   - shifts: in cm⁻¹, ascending or descending.
  ///   - intensities: one for each shift.
  /// - Throws: a `ClassifiedError` for what is no spectrum.
  public init(shifts: [Double], intensities: [Float]) throws {
    guard shifts.count == intensities.count else {
      throw RamanError.spectrum("\(shifts.count) shifts, but \(intensities.count) intensities")
    }
    guard (2...Self.maximumPoints).contains(shifts.count) else {
      throw RamanError.spectrum("found \(shifts.count) points, expected 2 to \(Self.maximumPoints)")
    }
    guard shifts.allSatisfy(\.isFinite), intensities.allSatisfy(\.isFinite) else {
      throw RamanError.spectrum("a shift or an intensity is not finite")
    }
    // Some instruments write the greatest shift first.
    let isReversed = shifts[0] > shifts[1]
    let ascending = isReversed ? shifts.reversed() : shifts
    for (left, right) in zip(ascending, ascending.dropFirst()) where left >= right {
      throw RamanError.spectrum("the shifts are in no order: \(left) and \(right) cm⁻¹ follow each other")
    }
    self.shifts = ascending
    self.intensities = isReversed ? intensities.reversed() : intensities
  }

  /// For each point a number of 64 bits and one of 32, little-endian. Stored embeddings are keyed by them.
  public var canonicalBytes: [UInt8] {
    zip(shifts, intensities).flatMap { $0.bitPattern.littleEndianBytes + $1.bitPattern.littleEndianBytes }
  }

  public init(canonicalBytes bytes: [UInt8]) throws {
    guard bytes.count % 12 == 0 else {
      throw SampleFault.damagedPayload("\(bytes.count) bytes, expected 12 for each point")
    }
    let starts = stride(from: 0, to: bytes.count, by: 12)
    let (shifts, intensities) = bytes.withUnsafeBytes { bytes in
      (
        starts.map {
          Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self)))
        },
        starts.map {
          Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 + 8, as: UInt32.self)))
        }
      )
    }
    do {
      try self.init(shifts: shifts, intensities: intensities)
    } catch {
      throw SampleFault.damagedPayload("\(error)")
    }
  }

  /// An SVG element for reports.
  var drawing: String {
    let (low, high) = (intensities.min() ?? 0, intensities.max() ?? 1)
    let (first, last) = (shifts[0], shifts[shifts.count - 1])
    let points = zip(shifts, intensities).map { shift, intensity in
      let height = (Double(intensity) - Double(low)) / max(Double(high) - Double(low), .leastNormalMagnitude)
      return "\(Int(400 * (shift - first) / (last - first))),\(Int(110 - 100 * height))"
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
