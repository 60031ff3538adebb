internal import CKernels

extension Tensor {
  /// Scaled dot-product attention (Vaswani et al., arXiv 1706.03762) within each of several sequences that are packed one
  /// after the other, so that no work is done on padding and no key of another sequence is seen.
  /// - Parameters:
  ///   - keys: same shape as this tensor, the queries: `[tokens, heads · width]`.
  ///   - values: same shape.
  ///   - sequences: the tokens of each sequence.
  ///   - heads: into how many parts the columns are divided.
  ///   - dropout: probability that an attention weight is set to zero, with the stream it is drawn from.
  /// - Returns: shape `[tokens, heads · width]`.
  public func attention(
    keys: Tensor, values: Tensor, sequences: Segments, heads: Int,
    dropout: (probability: Float, random: RandomStream)? = nil
  ) throws -> Tensor {
    try check(
      shape.count == 2 && keys.shape == shape && values.shape == shape && heads > 0 && columns % heads == 0
        && sequences.rowCount == shape[0], "attention", [shape, keys.shape, values.shape, [sequences.rowCount]],
      "three times [tokens, heads · width], the sequences together as long")
    let probability = dropout?.probability ?? 0
    guard (0..<1).contains(probability) else {
      throw TensorError.argument(operation: "attention", expectation: "a dropout on 0..<1, not \(probability)")
    }
    let plan = AttentionPlan(sequences: sequences, heads: heads, columns: columns)
    let (queries, keys, values) = (self, keys, values)
    let isRecorded = Gradients.areRecorded && (node != nil || keys.node != nil || values.node != nil)
    if !isRecorded && probability == 0 { return plan.attention(queries, keys, values) }
    let weights = Tensor.uninitialized([plan.weightCount])
    // What multiplies the values: the weights after dropout.
    let key = probability > 0 ? dropout?.random.next() ?? 0 : 0
    let dropped = probability > 0 ? Tensor.uninitialized([plan.weightCount]) : weights
    let result = Tensor.uninitialized(shape)
    plan.forEach { _, length, at, weightsAt in
      let w = weights.pointer + weightsAt
      Gemm.run(
        transposeB: true, length, length, plan.width, alpha: plan.scale, queries.pointer + at, plan.columns,
        keys.pointer + at, plan.columns, w, length)
      kernels.softmax(w, w, length, length)
      if probability > 0 {
        kernels.dropout(w, dropped.pointer + weightsAt, length * length, key, UInt64(weightsAt), probability)
      }
      Gemm.run(
        length, plan.width, length, dropped.pointer + weightsAt, length, values.pointer + at, plan.columns,
        result.pointer + at, plan.columns)
    }
    return result.recorded("attention", from: [queries, keys, values]) { gradient in
      let (gq, gk, gv) = (
        Tensor.uninitialized(gradient.shape), Tensor.uninitialized(gradient.shape), Tensor.uninitialized(gradient.shape)
      )
      let scratch = Tensor.uninitialized([plan.weightCount])
      plan.forEach { _, length, at, weightsAt in
        let (w, d, s) = (weights.pointer + weightsAt, dropped.pointer + weightsAt, scratch.pointer + weightsAt)
        let (width, columns) = (plan.width, plan.columns)
        Gemm.run(
          transposeA: true, length, width, length, d, length, gradient.pointer + at, columns, gv.pointer + at, columns)
        Gemm.run(
          transposeB: true, length, length, width, gradient.pointer + at, columns, values.pointer + at, columns, s,
          length)
        if probability > 0 { kernels.dropout(s, s, length * length, key, UInt64(weightsAt), probability) }
        kernels.softmax_backward(w, s, s, length, length)
        Gemm.run(
          length, width, length, alpha: plan.scale, s, length, keys.pointer + at, columns, gq.pointer + at, columns)
        Gemm.run(
          transposeA: true, length, width, length, alpha: plan.scale, s, length, queries.pointer + at, columns,
          gk.pointer + at, columns)
      }
      return [gq, gk, gv]
    }
  }
}

/// Where each sequence's and head's share of attention lies.
private struct AttentionPlan: Sendable {
  let sequences: Segments
  let heads: Int
  let columns: Int
  /// Where the weights of each sequence begin; a head has length².
  let weightOffsets: [Int]

  var width: Int { columns / heads }
  var scale: Float { 1 / Float(width).squareRoot() }
  var weightCount: Int { weightOffsets[weightOffsets.count - 1] }

  init(sequences: Segments, heads: Int, columns: Int) {
    self.sequences = sequences
    self.heads = heads
    self.columns = columns
    var offsets = [0]
    for index in 0..<sequences.count {
      offsets.append(offsets[index] + heads * sequences[index].count * sequences[index].count)
    }
    weightOffsets = offsets
  }

  /// The outcome alone: the weights of a few tokens at a time are forgotten once the values are multiplied by them, so that
  /// they stay in the cache.
  func attention(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) -> Tensor {
    let longest = (0..<sequences.count).reduce(0) { max($0, sequences[$1].count) }
    let threads = ThreadPool.shared.threads
    let scratchCount = kernels.attention_scratch(longest, width)
    let scratch = Tensor.uninitialized([threads, scratchCount])
    let result = Tensor.uninitialized(queries.shape)
    // Twice 2 length² width for each head, and the sum of length² over all heads is the number of weights.
    Gemm.operations.add(4 * width * weightCount, ordering: .relaxed)
    forEach(threads: threads) { thread, length, at, _ in
      kernels.attend_sequence(
        queries.pointer + at, keys.pointer + at, values.pointer + at, length, width, columns, scale,
        scratch.pointer + thread * scratchCount, result.pointer + at)
    }
    return result
  }

  /// Calls `body` for each sequence and head, divided over the threads, with the thread's index, the sequence's length and
  /// the offsets of the head's part of its first token and of its weights.
  func forEach(
    threads: Int? = nil, _ body: (_ thread: Int, _ length: Int, _ at: Int, _ weightsAt: Int) -> Void
  ) {
    ThreadPool.shared.forEachRange(sequences.count * heads, threads: threads) { range, thread in
      for index in range {
        let (sequence, head) = (index / heads, index % heads)
        let length = sequences[sequence].count
        guard length > 0 else { continue }
        let at = sequences[sequence].lowerBound * columns + head * width
        body(thread, length, at, weightOffsets[sequence] + head * length * length)
      }
    }
  }
}
