/// Graphs in few bytes, as they lie in stores.
///
/// | bytes | what (integers little-endian) |
/// |---|---|
/// | 0–3 | atoms n, 32 bits |
/// | 4–7 | directed edges m, 32 bits |
/// | 4 n | for each atom its codes in bit fields, the first property in the lowest bits |
/// | n, or 2 n beyond 256 atoms | for each atom how many edges enter it |
/// | m, or 2 m beyond 256 atoms | for each edge the atom that it leaves, in the order of ``MolecularGraph/sources`` |
/// | m | for each edge its codes in bit fields |
///
/// A field is as wide as the largest code of its vocabulary asks for: with OGB's features 30 bits an atom and 7 an edge.
enum PackedGraph {
  static let headerBytes = 8
  /// Graphs of more atoms have numbers of 16 bits.
  static let narrowLimit = 256

  static func byteCount(atoms: Int, edges: Int) -> Int {
    let width = atoms > narrowLimit ? 2 : 1
    return headerBytes + atoms * (4 + width) + edges * (width + 1)
  }

  /// Where a property's bits begin, and the mask of its code.
  struct Field {
    let shift: UInt32
    let mask: UInt32
  }

  static func fields(_ vocabulary: [Int]) -> [Field] {
    var shift: UInt32 = 0
    return vocabulary.map { count in
      let bits = UInt32(Int.bitWidth - (count - 1).leadingZeroBitCount)
      defer { shift += bits }
      return Field(shift: shift, mask: (1 << bits) - 1)
    }
  }
}

extension MolecularGraph {
  /// The graph in the few bytes that a store keeps of it; ``GraphBatch`` reads them.
  public var packed: [UInt8] {
    let size = PackedGraph.byteCount(atoms: atomCount, edges: edgeCount)
    let isNarrow = atomCount <= PackedGraph.narrowLimit
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      var end = 0
      func write(_ value: some FixedWidthInteger & BitwiseCopyable) {
        bytes.storeBytes(of: value.littleEndian, toByteOffset: end, as: type(of: value))
        end += MemoryLayout.size(ofValue: value)
      }
      func writeNumber(_ number: Int) { isNarrow ? write(UInt8(number)) : write(UInt16(number)) }
      func forEachWord(_ codes: [UInt8], _ vocabulary: [Int], _ body: (UInt32) -> Void) {
        let fields = PackedGraph.fields(vocabulary)
        for start in stride(from: 0, to: codes.count, by: fields.count) {
          var word: UInt32 = 0
          for place in 0..<fields.count { word |= UInt32(codes[start + place]) &<< fields[place].shift }
          body(word)
        }
      }
      write(UInt32(atomCount))
      write(UInt32(edgeCount))
      forEachWord(atomCodes, features.atomVocabulary) { write($0) }
      for atom in 0..<atomCount { writeNumber(Int(incomingOffsets[atom + 1] - incomingOffsets[atom])) }
      for source in sources { writeNumber(Int(source)) }
      forEachWord(bondCodes, features.bondVocabulary) { write(UInt8($0)) }
      initialized = end
    }
  }
}

/// One packed graph among the bytes of a store, its parts found and its counts checked.
struct PackedGraphView {
  let atomCount: Int
  let edgeCount: Int
  private let bytes: UnsafeRawBufferPointer
  private let isNarrow: Bool

  /// - Returns: `nil` for bytes that are not those of a graph.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= PackedGraph.headerBytes else { return nil }
    atomCount = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
    edgeCount = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
    guard bytes.count == PackedGraph.byteCount(atoms: atomCount, edges: edgeCount) else { return nil }
    self.bytes = bytes
    isNarrow = atomCount <= PackedGraph.narrowLimit
  }

  private var width: Int { isNarrow ? 1 : 2 }
  private var degreeStart: Int { PackedGraph.headerBytes + 4 * atomCount }
  private var sourceStart: Int { degreeStart + width * atomCount }

  @inline(__always)
  private func number(_ place: Int, from start: Int) -> Int {
    isNarrow
      ? Int(bytes[start + place])
      : Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: start + 2 * place, as: UInt16.self)))
  }

  /// Writes each atom's codes as whole numbers, row by row, and moves behind them.
  @inline(__always)
  func writeAtoms(_ fields: UnsafeBufferPointer<PackedGraph.Field>, to codes: inout UnsafeMutablePointer<Int32>) {
    for atom in 0..<atomCount {
      let place = PackedGraph.headerBytes + 4 * atom
      fields.unpack(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)), to: &codes)
    }
  }

  /// Writes each edge's codes as whole numbers, row by row, and moves behind them.
  @inline(__always)
  func writeBonds(_ fields: UnsafeBufferPointer<PackedGraph.Field>, to codes: inout UnsafeMutablePointer<Int32>) {
    for byte in bytes[(sourceStart + width * edgeCount)...] { fields.unpack(UInt32(byte), to: &codes) }
  }

  /// Writes the atom that each edge leaves, numbered from `first` on.
  /// - Returns: false where that is no atom of the graph.
  @inline(__always)
  func writeSources(to sources: UnsafeMutablePointer<Int32>, first: Int32) -> Bool {
    var largest = -1
    for edge in 0..<edgeCount {
      let source = number(edge, from: sourceStart)
      largest = max(largest, source)
      sources[edge] = first &+ Int32(truncatingIfNeeded: source)
    }
    return largest < atomCount
  }

  /// Writes where the edges into each atom end, numbered from `first` on.
  /// - Returns: false where they are not as many as the graph has.
  @inline(__always)
  func writeEnds(to ends: UnsafeMutablePointer<Int32>, first: Int32) -> Bool {
    var end = 0
    for atom in 0..<atomCount {
      end += number(atom, from: degreeStart)
      ends[atom] = first &+ Int32(truncatingIfNeeded: end)
    }
    return end == edgeCount
  }
}

extension UnsafeBufferPointer<PackedGraph.Field> {
  @inline(__always)
  fileprivate func unpack(_ word: UInt32, to codes: inout UnsafeMutablePointer<Int32>) {
    for field in self {
      codes.pointee = Int32(truncatingIfNeeded: word &>> field.shift & field.mask)
      codes += 1
    }
  }
}
