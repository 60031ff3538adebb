internal import CKernels

extension Tensor {
  /// Elementwise sum. The right side may also be a row (`[columns]`) that is added to every row, or a scalar.
  public static func + (left: Tensor, right: Tensor) throws -> Tensor {
    if right.shape == left.shape {
      return left.elementwise(right) { kernels.add($0, $1, $2, $3) }
        .recorded("+", from: [left, right]) { [$0, $0] }
    }
    if right.count == 1 {
      let result = left.affine(1, right.pointer[0])
      return result.recorded("+", from: [left, right]) { [$0, try $0.sum().reshaped(right.shape)] }
    }
    try check(right.shape == [left.columns], "+", [left.shape, right.shape], "equal shapes, a row, or a scalar")
    return left.rowwise(right) { kernels.add_row($0, $1, $2, $3, $4) }
      .recorded("+", from: [left, right]) { [$0, $0.columnSums()] }
  }

  /// Elementwise difference of equal shapes.
  public static func - (left: Tensor, right: Tensor) throws -> Tensor {
    try check(right.shape == left.shape, "-", [left.shape, right.shape], "equal shapes")
    return left.elementwise(right) { kernels.subtract($0, $1, $2, $3) }
      .recorded("-", from: [left, right]) { [$0, $0.affine(-1, 0)] }
  }

  /// Elementwise product. The right side may also be a row (`[columns]`) for every row, or a scalar.
  public static func * (left: Tensor, right: Tensor) throws -> Tensor {
    if right.shape == left.shape {
      return left.elementwise(right) { kernels.multiply($0, $1, $2, $3) }
        .recorded("*", from: [left, right]) { [try $0 * right, try $0 * left] }
    }
    if right.count == 1 {
      return left.affine(right.pointer[0], 0)
        .recorded("*", from: [left, right]) { gradient in
          [gradient.affine(right.pointer[0], 0), Tensor.full(right.shape, Float(gradient.dot(left)))]
        }
    }
    try check(right.shape == [left.columns], "*", [left.shape, right.shape], "equal shapes, a row, or a scalar")
    return left.rowwise(right) { kernels.multiply_row($0, $1, $2, $3, $4) }
      .recorded("*", from: [left, right]) { [try $0 * right, try ($0 * left).columnSums()] }
  }

  /// Elementwise quotient of equal shapes.
  public static func / (left: Tensor, right: Tensor) throws -> Tensor {
    try check(right.shape == left.shape, "/", [left.shape, right.shape], "equal shapes")
    let result = left.elementwise(right) { kernels.divide($0, $1, $2, $3) }
    return result.recorded("/", from: [left, right]) { gradient in
      let left = try gradient / right
      return [left, (try left * result).affine(-1, 0)]
    }
  }

  /// `scale x + offset`.
  public func scaled(by scale: Float, plus offset: Float = 0) -> Tensor {
    affine(scale, offset).recorded("scaled", from: [self]) { [$0.affine(scale, 0)] }
  }

  /// Values below `low` or above `high` are set to that bound; there the gradient is zero.
  public func clamped(_ low: Float, _ high: Float) -> Tensor {
    let result = elementwise { kernels.clamp($0, low, high, $1, $2) }
    return result.recorded("clamped", from: [self]) { gradient in
      [self.elementwise(gradient) { kernels.clamp_backward($0, $1, low, high, $2, $3) }]
    }
  }

  /// Each row multiplied by its own factor.
  /// - Parameter factors: shape `[rows]`.
  public func scaledRows(by factors: Tensor) throws -> Tensor {
    try check(factors.count == rows, "scaledRows", [shape, factors.shape], "one factor a row")
    let scaling = { (tensor: Tensor) in
      tensor.byRows { kernels.scale_rows($0, factors.pointer + $3, $1, $2, tensor.columns) }
    }
    return scaling(self).recorded("scaledRows", from: [self, factors]) { gradient in
      [scaling(gradient), try gradient.rowDots(self).reshaped(factors.shape)]
    }
  }
}

// MARK: - Reductions

extension Tensor {
  /// The sum of all values, a scalar.
  public func sum() -> Tensor {
    let shape = shape
    return Tensor(Float(kernels.sum(pointer, count)))
      .recorded("sum", from: [self]) { [Tensor.full(shape, $0.pointer[0])] }
  }

  /// The mean of all values, a scalar; 0 for none.
  public func mean() -> Tensor { sum().scaled(by: 1 / Float(max(1, count))) }

  /// The sum of each row: shape without the last axis.
  public func rowSums() throws -> Tensor {
    let columns = columns
    let result = Tensor.uninitialized(Array(shape.dropLast()))
    forEachRows(rows, columns: columns) { range, _ in
      kernels.row_sums(pointer + range.lowerBound * columns, result.pointer + range.lowerBound, range.count, columns)
    }
    let shape = shape
    return result.recorded("rowSums", from: [self]) { [try Tensor.full(shape, 1).scaledRows(by: $0)] }
  }

  /// The mean of each row: shape without the last axis.
  public func rowMeans() throws -> Tensor { try rowSums().scaled(by: 1 / Float(max(1, columns))) }

  /// The greatest value of each row: shape without the last axis. The gradient goes to the first that holds it.
  public func rowMaxima() throws -> Tensor {
    try check(columns > 0, "rowMaxima", [shape], "at least one column")
    let result = Tensor.uninitialized(Array(shape.dropLast()))
    let columns = columns
    let places = [Int32](unsafeUninitializedCapacity: rows) { buffer, initialized in
      if let places = buffer.baseAddress { kernels.row_max(pointer, result.pointer, places, rows, columns) }
      initialized = rows
    }
    let shape = shape
    return result.recorded("rowMaxima", from: [self]) { gradient in
      let input = Tensor.zeros(shape)
      for (row, place) in places.enumerated() { input.pointer[row * columns + Int(place)] = gradient.pointer[row] }
      return [input]
    }
  }

  /// The sum over rows of each column: shape `[columns]`.
  public func columnSums() -> Tensor {
    let columns = columns
    let shape = shape
    let result = reduceRows(rows, columns: columns, into: [columns]) { range, buffer in
      kernels.column_sums(pointer + range.lowerBound * columns, buffer, range.count, columns)
    }
    return result.recorded("columnSums", from: [self]) { [try Tensor.zeros(shape) + $0] }
  }

  /// The product of each row with the same row of another tensor of the same shape: shape without the last axis.
  public func rowDots(_ other: Tensor) throws -> Tensor {
    try check(shape == other.shape, "rowDots", [shape, other.shape], "equal shapes")
    let result = Tensor.uninitialized(Array(shape.dropLast()))
    let columns = columns
    forEachRows(rows, columns: columns) { range, _ in
      let offset = range.lowerBound * columns
      kernels.row_dots(
        pointer + offset, other.pointer + offset, result.pointer + range.lowerBound, range.count, columns)
    }
    return result.recorded("rowDots", from: [self, other]) { gradient in
      [try other.detached().scaledRows(by: gradient), try self.detached().scaledRows(by: gradient)]
    }
  }

  /// The inner product with a tensor of the same count, in double precision.
  func dot(_ other: Tensor) -> Double { kernels.dot(pointer, other.pointer, count) }

  /// The sum of the squares of all values, in double precision.
  public var sumOfSquares: Double { kernels.sum_of_squares(pointer, count) }
}

// MARK: - Blocks

extension Tensor {
  typealias Pointer = UnsafePointer<Float>
  typealias MutablePointer = UnsafeMutablePointer<Float>

  func affine(_ scale: Float, _ offset: Float) -> Tensor {
    elementwise { kernels.affine($0, scale, offset, $1, $2) }
  }

  /// One output float an input float; the kernel gets input, output, count.
  func elementwise(_ kernel: (Pointer, MutablePointer, Int) -> Void) -> Tensor {
    let result = Tensor.uninitialized(shape)
    forEachBlock(count) { kernel(pointer + $0.lowerBound, result.pointer + $0.lowerBound, $0.count) }
    return result
  }

  /// One output float a pair of input floats; the kernel gets both inputs, output, count.
  func elementwise(_ other: Tensor, _ kernel: (Pointer, Pointer, MutablePointer, Int) -> Void) -> Tensor {
    let result = Tensor.uninitialized(shape)
    forEachBlock(count) {
      kernel(pointer + $0.lowerBound, other.pointer + $0.lowerBound, result.pointer + $0.lowerBound, $0.count)
    }
    return result
  }

  /// The kernel gets input, the row, output, rows, columns.
  private func rowwise(_ row: Tensor, _ kernel: (Pointer, Pointer, MutablePointer, Int, Int) -> Void) -> Tensor {
    byRows { from, to, count, _ in kernel(from, row.pointer, to, count, columns) }
  }

  /// One output row an input row; the kernel gets input, output, the count of rows, and the index of the first.
  func byRows(_ kernel: (Pointer, MutablePointer, Int, Int) -> Void) -> Tensor {
    let result = Tensor.uninitialized(shape)
    let columns = columns
    forEachRows(rows, columns: columns) { range, _ in
      let offset = range.lowerBound * columns
      kernel(pointer + offset, result.pointer + offset, range.count, range.lowerBound)
    }
    return result
  }
}
