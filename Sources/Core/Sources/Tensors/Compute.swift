internal import CKernels
internal import COpenBLAS
internal import Synchronization

// The seam between tensors and the device: all arithmetic passes through the kernels, `Gemm` and the blocks below.

/// The kernels for this CPU.
let kernels = acml_kernels_get().pointee

/// What the arithmetic runs on, for reports.
public enum ComputeDevice {
  /// The level of the vector kernels in use, such as `x86-64-v3`.
  public static var kernelLevel: String { String(cString: acml_kernels_level()) }
  /// The levels that this build holds and this CPU has.
  public static var availableKernelLevels: [String] {
    String(cString: acml_kernels_available()).split(separator: " ").map(String.init)
  }
  /// The BLAS library with its version and the kernel set that it chose.
  public static var blas: String {
    "\(String(cString: openblas_get_config())) (\(String(cString: openblas_get_corename())))"
  }
  /// Floating-point operations of all matrix products since the program began: 2 m n k for each.
  public static var matrixOperations: Int { Gemm.operations.load(ordering: .relaxed) }
  /// How many threads a matrix product takes inside BLAS; ours divide the work around it.
  public static var blasThreads: Int {
    Gemm.prepare()
    return Int(openblas_get_num_threads())
  }
}

/// Divides a count of floats over the threads, in blocks worth a thread.
func forEachBlock(_ count: Int, _ body: (Range<Int>) -> Void) {
  ThreadPool.shared.forEachRange(count, grain: 16_384) { range, _ in body(range) }
}

/// Divides rows of `columns` floats over the threads; `body` also gets its thread's index.
func forEachRows(
  _ rows: Int, columns: Int, work: Int = 1, threads: Int? = nil, _ body: (Range<Int>, Int) -> Void
) {
  ThreadPool.shared.forEachRange(rows, grain: max(1, 16_384 / max(1, columns * work)), threads: threads, body)
}

/// Sums that each thread makes in a buffer of its own, added up in the order of the threads.
///
/// - Parameters:
///   - count: floats a buffer.
///   - rows: what is divided over the threads.
///   - body: adds the rows of its range into its buffer.
/// - Returns: the total, of the given shape.
func reduceRows(
  _ rows: Int, columns: Int, into shape: [Int], work: Int = 1,
  _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
) -> Tensor {
  reduceRows(rows, columns: columns, into: shape, work: work, scratch: 0) { range, buffer, _ in body(range, buffer) }
}

/// As the other, with `scratch` floats besides for each thread.
///
/// They are taken before the threads start: how many buffers are in use at once must not depend on which thread is faster.
func reduceRows(
  _ rows: Int, columns: Int, into shape: [Int], work: Int = 1, scratch: Int,
  _ body: (Range<Int>, UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>) -> Void
) -> Tensor {
  let total = Tensor.zeros(shape)
  let count = total.count
  // Read once: another thread may change it meanwhile.
  let threads = ThreadPool.shared.threads
  let others = (1..<threads).map { _ in Tensor.uninitialized(shape) }
  // A flag for each thread that had work; a thread writes its own only.
  let used = Tensor.zeros([others.count + 1])
  let room = Tensor.uninitialized([threads, scratch])
  forEachRows(rows, columns: columns, work: work, threads: threads) { range, thread in
    let buffer = thread == 0 ? total.pointer : others[thread - 1].pointer
    if thread > 0 { buffer.update(repeating: 0, count: count) }
    used.pointer[thread] = 1
    body(range, buffer, room.pointer + thread * scratch)
  }
  for (index, other) in others.enumerated() where used.pointer[index + 1] > 0 {
    kernels.accumulate(1, other.pointer, total.pointer, count)
  }
  return total
}

/// Single-threaded matrix products on blocks. Threads of ours divide the rows, and BLAS's own stay out of the way.
enum Gemm {
  static let operations = Atomic<Int>(0)
  private static let isReady: Void = openblas_set_num_threads(1)

  static func prepare() { _ = isReady }

  /// `c = alpha op(a) op(b) + beta c`, row-major, `c` being `[m, n]`, the inner length `k`, and `beta` 0 or 1.
  static func run(
    transposeA: Bool = false, transposeB: Bool = false, _ m: Int, _ n: Int, _ k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      // BLAS takes no empty rows. The empty sum is zero.
      if beta == 0 { for row in 0..<m { (c + row * ldc).update(repeating: 0, count: n) } }
      return
    }
    prepare()
    operations.add(2 * m * n * k, ordering: .relaxed)
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m),
      Int32(n), Int32(k), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }

  /// Rows of a product that are worth a thread.
  static func grain(_ n: Int, _ k: Int) -> Int { max(1, 100_000 / max(1, n * k)) }

  /// Rows of a block: small enough that what is done to it next finds it in the cache.
  static let blockRows = 128
}

extension ComputeDevice {
  /// One product of BLAS, `left · rightᵀ`, its rows divided over our threads: what a measure of our own is held against.
  /// - Parameters:
  ///   - left: shape `[m, k]`.
  ///   - right: shape `[n, k]`.
  /// - Returns: shape `[m, n]`.
  public static func blasProduct(_ left: Tensor, _ right: Tensor) throws -> Tensor {
    try check(
      left.shape.count == 2 && right.shape.count == 2 && left.shape[1] == right.shape[1], "blasProduct",
      [left.shape, right.shape], "[m, k] and [n, k]")
    let (n, k) = (right.shape[0], left.shape[1])
    let result = Tensor.uninitialized([left.shape[0], n])
    ThreadPool.shared.forEachRange(left.shape[0], grain: Gemm.grain(n, k)) { range, _ in
      Gemm.run(
        transposeB: true, range.count, n, k, left.pointer + range.lowerBound * k, k, right.pointer, k,
        result.pointer + range.lowerBound * n, n)
    }
    return result
  }
}

/// A matrix product on plain memory, for code that works on blocks of tables too large for tensors.
public enum MatrixBlock {
  /// `result = left · rightᵀ`, on the calling thread alone.
  ///
  /// Shapes, all row-major: left `[m, dimensions]`, right `[n, dimensions]`, result `[m, n]`. Counts that don't fit are cut
  /// to whole rows that do.
  public static func product(
    _ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>, _ dimensions: Int,
    _ result: UnsafeMutableBufferPointer<Float>
  ) {
    guard dimensions > 0, let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress else {
      return
    }
    let n = right.count / dimensions
    let m = min(left.count / dimensions, n > 0 ? result.count / n : 0)
    Gemm.run(transposeB: true, m, n, dimensions, a, dimensions, b, dimensions, c, n)
  }

  /// The inner product of two rows of equal length, summed in double precision.
  public static func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Double {
    guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
    return kernels.dot(first, second, min(a.count, b.count))
  }
}
