internal import Chemistry
internal import CPlugin
internal import NeuralNetworks
internal import Tensors

extension CGraphEncoder {
  /// Lets the library make an encoder.
  static func open(
    _ plan: CGraphEncoderPlan, _ settings: SettingNode, _ features: GraphFeatures
  ) throws -> UnsafeMutableRawPointer {
    let memory = CMemory()
    var description = acml_graph_features()
    description.size = UInt32(MemoryLayout<acml_graph_features>.size)
    description.atom_width = UInt32(features.atomVocabulary.count)
    description.bond_width = UInt32(features.bondVocabulary.count)
    description.atom_vocabulary = memory.copy(features.atomVocabulary.map(Int32.init))
    description.bond_vocabulary = memory.copy(features.bondVocabulary.map(Int32.init))
    description.name = memory.text(features.rawValue)
    var handle: UnsafeMutableRawPointer?
    let message = CMessage()
    let json = memory.text(String(decoding: settings.json, as: UTF8.self))
    let code = withExtendedLifetime(memory) { plan.open(json, &description, &handle, message.pointer) }
    guard code == 0 else {
      throw CPluginError.failed(plan.id, function: "open", code: code, message: message.text)
    }
    guard let handle else { throw CPluginError.noEncoder(plan.id) }
    return handle
  }

  /// Asks for a parameter and draws its first values.
  static func parameter(
    _ index: Int, _ plan: CGraphEncoderPlan, _ handle: UnsafeMutableRawPointer, _ random: RandomStream
  ) throws -> (name: String, parameter: Parameter) {
    var description = acml_parameter()
    description.size = UInt32(MemoryLayout<acml_parameter>.size)
    let message = CMessage()
    let code = plan.parameter(handle, UInt64(index), &description, message.pointer)
    guard code == 0 else {
      throw CPluginError.failed(plan.id, function: "parameter", code: code, message: message.text)
    }
    func fault(_ reason: String) -> CPluginError { .parameter(plan.id, index: index, reason: reason) }
    guard let characters = description.name else { throw fault("`name` is null") }
    let name = String(cString: characters)
    guard name.wholeMatch(of: /[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*/) != nil else {
      throw fault(
        "found the name `\(name.prefix(60))`, expected words with dots between them, such as `layers.0.weight`")
    }
    let (one, two, three, four) = description.shape
    guard (1...4).contains(description.rank) else { throw fault("`rank` is \(description.rank), expected 1 to 4") }
    let lengths = [one, two, three, four].prefix(Int(description.rank))
    // Each factor below 2^28, so that no product of two overflows.
    let count = lengths.reduce(UInt64(1)) { $0 > Self.greatestCount || $1 > Self.greatestCount ? .max : $0 * $1 }
    guard (1...Self.greatestCount).contains(count) else {
      throw fault("`shape` is \(Array(lengths)), expected at least 1 and at most 2^28 floats")
    }
    let scale = Float(description.scale)
    guard scale.isFinite else { throw fault("`scale` is not finite") }
    let stream = random.child(name)
    let shape = lengths.map { Int($0) }
    let value: Tensor
    switch description.initial {
    case UInt32(ACML_CONSTANT.rawValue): value = .full(shape, scale)
    case UInt32(ACML_NORMAL.rawValue):
      value = .filled(shape) { values in for place in values.indices { values[place] = scale * stream.normal() } }
    case UInt32(ACML_UNIFORM.rawValue):
      value = .filled(shape) { values in
        for place in values.indices { values[place] = scale * (2 * stream.uniform() - 1) }
      }
    default: throw fault("`initial` is \(description.initial), expected 0, 1 or 2")
    }
    return (name, Parameter(value))
  }

  private static var greatestCount: UInt64 { 1 << 28 }
}
