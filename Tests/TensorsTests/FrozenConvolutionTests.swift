import Foundation
import Tensors
import TestSupport
import Testing

/// Convolutions with frozen weights against the one that learns, which has its own reference.
struct FrozenConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let images: [Int]
    let weight: [Int]
    var stride = 1
    var padding = 0
    var testDescription: String { "\(images) \(weight) stride \(stride) padding \(padding)" }
  }

  static let cases = [
    // Winograd: sizes even, odd, smaller than a tile, more tiles than are worked on at once; panels full and not.
    Case(images: [2, 8, 6, 16], weight: [16, 16, 3, 3], padding: 1),
    Case(images: [3, 7, 5, 33], weight: [40, 33, 3, 3], padding: 1),
    Case(images: [1, 1, 1, 64], weight: [64, 64, 3, 3], padding: 1),
    Case(images: [5, 13, 17, 16], weight: [65, 16, 3, 3], padding: 1),
    // Direct.
    Case(images: [2, 31, 30, 3], weight: [10, 3, 7, 7], stride: 2, padding: 3),
    Case(images: [4, 9, 9, 24], weight: [32, 24, 3, 3], stride: 2, padding: 1),
    Case(images: [2, 8, 8, 20], weight: [48, 20, 1, 1], stride: 2),
    Case(images: [3, 5, 4, 2], weight: [3, 2, 3, 3], padding: 1),
    Case(images: [2, 6, 7, 16], weight: [16, 16, 3, 3]),
    Case(images: [1, 4, 5, 3], weight: [70, 3, 2, 4], padding: 2),
    Case(images: [0, 4, 4, 2], weight: [3, 2, 1, 1]),
  ]

  static func check(_ item: Case) throws {
    let random = RandomStream(seed: 3, name: item.testDescription)
    func normal(_ shape: [Int]) -> Tensor {
      .filled(shape) { buffer in for index in buffer.indices { buffer[index] = random.normal() } }
    }
    let (images, weight, bias) = (normal(item.images), normal(item.weight), normal([item.weight[0]]))
    let expected = try images.convolved2D(weight: weight, bias: bias, stride: item.stride, padding: item.padding)
    let residual = normal(expected.shape)
    let frozen = try FrozenConvolution(weight: weight, bias: bias, stride: item.stride, padding: item.padding)
    guard expected.count > 0 else {
      #expect(try frozen(images).shape == expected.shape)
      return
    }
    expectClose(try frozen(images), expected, Tolerance.result, "\(item)")
    expectClose(try frozen(images, activation: .relu), expected.relu(), Tolerance.result, "\(item) ReLU")
    expectClose(try frozen(images, adding: residual), try expected + residual, Tolerance.result, "\(item) residual")
    let whole = try frozen(images, adding: residual, activation: .relu)
    expectClose(whole, try (expected + residual).relu(), Tolerance.result, "\(item) residual and ReLU")
    // Each image by itself gives the same bits.
    let last = item.images[0] - 1
    let alone = try frozen(images.rows(last..<last + 1))
    #expect(try frozen(images).values.suffix(alone.count) == alone.values[...], "\(item)")
  }

  @Test(arguments: cases) func agreesWithTheOneThatLearns(_ item: Case) throws { try Self.check(item) }

  /// All of that with the kernels of each level that this CPU has. A process chooses its level once.
  @Test(arguments: ComputeDevice.availableKernelLevels)
  func kernelLevel(_ level: String) async {
    await #expect(processExitsWith: .success) { [level] in
      setenv("ACML_CPU", level, 1)
      for item in FrozenConvolutionTests.cases { try FrozenConvolutionTests.check(item) }
    }
  }

  /// Weights that are not numbers must show in what comes out, also behind a ReLU, in the vectors and in what is left over.
  static func checkNaN() throws {
    for size in [[40, 33, 3, 3], [3, 2, 3, 3], [48, 20, 1, 1]] {
      let weight = Tensor.full(size, .nan)
      let frozen = try FrozenConvolution(weight: weight, bias: .zeros([size[0]]), padding: size[2] / 2)
      let images = Tensor.full([1, 5, 5, size[1]], 1)
      let values = try frozen(images, activation: .relu).values
      #expect(values.allSatisfy { $0.isNaN }, "\(size)")
    }
    for count in [1, 7, 33] {
      let bad = Tensor.full([2, count], .nan)
      let product = try bad.linear(weight: .full([5, count], 1), bias: .zeros([5]), activation: .relu)
      for values in [bad.relu().values, product.values] { #expect(values.allSatisfy { $0.isNaN }) }
    }
  }

  @Test(arguments: ComputeDevice.availableKernelLevels)
  func reluKeepsWhatIsNotANumber(_ level: String) async {
    await #expect(processExitsWith: .success) { [level] in
      setenv("ACML_CPU", level, 1)
      try FrozenConvolutionTests.checkNaN()
    }
  }

  @Test func recordsNoGradient() throws {
    let weight = Parameter(Tensor.zeros([2, 3, 1, 1]))
    let frozen = try FrozenConvolution(weight: weight.tensor, bias: .zeros([2]))
    #expect(try !frozen(Parameter(.zeros([1, 2, 2, 3])).tensor).hasGradient)
  }
}
