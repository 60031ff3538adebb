import ACML
import Chemistry
import Foundation
import NeuralNetworks
import Synchronization
import Tensors

/// How the graph encoder of a test breaks a law.
enum GraphFault: String, CaseIterable, SettingValue {
  case none, narrow, notANumber, constant, fickle, batchMean, position, bondsNeeded, cutGradient, counting, hiddenState
  case threadBound, hoarding
}

struct DoubleSettings: Settings {
  var fault = GraphFault.none
  static let fields: [SettingField<Self>] = [.init("fault", \.fault, "which law to break")]
}

/// One round of messages between sums of embeddings, and a fault.
final class GraphEncoderDouble: GraphEncoder {
  let atoms: Embedding
  let message: Linear
  let output: Linear
  let calls = StateBuffer(.zeros([1]))
  let embeddingDimensions = 6
  private let fault: GraphFault
  private let secret: Float
  private let firstThread = Mutex<ObjectIdentifier?>(nil)

  /// What the hoarding one never lets go of.
  private static let hoard = Mutex<[[UInt8]]>([])

  init(_ fault: GraphFault, _ context: GraphEncoderContext) {
    self.fault = fault
    atoms = Embedding(context.features.atomVocabulary[0], 8, random: context.random)
    message = Linear(8, 8, random: context.random)
    output = Linear(8, 6, random: context.random)
    secret = context.random.uniform()
  }

  struct NoBonds: Error {}

  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    if fault == .bondsNeeded, batch.edgeCount == 0 { throw NoBonds() }
    if fault == .counting { try calls.assign(calls.value.scaled(by: 1, plus: 1)) }
    if fault == .hoarding { Self.hoard.withLock { $0.append([UInt8](repeating: 1, count: 10_000)) } }
    let width = batch.features.atomVocabulary.count
    var states = try atoms(stride(from: 0, to: batch.atomFeatures.count, by: width).map { batch.atomFeatures[$0] })
    if fault == .position {
      let places = (0..<batch.atomCount).map { Float($0) - Float(batch.atomOffsets[Int(batch.graphOfAtom[$0])]) }
      states = try states.scaledRows(by: Tensor(places).scaled(by: 0.1, plus: 1))
    }
    let received = try message(states.gather(batch.sources), activation: .tanh)
      .segmentSum(Segments(offsets: batch.edgeOffsets))
    let kept = fault == .cutGradient ? received.detached() : received
    var result = try output((states + received + kept).tanh().segmentMean(Segments(offsets: batch.atomOffsets)))
    switch fault {
    case .narrow: result = try result.columns(0..<5)
    case .notANumber where batch.atomCount == 1: result = .full(result.shape, .nan)
    case .notANumber where batch.graphCount > 1: result = try result + .full([6], .nan)
    case .constant: result = result.scaled(by: 0, plus: 1)
    case .fickle:
      result = try result + .filled(result.shape) { for index in $0.indices { $0[index] = .random(in: 0...0.01) } }
    case .batchMean: result = try result + result.mean().scaled(by: -1)
    case .hiddenState: result = result.scaled(by: 1 + secret)
    case .threadBound:
      let thread = ObjectIdentifier(Thread.current)
      let isFirst = firstThread.withLock { first in
        first = first ?? thread
        return first == thread
      }
      result = isFirst ? result : result.scaled(by: 1.001)
    default: break
    }
    return result
  }
}

/// A setting that isn't read as it was written.
struct Forgetful: SettingValue {
  var value = 3
  static var kind: SettingKind { Int.kind }
  init() {}
  init(setting node: SettingNode) throws(SettingMismatch) { value = try Int(setting: node) + 1 }
  var setting: SettingNode.Content { value.setting }
}

struct ForgetfulSettings: Settings {
  var forgetful = Forgetful()
  static let fields: [SettingField<Self>] = [.init("forgetful", \.forgetful, "is one more each time")]
}

struct NotMade: Error {}
