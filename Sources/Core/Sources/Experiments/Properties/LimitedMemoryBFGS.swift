/// Minimising of a smooth convex function by L-BFGS (Liu & Nocedal, Mathematical Programming 45, 503, 1989; the two
/// loops are algorithm 7.4 of Nocedal & Wright 2006) with backtracking.
enum LimitedMemoryBFGS {
  private static let memory = 10

  /// - Parameters:
  ///   - start: where to begin.
  ///   - iterations: at most so many steps.
  ///   - tolerance: the search ends when the gradient is this much shorter than at the start.
  ///   - function: gives the value at a point and writes the gradient there.
  static func minimize(
    _ start: [Double], iterations: Int = 300, tolerance: Double = 1e-6,
    _ function: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Double
  ) -> [Double] {
    func evaluate(_ point: [Double], _ gradient: inout [Double]) -> Double {
      point.withUnsafeBufferPointer { point in
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let point = point.baseAddress, let gradient = gradient.baseAddress else { return 0 }
          return function(point, gradient)
        }
      }
    }
    var point = start
    var gradient = start
    var value = evaluate(point, &gradient)
    let limit = tolerance * norm(gradient)
    var pairs: [(step: [Double], change: [Double], inverse: Double)] = []
    for _ in 0..<iterations where norm(gradient) > limit {
      var direction = direction(gradient, pairs)
      var slope = dot(direction, gradient)
      if slope >= 0 {
        // Rounding has spoilt the curvature: begin anew downhill.
        pairs = []
        direction = gradient.map { -$0 }
        slope = dot(direction, gradient)
      }
      var length = pairs.isEmpty ? 1 / max(1, norm(gradient)) : 1
      var candidate = point
      var newGradient = gradient
      var newValue = Double.infinity
      // Sufficient decrease after Armijo; 40 halvings reach the precision of the numbers.
      for _ in 0..<40 {
        for index in point.indices { candidate[index] = point[index] + length * direction[index] }
        newValue = evaluate(candidate, &newGradient)
        if newValue <= value + 1e-4 * length * slope { break }
        length /= 2
      }
      guard newValue < value else { break }
      let step = zip(candidate, point).map { $0 - $1 }
      let change = zip(newGradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-12 * dot(change, change) {
        if pairs.count == memory { pairs.removeFirst() }
        pairs.append((step, change, 1 / curvature))
      }
      (point, gradient, value) = (candidate, newGradient, newValue)
    }
    return point
  }

  private static func direction(
    _ gradient: [Double], _ pairs: [(step: [Double], change: [Double], inverse: Double)]
  ) -> [Double] {
    var result = gradient.map { -$0 }
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = pair.inverse * dot(pair.step, result)
      for index in result.indices { result[index] -= factor * pair.change[index] }
      factors.append(factor)
    }
    if let last = pairs.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for index in result.indices { result[index] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let other = pair.inverse * dot(pair.change, result)
      for index in result.indices { result[index] += (factor - other) * pair.step[index] }
    }
    return result
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
}
