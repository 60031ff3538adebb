internal import ACML
internal import Chemistry
internal import Foundation
internal import NeuralNetworks
internal import Tensors

/// What can't be tried in the process of a test.
enum Fault: String, CaseIterable {
  case none, trap, segfault, abort, hang, recursion, exit, leak, flood, thrown, width, nan, order, gradient
  case random
}

/// A mean over atoms, and a fault.
final class Mutant: GraphEncoder {
  let atoms: Embedding
  let output: Linear
  private let fault: Fault

  init(_ fault: Fault, _ context: GraphEncoderContext) {
    self.fault = fault
    atoms = Embedding(context.features.atomVocabulary[0], 8, random: context.random)
    output = Linear(8, 4, random: context.random)
  }

  /// The descriptor of one lies.
  var embeddingDimensions: Int { fault == .width ? 5 : 4 }

  /// What the leaking one never lets go of. Read too, or the compiler would take the allocation for useless.
  private nonisolated(unsafe) static var leaked: [UnsafeMutablePointer<CChar>?] = []

  struct Thrown: Error {}

  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    switch fault {
    case .trap: _ = batch.sources[batch.sources.count]
    case .segfault: UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = batch.atomCount
    case .abort: Foundation.abort()
    case .hang: while batch.graphCount > 0 { usleep(1000) }
    case .recursion: _ = depth(batch.atomCount)
    case .exit: Foundation.exit(0)
    case .leak:
      Self.leaked.append(strdup(String(repeating: "x", count: 20_000)))
      precondition(Self.leaked.last??.pointee != 0)
    case .flood: print(String(repeating: "noise ", count: 50))
    case .thrown: throw Thrown()
    default: break
    }
    let width = batch.features.atomVocabulary.count
    var states = try atoms(stride(from: 0, to: batch.atomFeatures.count, by: width).map { batch.atomFeatures[$0] })
    if fault == .order { states = try states.scaledRows(by: Tensor(batch.graphOfAtom.indices.map { Float($0) })) }
    let mean = try states.segmentMean(Segments(offsets: batch.atomOffsets))
    let result = try output(fault == .gradient ? mean + mean.detached() : mean)
    if fault == .random { return try result + .full(result.shape, .random(in: 0...1)) }
    return fault == .nan ? .full(result.shape, .nan) : result
  }

  @inline(never)
  private func depth(_ count: Int) -> Int { count < 0 ? 0 : depth(count + 1) + count }
}
