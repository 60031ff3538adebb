public import ACML
public import Chemistry
public import Foundation

/// Tries the laws of the protocols on a component of a plugin.
///
/// It runs the plugin's code in this process: whoever doesn't trust it runs the check in a child process.
public struct ConformanceCheck: Sendable {
  /// What a check may be told.
  public struct Options: Sendable {
    /// The component's own settings; the defaults if `nil`.
    public var settings: SettingNode?
    /// A file of samples, for a measured modality.
    public var samples: URL?
    /// Weights as the encoder's `save` writes them, for a modality encoder that isn't pre-trained here.
    public var weights: URL?
    /// The features of graphs.
    public var features = GraphFeatures.ogb

    public init() {}
  }

  private let catalog: PluginCatalog
  private let component: ComponentDescriptor
  private let options: Options
  private let log: PluginLog
  private static let sampleCount = 32

  /// - Throws: `UnknownComponent`.
  public init(
    _ id: String, in catalog: PluginCatalog, options: Options = Options(), log: PluginLog = .silent
  ) throws(UnknownComponent) {
    self.catalog = catalog
    component = try catalog.component(id)
    self.options = options
    self.log = log
  }

  /// Tries every law that concerns the component.
  /// - Parameter tell: is told of each law before and after.
  /// - Returns: what came of each law on each input.
  @discardableResult
  public func run(_ tell: @escaping (ConformanceEvent) -> Void = { _ in }) throws(UnknownComponent) -> [Finding] {
    let examination = Examination(tell)
    switch component.kind {
    case .graphEncoder:
      GraphEncoderLaws(
        descriptor: try catalog.graphEncoder(component.id), features: options.features, settings: options.settings
      ).run(examination)
    case .objective:
      ObjectiveLaws(descriptor: try catalog.objective(component.id), settings: options.settings).run(examination)
    case .modality:
      if let laws = laws(of: try catalog.modality(component.id)) {
        laws.run(examination)
      } else {
        examination.leaveOut(.reader, on: component.id, "there is no file to read; give one with --samples")
      }
    case .modalityEncoder: run(try catalog.modalityEncoder(component.id), examination)
    }
    if let peak = MemoryCheck.peakMegabytes { examination.measure("peak memory", "\(peak) MB") }
    return examination.findings
  }

  private func laws(of modality: ModalityDescriptor) -> ModalityLaws? {
    options.samples.map { file in
      ModalityLaws(
        descriptor: modality, file: file, settings: component.kind == .modality ? options.settings : nil, log: log)
    }
  }

  private func run(_ encoder: ModalityEncoderDescriptor, _ examination: Examination) {
    var samples: [Sample] = []
    let measured = catalog.modalities.filter { encoder.modalities.contains($0.modality) }
    // An encoder that also reads what follows from the molecule needs no file.
    let isDerived = options.samples == nil && measured.count < encoder.modalities.count
    if !measured.isEmpty, !isDerived {
      // Of several modalities the file is of the first that finds samples there.
      let candidates = measured.compactMap(laws(of:))
      guard let laws = candidates.first(where: { (try? $0.samples(limit: 1))?.isEmpty == false }) ?? candidates.first
      else {
        return examination.leaveOut(
          .builds, on: component.id,
          "samples of \(encoder.modalityList) are measured; give a file of them with --samples")
      }
      examination.examine(.reader, on: options.samples?.lastPathComponent ?? "") {
        samples = try laws.samples(limit: Self.sampleCount)
        try require(samples.count >= 4, "the file has \(samples.count) samples; at least 4 are needed")
        return "\(samples.count) samples taken"
      }
    } else {
      samples = (try? Molecules.samples(Molecules.all)) ?? []
    }
    guard examination.holds(.reader) else { return }
    ModalityEncoderLaws(
      descriptor: encoder, samples: samples, settings: options.settings, weights: options.weights, log: log
    ).run(examination)
  }
}
