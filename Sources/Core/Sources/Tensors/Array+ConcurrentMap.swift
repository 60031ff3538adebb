extension Array {
  /// The transformed elements, in order; the work is divided over the threads of the shared pool.
  public func concurrentMap<Value>(_ transform: (Element) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      ThreadPool.shared.forEachRange(count, grain: 8) { range, _ in
        for index in range { buffer.initializeElement(at: index, to: transform(self[index])) }
      }
      initialized = count
    }
  }
}
