/// What a pickle of PyTorch says of a tensor: a view into a storage. Counts are of numbers, not bytes.
struct PickledTensor {
  /// A run of numbers of one type, which lies elsewhere in the file.
  struct Storage: Equatable {
    let type: NumberType
    let key: String
    let count: Int
  }

  let storage: Storage
  let offset: Int
  let shape: [Int]
  let strides: [Int]

  /// How many numbers the tensor has.
  let count: Int

  /// Whether the numbers lie one after the other in row-major order.
  var isContiguous: Bool {
    guard count > 0 else { return true }
    var expected = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      if stride != expected { return false }
      expected *= length
    }
    return true
  }

  /// `nil` unless every number lies within the storage, and there are no more of them than the storage has: a tensor
  /// that repeats its numbers could be of any size.
  init?(storage: Storage, offset: Int, shape: [Int], strides: [Int]) {
    guard let count = shape.checkedProduct, count <= storage.count, shape.count == strides.count, offset >= 0,
      strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    (self.storage, self.shape, self.strides, self.count) = (storage, shape, strides, count)
    self.offset = count > 0 ? offset : 0
    guard count > 0 else { return }
    var last = offset
    for (length, stride) in zip(shape, strides) {
      let (reach, overflows) = stride.multipliedReportingOverflow(by: length - 1)
      let (sum, sumOverflows) = last.addingReportingOverflow(reach)
      if overflows || sumOverflows { return nil }
      last = sum
    }
    guard last < storage.count else { return nil }
  }

  /// The places of the tensor's numbers in its storage, row-major.
  var places: [Int] {
    guard count > 0 else { return [] }
    return zip(shape, strides).reduce([offset]) { places, axis in
      places.flatMap { place in (0..<axis.0).map { place + $0 * axis.1 } }
    }
  }
}
