import Tensors
import Testing

struct TensorTests {
  @Test func shapes() throws {
    let tensor = try Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
    #expect((tensor.count, tensor.rows, tensor.columns) == (6, 2, 3))
    #expect((Tensor(7).count, Tensor(7).rows, Tensor(7).columns) == (1, 1, 1))
    #expect(try Tensor(7).scalar() == 7)
    #expect(Tensor.full([2, 2], 3).values == [3, 3, 3, 3])
    #expect(Tensor.zeros([0, 4]).values.isEmpty)
  }

  /// Lent floats are read where they are, kept alive as long as they are needed, and never written to.
  @Test func borrowedFloats() throws {
    final class Owner {
      let floats = UnsafeMutablePointer<Float>.allocate(capacity: 3)
      let onRelease: () -> Void
      init(onRelease: @escaping () -> Void) {
        self.onRelease = onRelease
        for index in 0..<3 { floats[index] = Float(index) }
      }
      deinit {
        floats.deallocate()
        onRelease()
      }
    }
    var isReleased = false
    do {
      var owner: Owner? = Owner { isReleased = true }
      let tensor = try Tensor.borrowing(#require(owner).floats, shape: [3], owner: #require(owner))
      let floats = try #require(owner).floats
      owner = nil
      #expect(!isReleased)
      let parameter = Parameter(tensor)
      parameter.withMutableValue { $0[0] = 5 }
      #expect(parameter.value.values == [5, 1, 2])
      #expect(tensor.values == [0, 1, 2])
      #expect(floats[0] == 0)
    }
    #expect(isReleased)
  }

  @Test func copiesAreIndependent() {
    let parameter = Parameter(Tensor([1, 2]))
    let (shared, copy) = (parameter.value, parameter.value.copied())
    parameter.withMutableValue { $0[0] = 9 }
    #expect(shared.values == [1, 2])
    #expect(copy.values == [1, 2])
    #expect(parameter.value.values == [9, 2])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func findsWhatIsNotFinite(_ value: Float) {
    for place in [0, 1, 36] {
      let tensor = Tensor.filled([37]) {
        $0.update(repeating: Float.greatestFiniteMagnitude)
        $0[place] = value
      }
      #expect(!tensor.isFinite)
    }
    #expect(Tensor.full([37], -.greatestFiniteMagnitude).isFinite)
  }
}
