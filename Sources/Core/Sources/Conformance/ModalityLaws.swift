internal import ACML
internal import Chemistry
internal import Foundation
internal import Tensors

/// The laws of a measured modality: its files, and its payloads.
struct ModalityLaws {
  let descriptor: ModalityDescriptor
  let file: URL
  let settings: SettingNode?
  let log: PluginLog

  private func read(_ file: URL) throws -> [SampleRecord] {
    let reader = try descriptor.read(
      file, settings: settings, at: "settings", SampleReaderContext(log: log))
    var records: [SampleRecord] = []
    while let record = try reader.next() {
      records.append(record)
      // A reader that doesn't move on would never end.
      try require(
        records.count <= Self.greatestCount, on: file.lastPathComponent,
        "more than \(Self.greatestCount) records; does it move on?")
    }
    return records
  }

  private static let greatestCount = 1_000_000

  /// The samples of the file whose molecule can be read.
  func samples(limit: Int) throws -> [Sample] {
    var samples: [Sample] = []
    for record in try read(file) {
      guard samples.count < limit, case .sample(let payload, let structure) = record.content else { continue }
      let molecule: Molecule?
      switch structure {
      case .smiles(let text): molecule = try? Molecule(smiles: text)
      case .molBlock(let text): molecule = try? Molecule(molBlock: text)
      case nil: molecule = nil
      }
      let smiles = (try? molecule?.canonicalSMILES) ?? ""
      samples.append(
        Sample(
          identity: smiles.isEmpty ? "\(file.lastPathComponent):\(record.line)" : smiles, smiles: smiles,
          molecule: molecule, payload: payload))
    }
    return samples
  }

  func run(_ examination: Examination) {
    examination.examineSettings(descriptor.component.settings, of: descriptor.component.id)
    var records: [SampleRecord] = []
    examination.examine(.reader, on: file.lastPathComponent) {
      records = try read(file)
      var counts = (samples: 0, others: 0, faults: 0)
      for record in records {
        switch record.content {
        case .sample: counts.samples += 1
        case .otherModality: counts.others += 1
        case .fault(let reason):
          try require(!reason.isEmpty, on: "line \(record.line)", "the record is refused without a reason")
          counts.faults += 1
        }
      }
      let lines = records.map(\.line)
      try require(lines.allSatisfy { $0 >= 1 } && lines == lines.sorted(), "the records' lines don't ascend from 1")
      try require(counts.samples > 0, "no record of the file is a sample")
      return "\(counts.samples) samples, \(counts.faults) refused"
    }
    let payloads = records.prefix(20).compactMap { record in
      if case .sample(let payload, _) = record.content { (payload, "line \(record.line)") } else { nil }
    }
    guard let (payload, place) = payloads.first else { return }
    examination.examine(.payload, on: file.lastPathComponent) {
      for (payload, place) in payloads {
        let bytes = payload.canonicalBytes
        let restored = try descriptor.payload(canonicalBytes: bytes)
        try require(restored.canonicalBytes == bytes, on: place, "restored from its bytes, it has others")
      }
      return nil
    }
    examination.examine(.payload, on: "damaged bytes of \(place)") {
      let bytes = payload.canonicalBytes
      var refused = 0
      let random = RandomStream(seed: 1, name: "damage")
      let cuts = (0..<32).map { Array(bytes.prefix(bytes.count * $0 / 32)) }
      let flips = (0..<256).map { _ in
        var damaged = bytes
        if !damaged.isEmpty {
          damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        return damaged
      }
      for damaged in cuts + flips where (try? descriptor.payload(canonicalBytes: damaged)) == nil { refused += 1 }
      try require(refused > 0, "not even bytes that are cut short are refused")
      return "\(refused) of \(cuts.count + flips.count) refused"
    }
    examination.examine(.reader, on: "damaged copies of \(file.lastPathComponent)") { try readDamaged() }
    if descriptor.drawing(of: payload) != nil { examination.measure("drawing", "yes") }
  }

  /// Reads the start of the file with bytes changed, cut or repeated; an error is right, a crash or a hang isn't.
  private func readDamaged() throws -> String {
    let bytes = try [UInt8](Data(contentsOf: file).prefix(64 << 10))
    let random = RandomStream(seed: 2, name: "damage")
    var refused = 0
    let copies = 60
    try TemporaryFolder.use { folder in
      let damaged = folder.appending(path: file.lastPathComponent)
      for copy in 0..<copies {
        var content = copy % 2 == 0 ? Array(bytes.prefix(bytes.count * copy / copies)) : bytes
        for _ in 0..<min(20, content.count) where copy % 2 == 1 || copy % 4 == 2 {
          content[Int(random.next() % UInt64(content.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        try Data(content).write(to: damaged)
        do { _ = try read(damaged) } catch let error as Violation { throw error } catch { refused += 1 }
      }
    }
    return "\(copies) copies, \(refused) refused as a whole"
  }
}
