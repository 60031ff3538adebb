import ACML
import Conformance
import Foundation
import NeuralNetworks
import Tensors
import Testing
import __Name__

struct __Name__Tests {
  private let catalog: PluginCatalog = {
    let registry = Registry()
    register(in: registry)
    return registry.freeze()
  }()

  /// The sample data of the package.
  private let table = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../data/synthetic.csv").standardizedFileURL

  private func records(_ file: URL) throws -> [SampleRecord] {
    let reader = try catalog.modality("__name__").read(file)
    var records: [SampleRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func records(of text: String) throws -> [SampleRecord] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return try records(file)
  }

  private func samples() throws -> [Sample] {
    try records(table).compactMap { record in
      guard case .sample(let trace, _) = record.content else { return nil }
      return Sample(identity: record.name, smiles: "", molecule: nil, payload: trace)
    }
  }

  @Test func registersItsParts() {
    #expect(catalog.components.map(\.id) == ["__name__", "__name__-cnn"])
    #expect(catalog.problems.isEmpty)
  }

  @Test(arguments: ["__name__", "__name__-cnn"])
  func keepsTheLaws(_ id: String) throws {
    var options = ConformanceCheck.Options()
    options.samples = table
    let findings = try ConformanceCheck(id, in: catalog, options: options).run()
    // Other tests run beside, and memory is that of the whole process: `acml plugin check` judges it.
    #expect(findings.filter { $0.isBroken && $0.law != .memory } == [])
  }

  @Test func tellsWhichLineCannotBeRead() throws {
    let found = try records(of: "name,smiles,1,2,3\nethanol,CCO,0.1,0.5,0.2\nbad,C,0.1,x,0.2\nshort,C,0.1\n")
    #expect(found.map(\.line) == [2, 3, 4])
    guard case .sample(_, .smiles("CCO")?) = found[0].content else {
      Issue.record("the first record is no sample of CCO")
      return
    }
    let reasons = found.dropFirst().map { record in
      if case .fault(let reason) = record.content { reason } else { "" }
    }
    #expect(reasons == ["column 4: `x` is no number", "3 columns, expected 5"])
  }

  @Test(arguments: ["", "name,smiles\n", "name,smiles,1,2,4\n", "name,smiles,3,2,1\n", "id,smiles,1,2\n"])
  func refusesAnotherHeader(_ text: String) {
    #expect(throws: (any Error).self) { try records(of: text) }
  }

  @Test func learnsToFillGaps() throws {
    let samples = try samples()
    let task = try #require(
      try catalog.modalityEncoder("__name__-cnn").makePretrainingTask(
        encoder: nil, task: nil, samples: samples,
        PretrainingContext(random: RandomStream(seed: 1, name: "pretraining"))))
    let optimizer = AdamW(task.namedParameters)
    let before = try task.loss(of: samples, mode: .inference).loss.scalar()
    for step in 0..<40 {
      for parameter in task.parameters { parameter.gradient = nil }
      let random = RandomStream(seed: UInt64(step), name: "gaps")
      try task.loss(of: samples, mode: .training(random)).loss.backward()
      optimizer.step(learningRate: 3e-3, gradientScale: 1)
    }
    #expect(try task.loss(of: samples, mode: .inference).loss.scalar() < 0.5 * before)
  }
}
