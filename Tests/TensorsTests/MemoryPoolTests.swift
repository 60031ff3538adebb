import Tensors
import Testing

/// The pool belongs to the process, so these tests have one of their own each.
struct MemoryPoolTests {
  /// After the first steps, whose batches differ a little in size, training asks the system for no memory.
  @Test(.timeLimit(.minutes(1)))
  func steadyState() async {
    await #expect(processExitsWith: .success) {
      let random = RandomStream(seed: 1, name: "weights")
      func parameter(_ shape: [Int]) -> Parameter {
        Parameter(Tensor.filled(shape) { for index in $0.indices { $0[index] = 0.1 * random.normal() } })
      }
      let (first, second) = (parameter([64, 32]), parameter([8, 64]))
      var moments = [first, second].map { AdamWMoments(first: .zeros($0.shape), second: .zeros($0.shape)) }
      func step(_ index: Int) throws {
        let rows = 500 + index % 3
        let input = Tensor.filled([rows, 32]) { for place in $0.indices { $0[place] = random.normal() } }
        let logits = try input.linear(weight: first.tensor, activation: .gelu).matmul(second.tensor, transposed: true)
        try logits.crossEntropy(targets: (0..<rows).map { Int32($0 % 8) }).backward()
        for (place, parameter) in [first, second].enumerated() {
          let settings = AdamWStep(learningRate: 1e-3, previousSteps: index)
          parameter.updateAdamW(settings, moments: &moments[place], gradientScale: 1)
          parameter.gradient = nil
        }
      }
      for index in 0..<6 { try step(index) }
      let before = MemoryPool.statistics
      for index in 6..<60 { try step(index) }
      #expect(MemoryPool.statistics == before)
    }
  }

  @Test func statisticsAndDrain() async {
    await #expect(processExitsWith: .success) {
      MemoryPool.drain()
      let before = MemoryPool.statistics
      do {
        let tensor = Tensor.zeros([1_000])
        let during = MemoryPool.statistics
        #expect(during.liveBuffers == before.liveBuffers + 1)
        #expect((4_000...4_500).contains(during.liveBytes - before.liveBytes))
        #expect(during.allocations == before.allocations + 1)
        _ = tensor
      }
      let after = MemoryPool.statistics
      #expect(after.liveBytes == before.liveBytes)
      #expect(after.idleBytes >= 4_000)
      do { _ = Tensor.zeros([999]) }  // the same buffer again
      #expect(MemoryPool.statistics == after)
      MemoryPool.drain()
      #expect(MemoryPool.statistics.idleBytes == 0)
    }
  }
}
