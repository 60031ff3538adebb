internal import Chemistry
internal import CPlugin
internal import NeuralNetworks
internal import Synchronization
internal import Tensors

/// A graph encoder of a C library, whose parameters are the program's.
///
/// `@unchecked Sendable`: what the library made is used by one thread at a time, or the library says that it needn't be.
final class CGraphEncoder: GraphEncoder, CustomReflectable, @unchecked Sendable {
  let embeddingDimensions: Int
  private let plan: CGraphEncoderPlan
  private let state: CGraphEncoderState
  private let learned: [(name: String, parameter: Parameter)]

  init(
    _ plan: CGraphEncoderPlan, _ component: ComponentDescriptor, _ settings: SettingNode, _ context: GraphEncoderContext
  ) throws {
    self.plan = plan
    let handle = try Self.open(plan, settings, context.features)
    state = CGraphEncoderState(plan, component, handle)
    let (width, count) = (plan.dimensions(handle), plan.parameterCount(handle))
    guard (1...CPluginError.greatestWidth).contains(width) else {
      throw CPluginError.dimensions(plan.id, found: width)
    }
    embeddingDimensions = Int(width)
    guard (1...65_536).contains(count) else { throw CPluginError.parameterCount(plan.id, found: count) }
    var learned: [(name: String, parameter: Parameter)] = []
    var names: Set<String> = []
    for index in 0..<Int(count) {
      let (name, parameter) = try Self.parameter(index, plan, handle, context.random)
      guard names.insert(name).inserted else {
        throw CPluginError.parameter(plan.id, index: index, reason: "there is a parameter `\(name)` already")
      }
      learned.append((name, parameter))
    }
    self.learned = learned
  }

  /// The parameters under the names that the library gave them: so they are found, saved and loaded.
  var customMirror: Mirror { Mirror(self, children: learned.map { Mirror.Child(label: $0.name, value: $0.parameter) }) }

  func callAsFunction(_ batch: GraphBatch, mode: Mode) throws -> Tensor {
    let inputs = learned.map(\.parameter.tensor)
    let graphs = CGraphBatch(batch)
    let embeddings = GuardedFloats(count: batch.graphCount * embeddingDimensions, filledWith: .nan)
    let keepsContext = inputs.contains(where: \.hasGradient)
    let pass = CForwardPass(state, graphs, inputs)
    let message = CMessage()
    let code = state.alone { [plan, state] in
      pass.withParameters { values in
        plan.forward(
          state.handle, graphs.pointer, values, mode.isTraining ? 1 : 0, mode.random?.next() ?? 0, embeddings.pointer,
          keepsContext ? pass.context : nil, message.pointer)
      }
    }
    guard code == 0 else {
      throw CPluginError.failed(plan.id, function: "forward", code: code, message: message.text)
    }
    guard embeddings.isIntact else {
      throw CPluginError.overrun(plan.id, function: "forward", what: "the embeddings")
    }
    let result = try Tensor(Array(embeddings.values), shape: [batch.graphCount, embeddingDimensions])
    guard result.isFinite else { throw notFinite(embeddings) }
    return keepsContext ? result.attachingGradient(plan.id, from: inputs) { try pass.backward($0) } : result
  }

  private func notFinite(_ embeddings: GuardedFloats) -> CPluginError {
    let place = embeddings.values.firstIndex { !$0.isFinite } ?? 0
    return .notFinite(
      plan.id, function: "forward", what: "value \(place % embeddingDimensions) of row \(place / embeddingDimensions)")
  }
}

/// What a library made, closed when nothing uses it any more.
///
/// `@unchecked Sendable`: see ``CGraphEncoder``.
final class CGraphEncoderState: @unchecked Sendable {
  let plan: CGraphEncoderPlan
  let component: ComponentDescriptor
  let handle: UnsafeMutableRawPointer
  private let turn = Mutex(())

  init(_ plan: CGraphEncoderPlan, _ component: ComponentDescriptor, _ handle: UnsafeMutableRawPointer) {
    (self.plan, self.component, self.handle) = (plan, component, handle)
  }

  deinit { PluginCall(component, "close") { plan.close(handle) } }

  /// Runs a call, one at a time unless the library allows several.
  func alone<Result: Sendable>(_ call: () -> Result) -> Result {
    plan.isThreadSafe ? call() : turn.withLock { _ in call() }
  }
}

/// A forward pass, with what its backward pass needs.
final class CForwardPass {
  /// Where the library puts its context.
  let context = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
  private let state: CGraphEncoderState
  private let graphs: CGraphBatch
  private let parameters: [Tensor]

  init(_ state: CGraphEncoderState, _ graphs: CGraphBatch, _ inputs: [Tensor]) {
    (self.state, self.graphs) = (state, graphs)
    parameters = inputs.map { $0.detached() }
    context.initialize(to: nil)
  }

  deinit {
    if let left = context.pointee {
      PluginCall(state.component, "free_context") {
        state.alone { state.plan.freeContext(state.handle, left) }
      }
    }
    context.deallocate()
  }

  /// The addresses of all parameters' values.
  func withParameters<Result>(_ body: (CGraphEncoderPlan.Values) throws -> Result) rethrows -> Result {
    let memory = CMemory()
    // The tensors are kept by this object, and nobody writes to values that are shared.
    let addresses = memory.copy(parameters.map { $0.withUnsafeValues(\.baseAddress) })
    return try withExtendedLifetime((memory, self)) { try body(addresses) }
  }

  /// The gradients of all parameters.
  /// - Parameter gradient: of the embeddings.
  func backward(_ gradient: Tensor) throws -> [Tensor?] {
    let (plan, memory) = (state.plan, CMemory())
    let message = CMessage()
    let results = parameters.map { GuardedFloats(count: $0.count, filledWith: 0) }
    let addresses = memory.copy(results.map { Optional($0.pointer) })
    let code = PluginCall(state.component, "backward") {
      state.alone {
        withParameters { values in
          gradient.withUnsafeValues {
            plan.backward(
              state.handle, context.pointee, graphs.pointer, values, $0.baseAddress, addresses, message.pointer)
          }
        }
      }
    }
    withExtendedLifetime(memory) {}
    guard code == 0 else {
      throw CPluginError.failed(plan.id, function: "backward", code: code, message: message.text)
    }
    return try zip(results, parameters).enumerated().map { index, pair in
      let (result, parameter) = pair
      guard result.isIntact else {
        throw CPluginError.overrun(plan.id, function: "backward", what: "the gradient of parameter \(index)")
      }
      let tensor = try Tensor(Array(result.values), shape: parameter.shape)
      guard tensor.isFinite else {
        throw CPluginError.notFinite(plan.id, function: "backward", what: "the gradient of parameter \(index)")
      }
      return tensor
    }
  }
}
