/// What the program links in itself is used as it is; what a plugin brought is called through an object that notes each
/// call.
extension ComponentDescriptor {
  private func watched<Part>(_ part: Part, _ wrap: (Part, ComponentDescriptor) -> Part) -> Part {
    source == .program ? part : wrap(part, self)
  }

  func watched(_ part: any GraphEncoder) -> any GraphEncoder { watched(part, CalledGraphEncoder.init) }
  func watched(_ part: any ContrastiveObjective) -> any ContrastiveObjective { watched(part, CalledObjective.init) }
  func watched(_ part: any PretrainingTask) -> any PretrainingTask { watched(part, CalledPretrainingTask.init) }
  func watched(_ part: any ModalityEncoder) -> any ModalityEncoder { watched(part, CalledModalityEncoder.init) }
  func watched(_ part: any SampleReader) -> any SampleReader { watched(part, CalledSampleReader.init) }

  func watched(
    _ build: @escaping ModalityEncoderDescriptor.PretrainingBuilder
  ) -> ModalityEncoderDescriptor.PretrainingBuilder {
    { encoder, task, samples, context in
      watched(try call("make the pre-training task") { try build(encoder, task, samples, context) })
    }
  }

  /// Runs a function of the plugin.
  func call<Result, Failure>(
    _ function: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try PluginCall(self, function)(body)
  }
}
