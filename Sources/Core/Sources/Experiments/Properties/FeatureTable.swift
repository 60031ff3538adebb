public import Chemistry

/// Rows of numbers of which most may be zero: bits of fingerprints, or embeddings.
public struct FeatureTable: Sendable {
  /// How many features there are.
  public let width: Int
  /// Row `i` has the places `offsets[i]..<offsets[i + 1]`.
  private let offsets: [Int]
  private let columns: [Int32]
  private let values: [Float]

  /// How many rows there are.
  public var count: Int { offsets.count - 1 }

  /// A row a fingerprint, a feature a bit; all of one length.
  public init(_ fingerprints: [Fingerprint]) {
    width = fingerprints.first?.bitCount ?? 0
    let bits = fingerprints.map(\.onBits)
    offsets = bits.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    columns = bits.flatMap { $0.map(Int32.init) }
    values = Array(repeating: 1, count: columns.count)
  }

  /// - Parameter rows: of equal length.
  public init(_ rows: [[Float]]) {
    let width = rows.first?.count ?? 0
    self.width = width
    offsets = rows.indices.map { $0 * width } + [rows.count * width]
    columns = rows.flatMap { _ in 0..<Int32(width) }
    values = rows.flatMap(\.self)
  }

  /// The inner product of a row with weights.
  func dot(_ row: Int, _ weights: UnsafePointer<Double>) -> Double {
    var sum = 0.0
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for place in offsets[row]..<offsets[row + 1] { sum += weights[Int(columns[place])] * Double(values[place]) }
      }
    }
    return sum
  }

  /// Adds `factor` times a row to some sums.
  func add(_ row: Int, times factor: Double, to sums: UnsafeMutablePointer<Double>) {
    columns.withUnsafeBufferPointer { columns in
      values.withUnsafeBufferPointer { values in
        for place in offsets[row]..<offsets[row + 1] { sums[Int(columns[place])] += factor * Double(values[place]) }
      }
    }
  }
}
