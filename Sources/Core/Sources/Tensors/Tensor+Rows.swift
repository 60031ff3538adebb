internal import CKernels

extension Tensor {
  /// Rows chosen by index, in the order of the indices: `[indices.count, …]`. Also an embedding lookup.
  public func gather(_ indices: [Int32]) throws -> Tensor {
    try check(shape.count >= 1, "gather", [shape], "at least one axis")
    let (length, width) = (shape[0], shape.dropFirst().reduce(1, *))
    try Self.checkIndices(indices, below: length, "gather")
    let result = Tensor.uninitialized([indices.count] + shape.dropFirst())
    indices.withUnsafeBufferPointer { indices in
      guard let indices = indices.baseAddress else { return }
      forEachRows(result.shape[0], columns: width) { range, _ in
        kernels.gather_rows(
          pointer, indices + range.lowerBound, result.pointer + range.lowerBound * width, range.count, width)
      }
    }
    let shape = shape
    return result.recorded("gather", from: [self]) { gradient in
      let groups = IndexGroups(indices, count: length)
      let input = Tensor.uninitialized(shape)
      groups.withPointers { offsets, order in
        forEachRows(length, columns: width) { range, _ in
          kernels.segment_sum(
            gradient.pointer, offsets + range.lowerBound, order, input.pointer + range.lowerBound * width, range.count,
            width)
        }
      }
      return [input]
    }
  }

  /// For each row of codes the sum of those rows of this table.
  /// - Parameters:
  ///   - codes: row-major, `codesPerRow` a row.
  ///   - codesPerRow: how many rows of the table are added up.
  /// - Returns: shape `[codes.count / codesPerRow, columns]`.
  public func embeddingSum(_ codes: [Int32], codesPerRow: Int) throws -> Tensor {
    try check(
      shape.count == 2 && codesPerRow > 0 && codes.count % codesPerRow == 0, "embeddingSum", [shape, [codes.count]],
      "a table and a multiple of \(codesPerRow) codes")
    try Self.checkIndices(codes, below: shape[0], "embeddingSum")
    let width = columns
    let result = Tensor.uninitialized([codes.count / codesPerRow, width])
    codes.withUnsafeBufferPointer { codes in
      guard let codes = codes.baseAddress else { return }
      forEachRows(result.rows, columns: width, work: codesPerRow) { range, _ in
        kernels.embedding_sum(
          pointer, codes + range.lowerBound * codesPerRow, codesPerRow, result.pointer + range.lowerBound * width,
          range.count, width)
      }
    }
    let shape = shape
    return result.recorded("embeddingSum", from: [self]) { gradient in
      let table = codes.withUnsafeBufferPointer { codes in
        reduceRows(gradient.rows, columns: width, into: shape, work: codesPerRow) { range, buffer in
          guard let codes = codes.baseAddress else { return }
          kernels.embedding_sum_backward(
            gradient.pointer + range.lowerBound * width, codes + range.lowerBound * codesPerRow, codesPerRow, buffer,
            range.count, width)
        }
      }
      return [table]
    }
  }

  /// Tensors one after the other along the first axis.
  public static func concatenated(_ tensors: [Tensor]) throws -> Tensor {
    guard let first = tensors.first, !first.shape.isEmpty else {
      throw TensorError.argument(operation: "concatenated", expectation: "at least one tensor with an axis")
    }
    let tail = first.shape.dropFirst()
    for tensor in tensors {
      try check(
        !tensor.shape.isEmpty && tensor.shape.dropFirst() == tail, "concatenated", tensors.map(\.shape),
        "equal shapes but for the first axis")
    }
    let result = Tensor.uninitialized([tensors.reduce(0) { $0 + $1.shape[0] }] + tail)
    var offset = 0
    for tensor in tensors {
      (result.pointer + offset).update(from: tensor.pointer, count: tensor.count)
      offset += tensor.count
    }
    return result.recorded("concatenated", from: tensors) { gradient in
      var start = 0
      return try tensors.map { tensor in
        defer { start += tensor.shape[0] }
        return try gradient.rows(start..<start + tensor.shape[0])
      }
    }
  }

  /// Tensors side by side along the last axis.
  public static func concatenatedColumns(_ tensors: [Tensor]) throws -> Tensor {
    guard let first = tensors.first, !first.shape.isEmpty else {
      throw TensorError.argument(operation: "concatenatedColumns", expectation: "at least one tensor with an axis")
    }
    for tensor in tensors {
      try check(
        tensor.shape.dropLast() == first.shape.dropLast() && !tensor.shape.isEmpty, "concatenatedColumns",
        tensors.map(\.shape), "equal shapes but for the last axis")
    }
    let width = tensors.reduce(0) { $0 + $1.columns }
    let result = Tensor.uninitialized(first.shape.dropLast() + [width])
    var offset = 0
    for tensor in tensors {
      for row in 0..<tensor.rows {
        (result.pointer + row * width + offset).update(
          from: tensor.pointer + row * tensor.columns, count: tensor.columns)
      }
      offset += tensor.columns
    }
    return result.recorded("concatenatedColumns", from: tensors) { gradient in
      var start = 0
      return try tensors.map { tensor in
        defer { start += tensor.columns }
        return try gradient.columns(start..<start + tensor.columns)
      }
    }
  }

  /// A slice of the first axis.
  public func rows(_ range: Range<Int>) throws -> Tensor {
    try check(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows", [shape],
      "an axis that holds \(range)")
    let width = shape.dropFirst().reduce(1, *)
    let result = Tensor.uninitialized([range.count] + shape.dropFirst())
    result.pointer.update(from: pointer + range.lowerBound * width, count: result.count)
    let shape = shape
    return result.recorded("rows", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      (input.pointer + range.lowerBound * width).update(from: gradient.pointer, count: gradient.count)
      return [input]
    }
  }

  /// A slice of the last axis.
  public func columns(_ range: Range<Int>) throws -> Tensor {
    try check(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= columns, "columns", [shape],
      "an axis that holds \(range)")
    let (width, part, rows) = (columns, range.count, rows)
    let result = Tensor.uninitialized(shape.dropLast() + [part])
    for row in 0..<rows {
      (result.pointer + row * part).update(from: pointer + row * width + range.lowerBound, count: part)
    }
    let shape = shape
    return result.recorded("columns", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      for row in 0..<rows {
        (input.pointer + row * width + range.lowerBound).update(from: gradient.pointer + row * part, count: part)
      }
      return [input]
    }
  }

  static func checkIndices(_ indices: [Int32], below count: Int, _ operation: String) throws {
    // A negative index becomes a huge one as unsigned, so that one comparison does.
    var greatest: UInt32 = 0
    for index in indices { greatest = max(greatest, UInt32(bitPattern: index)) }
    if !indices.isEmpty && greatest >= count {
      throw TensorError.index(
        operation: operation, value: Int(Int32(bitPattern: greatest)), count: count)
    }
  }
}

/// Positions grouped by the index that stands at them: the way back of a lookup.
struct IndexGroups: Sendable {
  /// The positions of index `i` are `order[offsets[i]..<offsets[i + 1]]`, ascending.
  let offsets: [Int32]
  let order: [Int32]

  init(_ indices: [Int32], count: Int) {
    var offsets = [Int32](repeating: 0, count: count + 1)
    for index in indices { offsets[Int(index) + 1] += 1 }
    for index in 0..<count { offsets[index + 1] += offsets[index] }
    var next = offsets
    var order = [Int32](repeating: 0, count: indices.count)
    for (position, index) in indices.enumerated() {
      order[Int(next[Int(index)])] = Int32(position)
      next[Int(index)] += 1
    }
    self.offsets = offsets
    self.order = order
  }

  func withPointers(_ body: (UnsafePointer<Int32>, UnsafePointer<Int32>?) -> Void) {
    offsets.withUnsafeBufferPointer { offsets in
      order.withUnsafeBufferPointer { order in
        if let offsets = offsets.baseAddress { body(offsets, order.baseAddress) }
      }
    }
  }
}
