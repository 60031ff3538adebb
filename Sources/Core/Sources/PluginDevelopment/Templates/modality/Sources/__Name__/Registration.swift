public import ACML

/// Tells the program what is here: a modality with its files, and an encoder of it. `acml plugin describe __name__` and
/// `acml plugin describe __name__-cnn` print it.
public func register(in registry: Registry) {
  registry.modality(
    "__name__", summary: "evenly sampled traces, CSV with one row a molecule", payload: __Name__Trace.self,
    settings: NoSettings.self,
    read: { file, _, _ in try __Name__Reader(file) }, draw: { $0.drawing })

  registry.modalityEncoder(
    "__name__-cnn", modality: "__name__", summary: "one-dimensional convolutions, pre-trained by filling gaps",
    settings: __Name__Settings.self,
    load: { folder, _ in try __Name__Encoder(folder: folder) },
    pretraining: Pretraining(settings: GapSettings.self) { encoder, task, _, context in
      GapTask(encoder, task, random: context.random)
    })
}

// The ids, readable in the file before anything of it runs: `--allow-plugins __name__` needs them.
@c public func acml_component___symbol__() {}
@c public func acml_component___symbol___cnn() {}
