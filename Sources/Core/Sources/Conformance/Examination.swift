internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// Thrown where a law turns out to be broken.
struct Violation: Error {
  /// What it was broken by, if more is known than the law's input.
  var input: String?
  let reason: String
}

/// Goes through laws one by one and tells what came of each.
final class Examination {
  private let tell: (ConformanceEvent) -> Void
  private(set) var findings: [Finding] = []

  init(_ tell: @escaping (ConformanceEvent) -> Void) { self.tell = tell }

  func holds(_ law: Law) -> Bool { !findings.contains { $0.law == law && $0.isBroken } }

  /// Examines a law.
  /// - Parameters:
  ///   - input: what it is tried on.
  ///   - requirements: laws without which this one says nothing.
  ///   - body: throws a ``Violation``, or anything else, if the law is broken; may return a figure.
  func examine(
    _ law: Law, on input: String, after requirements: [Law] = [], _ body: () throws -> String?
  ) {
    tell(.began(law, input: input))
    if let unmet = requirements.first(where: { !holds($0) }) {
      return end(Finding(law: law, input: input, outcome: .notExamined("the law `\(unmet.rawValue)` is broken")))
    }
    do {
      end(Finding(law: law, input: input, outcome: .kept(try body())))
    } catch let violation as Violation {
      end(Finding(law: law, input: violation.input ?? input, outcome: .broken(violation.reason)))
    } catch {
      end(Finding(law: law, input: input, outcome: .broken("threw an error: \(error)")))
    }
  }

  func leaveOut(_ law: Law, on input: String, _ reason: String) {
    end(Finding(law: law, input: input, outcome: .notExamined(reason)))
  }

  func measure(_ name: String, _ value: String) { tell(.measured(Figure(name: name, value: value))) }

  private func end(_ finding: Finding) {
    findings.append(finding)
    tell(.ended(finding))
  }
}

/// Throws a violation unless the condition holds.
func require(_ condition: Bool, on input: @autoclosure () -> String? = nil, _ reason: @autoclosure () throws -> String)
  throws
{
  if !condition { throw Violation(input: input(), reason: try reason()) }
}

/// The greatest difference between two results that are to be equal but for rounding, relative to the largest value but
/// at least to 1; infinite where shapes differ or a value is no number.
func difference(_ found: Tensor, _ expected: Tensor) -> Float {
  guard found.shape == expected.shape else { return .infinity }
  let (found, expected) = (found.values, expected.values)
  let scale = max(1, expected.map(abs).max() ?? 0)
  let greatest = zip(found, expected).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  return greatest / scale
}

/// Rounding differs with the number of rows in a matrix product: what results may differ by that are equal.
let roundingTolerance: Float = 1e-4

extension Tensor {
  /// Equal bits: a NaN is equal to itself.
  func isIdentical(to other: Tensor) -> Bool {
    shape == other.shape
      && withUnsafeValues { own in
        other.withUnsafeValues { zip(own, $0).allSatisfy { $0.bitPattern == $1.bitPattern } }
      }
  }

  func row(_ index: Int) throws -> Tensor { try rows(index..<index + 1) }
}

/// Standard normal numbers of a shape.
func noise(_ shape: [Int], _ random: RandomStream) -> Tensor {
  .filled(shape) { values in for index in values.indices { values[index] = random.normal() } }
}

extension Module {
  /// Copies of all parameters and buffers.
  var snapshot: [(name: String, value: Tensor)] { namedState.map { ($0.name, $0.state.value.copied()) } }

  /// The name of the first parameter or buffer that differs from a snapshot.
  func firstDifference(from snapshot: [(name: String, value: Tensor)]) -> String? {
    zip(namedState, snapshot).first { !$0.state.value.isIdentical(to: $1.value) }?.0.name
  }
}
