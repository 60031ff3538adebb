internal import Files
internal import Foundation
internal import Synchronization
internal import Tensors

/// A modality encoder of a C library.
///
/// `@unchecked Sendable`: what the library made is used by one thread at a time, or the library says that it needn't be.
final class CModalityEncoder: ModalityEncoder, @unchecked Sendable {
  let embeddingDimensions: Int
  let fingerprint: String
  private let plan: CModalityEncoderPlan
  private let settings: SettingNode
  private let weights: URL?
  private let handle: UnsafeMutableRawPointer
  private let closing: PluginCall
  private let turn = Mutex(())

  private static let settingsFile = "settings.json"
  private static let weightsFolder = "weights"
  /// Samples a call: what several threads can share, and no call takes long.
  private static let samplesPerCall = 32

  /// - Parameters:
  ///   - location: of the weights: what ``save(to:)`` wrote, or a folder that is handed to the library as it is.
  ///   - settings: all of them.
  init(
    _ plan: CModalityEncoderPlan, _ component: ComponentDescriptor, _ location: URL, _ settings: SettingNode,
    _ kind: WeightKind
  ) throws {
    self.plan = plan
    closing = PluginCall(component, "close")
    var (settings, weights) = (settings, kind == .folder ? location : nil)
    if kind == .saved {
      settings = try Self.savedSettings(in: location, plan)
      let folder = location.appending(path: Self.weightsFolder)
      if FileManager.default.fileExists(atPath: folder.path) { weights = folder }
    }
    (self.settings, self.weights) = (settings, weights)
    fingerprint = try Self.fingerprint(plan, settings, weights)
    let memory = CMemory()
    let text = memory.text(String(decoding: settings.json, as: UTF8.self))
    let path = weights.map { memory.text($0.path) }
    var handle: UnsafeMutableRawPointer?
    let message = CMessage()
    let code = withExtendedLifetime(memory) { plan.open(text, path, &handle, message.pointer) }
    guard code == 0 else {
      throw CPluginError.failed(plan.id, function: "open", code: code, message: message.text)
    }
    guard let handle else { throw CPluginError.noEncoder(plan.id) }
    self.handle = handle
    let found = plan.dimensions(handle)
    embeddingDimensions = Int(clamping: found)
    // Every property has its value: from here on `deinit` closes what was opened.
    guard (1...CPluginError.greatestWidth).contains(found) else {
      throw CPluginError.dimensions(plan.id, found: found)
    }
  }

  deinit { closing { plan.close(handle) } }

  func encode(_ samples: [Sample]) throws -> EncodedSamples {
    let good = samples.indices.filter { CSamples.holds(samples[$0]) }
    let parts = stride(from: 0, to: good.count, by: Self.samplesPerCall).map { first in
      good[first..<min(good.count, first + Self.samplesPerCall)].map { samples[$0] }
    }
    let compute = { (part: [Sample]) in Result { try self.rows(of: part) } }
    let results = try (plan.isThreadSafe ? parts.concurrentMap(compute) : parts.map(compute)).flatMap { try $0.get() }
    var outcomes = samples.map { _ in Outcome.failed("the sample has neither a molecule nor a measurement") }
    for (index, outcome) in zip(good, results) { outcomes[index] = outcome }
    var rows: [Int] = []
    var values: [Float] = []
    var failures: [SampleFailure] = []
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .encoded(let row):
        rows.append(index)
        values += row
      case .failed(let reason): failures.append(SampleFailure(index: index, reason: reason))
      }
    }
    return EncodedSamples(
      embeddings: try Tensor(values, shape: [rows.count, embeddingDimensions]), rows: rows, failures: failures)
  }

  private enum Outcome {
    case encoded([Float])
    case failed(String)
  }

  private func rows(of samples: [Sample]) throws -> [Outcome] {
    let views = try CSamples(samples)
    let width = embeddingDimensions
    // What is left unwritten is then not a number.
    let output = GuardedFloats(count: samples.count * width, filledWith: .nan)
    let call = { [plan, handle] in
      plan.encode(handle, views.pointers, UInt64(samples.count), output.pointer, views.messages)
    }
    let code = withExtendedLifetime(views) { plan.isThreadSafe ? call() : turn.withLock { _ in call() } }
    guard output.isIntact else {
      throw CPluginError.overrun(plan.id, function: "encode", what: "the embeddings")
    }
    return try samples.indices.map { index in
      let message = views.messages[index].map { CMessage.text($0) } ?? ""
      if code != 0 { throw CPluginError.failed(plan.id, function: "encode", code: code, message: message) }
      if !message.isEmpty { return .failed(message) }
      let row = Array(output.values[index * width..<(index + 1) * width])
      if let place = row.firstIndex(where: { !$0.isFinite }) {
        return .failed("`\(plan.id)` left value \(place) unwritten, or it is not finite")
      }
      return .encoded(row)
    }
  }
}

// MARK: - Files

extension CModalityEncoder {
  func save(to folder: URL) throws {
    try settings.json.write(to: folder.appending(path: Self.settingsFile))
    guard let weights else { return }
    try FileManager.default.copyItem(
      at: weights.resolvingSymlinksInPath(), to: folder.appending(path: Self.weightsFolder))
  }

  private static func savedSettings(in folder: URL, _ plan: CModalityEncoderPlan) throws -> SettingNode {
    let file = folder.appending(path: settingsFile)
    guard let data = try? Data(contentsOf: file) else {
      throw CPluginError.damagedFolder(path: file.path, reason: "it can't be read")
    }
    return try plan.schema.resolve(try SettingNode(json: data, path: file.path))
  }

  /// Of the library's own content, so that embeddings of another build of it aren't taken, the settings and the weights.
  private static func fingerprint(_ plan: CModalityEncoderPlan, _ settings: SettingNode, _ weights: URL?) throws
    -> String
  {
    var digest = Digest()
    digest.add(plan.id)
    digest.add(try ByteSource(path: plan.library).fileDigest().description)
    digest.add(String(decoding: settings.json, as: UTF8.self))
    guard let weights else { return digest.text }
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: weights.path) else {
      throw CPluginError.damagedFolder(path: weights.path, reason: "it is no folder that can be read")
    }
    for path in paths.sorted() {
      let file = weights.appending(path: path)
      guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
      digest.add(path)
      digest.add(try ByteSource(path: file.path).fileDigest().description)
    }
    return digest.text
  }
}
