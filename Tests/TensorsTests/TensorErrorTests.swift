import Tensors
import Testing

/// What an operation says of arguments that don't fit: a table of texts.
struct TensorErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let text: String
    let cause: @Sendable () throws -> Void

    init(_ text: String, _ cause: @escaping @Sendable () throws -> Void) { (self.text, self.cause) = (text, cause) }

    var testDescription: String { text }
  }

  private static let a = Tensor.zeros([2, 3])
  private static let b = Tensor.zeros([3, 2])
  private static let row = Tensor.zeros([3])
  private static let image = Tensor.zeros([1, 2, 4, 4])

  @Test(arguments: making + arithmetic + products + rows + graphs + convolutions + gradients)
  func text(_ fault: Fault) throws {
    let error = #expect(throws: TensorError.self, performing: fault.cause)
    #expect(error?.description == fault.text)
  }

  private static let making = [
    Fault("Tensor: shapes [2, 2] don't fit; expected a shape of 3 values") {
      _ = try Tensor([1, 2, 3], shape: [2, 2])
    },
    Fault("Tensor: shapes [-1, -2] don't fit; expected a shape of 2 values") {
      _ = try Tensor([1, 2], shape: [-1, -2])
    },
    Fault("scalar: shapes [2, 3] don't fit; expected one value") { _ = try a.scalar() },
    Fault("reshaped: shapes [2, 3] and [4, 2] don't fit; expected equal counts") { _ = try a.reshaped([4, 2]) },
    Fault("reshaped: shapes [2, 3] and [\(Int.max), 2] don't fit; expected equal counts") {
      _ = try a.reshaped([Int.max, 2])
    },
    Fault("transposed: shapes [3] don't fit; expected a matrix") { _ = try row.transposed() },
    Fault("assign: shapes [3, 2] don't fit; expected [2, 3]") { try Parameter(a).assign(b) },
  ]

  private static let arithmetic = [
    Fault("+: shapes [2, 3] and [3, 2] don't fit; expected equal shapes, a row, or a scalar") { _ = try a + b },
    Fault("-: shapes [2, 3] and [3] don't fit; expected equal shapes") { _ = try a - row },
    Fault("*: shapes [3, 2] and [3] don't fit; expected equal shapes, a row, or a scalar") { _ = try b * row },
    Fault("/: shapes [2, 3] and [3, 2] don't fit; expected equal shapes") { _ = try a / b },
    Fault("scaledRows: shapes [2, 3] and [3] don't fit; expected one factor a row") { _ = try a.scaledRows(by: row) },
    Fault("rowDots: shapes [2, 3] and [3, 2] don't fit; expected equal shapes") { _ = try a.rowDots(b) },
    Fault("rowMaxima: shapes [2, 0] don't fit; expected at least one column") {
      _ = try Tensor.zeros([2, 0]).rowMaxima()
    },
    Fault("softmax: shapes [2, 0] don't fit; expected at least one column") { _ = try Tensor.zeros([2, 0]).softmax() },
    Fault("crossEntropy: shapes [2, 3] and [1] don't fit; expected one target a row") {
      _ = try a.crossEntropy(targets: [0])
    },
    Fault("crossEntropy: index 3 is outside 0..<3") { _ = try a.crossEntropy(targets: [0, 3]) },
    Fault("crossEntropy: index -2 is outside 0..<3") { _ = try a.crossEntropy(targets: [-2, 0]) },
    Fault("crossEntropy: shapes [2, 3] and [3, 2] don't fit; expected equal shapes") {
      _ = try a.crossEntropy(softTargets: b)
    },
    Fault("dropout: a probability on 0..<1, not 1.0") { _ = try a.dropout(1, random: RandomStream(seed: 0, name: "")) },
    Fault("dropout: a probability on 0..<1, not nan") {
      _ = try a.dropout(.nan, random: RandomStream(seed: 0, name: ""))
    },
  ]

  private static let products = [
    Fault("matmul: shapes [2, 3] and [2, 3] don't fit; expected […, k] and [k, n]") { _ = try a.matmul(a) },
    Fault("matmul: shapes [2, 3] and [3, 2] don't fit; expected […, k] and [n, k]") {
      _ = try a.matmul(b, transposed: true)
    },
    Fault("matmul: shapes [2, 3] and [3] don't fit; expected […, k] and [k, n]") { _ = try a.matmul(row) },
    Fault("linear: shapes [2, 3] and [3, 2] don't fit; expected […, inputs] and [outputs, inputs]") {
      _ = try a.linear(weight: b)
    },
    Fault("linear: shapes [2, 3] and [3] don't fit; expected a bias of [2]") {
      _ = try row.linear(weight: a, bias: row)
    },
    Fault("batchedMatmul: shapes [2, 3, 1] and [1, 1, 2] don't fit; expected [b, m, k] and [b, k, n]") {
      _ = try Tensor.zeros([2, 3, 1]).batchedMatmul(Tensor.zeros([1, 1, 2]))
    },
    Fault("batchNormalized: shapes [3, 2] and [3] and [3] and [2] don't fit; expected vectors of [2]") {
      _ = try b.batchNormalized(gamma: row, beta: row, statistics: b.columnStatistics(), areOfThisBatch: true)
    },
    Fault("batchNormalized: activation identity or relu") {
      _ = try a.batchNormalized(
        gamma: row, beta: row, statistics: a.columnStatistics(), areOfThisBatch: true, activation: .gelu)
    },
    Fault("columnStatistics: shapes [0, 3] don't fit; expected at least one row") {
      _ = try Tensor.zeros([0, 3]).columnStatistics()
    },
    Fault("layerNormalized: shapes [3, 2] and [3] and [3] don't fit; expected vectors of [2]") {
      _ = try b.layerNormalized(gamma: row, beta: row)
    },
  ]

  private static let rows = [
    Fault("gather: index 2 is outside 0..<2") { _ = try a.gather([0, 2]) },
    Fault("gather: index -1 is outside 0..<2") { _ = try a.gather([1, -1, 0]) },
    Fault("gather: shapes [] don't fit; expected at least one axis") { _ = try Tensor(1).gather([0]) },
    Fault("embeddingSum: shapes [2, 3] and [3] don't fit; expected a table and a multiple of 2 codes") {
      _ = try a.embeddingSum([0, 1, 0], codesPerRow: 2)
    },
    Fault("embeddingSum: index 2 is outside 0..<2") { _ = try a.embeddingSum([0, 2], codesPerRow: 2) },
    Fault("concatenated: at least one tensor with an axis") { _ = try Tensor.concatenated([]) },
    Fault("concatenated: shapes [2, 3] and [3, 2] don't fit; expected equal shapes but for the first axis") {
      _ = try Tensor.concatenated([a, b])
    },
    Fault("concatenatedColumns: shapes [2, 3] and [3, 2] don't fit; expected equal shapes but for the last axis") {
      _ = try Tensor.concatenatedColumns([a, b])
    },
    Fault("rows: shapes [2, 3] don't fit; expected an axis that holds 1..<3") { _ = try a.rows(1..<3) },
    Fault("columns: shapes [2, 3] don't fit; expected an axis that holds -1..<2") { _ = try a.columns(-1..<2) },
  ]

  private static let graphs = [
    Fault("Segments: offsets that begin with 0 and never descend") { _ = try Segments(offsets: [0, 2, 1]) },
    Fault("Segments: offsets that begin with 0 and never descend") { _ = try Segments(offsets: []) },
    Fault("segmentSum: shapes [2, 3] and [3] don't fit; expected a matrix with a row for each row of the groups") {
      _ = try a.segmentSum(Segments(lengths: [1, 2]))
    },
    Fault(
      "Neighborhood: shapes [2] and [1] and [2] don't fit; expected a source, a code and a weight for each of 2 edges"
    ) {
      _ = try Neighborhood(incoming: Segments(lengths: [2]), sources: [0], codes: [0, 0])
    },
    Fault("Neighborhood: index 1 is outside 0..<1") {
      _ = try Neighborhood(incoming: Segments(lengths: [1]), sources: [1], codes: [0])
    },
    Fault("aggregate: index 3 is outside 0..<2") {
      let graph = try Neighborhood(incoming: Segments(lengths: [1]), sources: [0], codes: [3])
      _ = try graph.aggregate(Tensor.zeros([1, 3]), table: a)
    },
    Fault("aggregate: shapes [2, 3] and [2, 3] don't fit; expected [1, columns] and [codes, columns]") {
      _ = try Neighborhood(incoming: Segments(lengths: [0]), sources: [], codes: []).aggregate(a, table: a)
    },
    Fault("aggregate: activation identity or relu") {
      _ = try Neighborhood(incoming: Segments(lengths: [0, 0]), sources: [], codes: [])
        .aggregate(a, table: a, activation: .gelu)
    },
    Fault(
      "attend: shapes [1, 3] and [2, 3] and [0, 2] don't fit; "
        + "expected [1, heads · width], [codes, heads · width] and [0, heads]"
    ) {
      _ = try Neighborhood(incoming: Segments(lengths: [0]), sources: [], codes: []).attend(
        Tensor.zeros([1, 3]), table: a, attention: Tensor.zeros([0, 2]))
    },
    Fault("headDots: shapes [2, 3] and [2, 2] don't fit; expected [rows, heads · width] and [heads, width]") {
      _ = try a.headDots(Tensor.zeros([2, 2]))
    },
    Fault(
      "attention: shapes [2, 3] and [2, 3] and [2, 3] and [2] don't fit; "
        + "expected three times [tokens, heads · width], the sequences together as long"
    ) {
      _ = try a.attention(keys: a, values: a, sequences: Segments(lengths: [2]), heads: 2)
    },
  ]

  private static let convolutions = [
    Fault(
      "convolved2D: shapes [1, 2, 4, 4] and [2, 3] don't fit; "
        + "expected [batch, height, width, channels] and [outputs, channels, height, width]"
    ) {
      _ = try image.convolved2D(weight: a)
    },
    Fault(
      "convolved2D: shapes [1, 2, 4, 4] and [1, 3, 2, 2] don't fit; "
        + "expected [batch, height, width, channels] and [outputs, channels, height, width]"
    ) {
      _ = try image.convolved2D(weight: Tensor.zeros([1, 3, 2, 2]))
    },
    Fault(
      "convolved2D: shapes [1, 2, 4, 4] and [3, 3] don't fit; "
        + "expected [batch, height, width, channels] and a window no larger than the padded image"
    ) {
      _ = try image.convolved2D(weight: Tensor.zeros([1, 4, 3, 3]))
    },
    Fault(
      "convolved2D: shapes [1, 2, 4, 4] and [2, 2] don't fit; "
        + "expected [batch, height, width, channels] and a window no larger than the padded image"
    ) {
      _ = try image.convolved2D(weight: Tensor.zeros([1, 4, 2, 2]), stride: 0)
    },
    Fault("convolved2D: shapes [1, 4, 2, 2] and [2] don't fit; expected a bias of [1]") {
      _ = try image.convolved2D(weight: Tensor.zeros([1, 4, 2, 2]), bias: .zeros([2]))
    },
    Fault("maxPooled2D: shapes [1, 2, 4, 4] and [2, 2] don't fit; expected padding of at most half the window") {
      _ = try image.maxPooled2D(Window(2, padding: 2))
    },
    Fault("pixelMeans: shapes [2, 3] don't fit; expected [batch, height, width, channels]") { _ = try a.pixelMeans() },
    Fault(
      "FrozenConvolution: shapes [1, 4, 2, 2] and [2] don't fit; expected [outputs, channels, height, width] and [outputs]"
    ) {
      _ = try FrozenConvolution(weight: .zeros([1, 4, 2, 2]), bias: .zeros([2]))
    },
    Fault("FrozenConvolution: shapes [1, 2, 4, 1] don't fit; expected a residual of [1, 1, 3, 1]") {
      let convolution = try FrozenConvolution(weight: .zeros([1, 4, 2, 2]), bias: .zeros([1]))
      _ = try convolution(image, adding: .zeros([1, 2, 4, 1]))
    },
    Fault("FrozenConvolution: activation identity or relu") {
      _ = try FrozenConvolution(weight: .zeros([1, 4, 2, 2]), bias: .zeros([1]))(image, activation: .gelu)
    },
    Fault(
      "convolved1D: shapes [2, 3] and [2, 3] don't fit; expected [batch, inputs, length] and [outputs, inputs, length]"
    ) {
      _ = try a.convolved1D(weight: a)
    },
    Fault(
      "maxPooled: shapes [2, 3] and [2, 2] don't fit; "
        + "expected […, height, width], a window no larger, and padding of at most half the window"
    ) {
      _ = try a.maxPooled(Window(2, padding: 2))
    },
    Fault("channelColumns: shapes [3] don't fit; expected [batch, channels, …]") { _ = try row.channelColumns() },
    Fault(
      "channelPlanes: shapes [2, 3] and [2, 2] don't fit; expected [batch · places, channels] and [batch, channels, …]"
    ) {
      _ = try a.channelPlanes([2, 2])
    },
  ]

  private static let gradients = [
    Fault("backward: shapes [2, 3] don't fit; expected a scalar") { try Parameter(a).tensor.backward() },
    Fault("backward: shapes [3, 2] don't fit; expected [2, 3]") { try Parameter(a).tensor.backward(from: b) },
    Fault("backward: the tensor was computed from no parameter") { try a.sum().backward() },
    Fault("backward: + was gone through before; compute it anew") {
      let loss = try Parameter(Tensor(1)).tensor + Parameter(Tensor(2)).tensor
      try loss.backward()
      try loss.backward()
    },
  ]
}
