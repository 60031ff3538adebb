import ACML
import Experiments
import Files
import Foundation
import Testing

/// Rows that carry measurements, by a modality that only this file knows.
struct SampleTests {
  /// A measurement of one number.
  struct Reading: SamplePayload, Equatable {
    let value: UInt8

    var canonicalBytes: [UInt8] { [value] }

    init(value: UInt8) { self.value = value }

    init(canonicalBytes: [UInt8]) throws {
      guard canonicalBytes.count == 1 else { throw SampleFault.damagedPayload("\(canonicalBytes.count) bytes") }
      value = canonicalBytes[0]
    }
  }

  /// Lines `SMILES number name`; a line that begins with `#` is of another modality.
  final class Reader: SampleReader {
    private var lines: LineReader

    init(_ file: URL) throws { lines = LineReader(try ByteSource(path: file.path)) }

    func next() throws -> SampleRecord? {
      guard let line = try lines.next() else { return nil }
      let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
      if words[0] == "#" { return SampleRecord(line: lines.number, .otherModality("other")) }
      guard let value = UInt8(words[1]) else { return SampleRecord(line: lines.number, .fault("no number")) }
      return SampleRecord(
        line: lines.number, .sample(Reading(value: value), .smiles(words[0])), name: words[2],
        isSimulated: words[2] == "made", fields: [("fold", "\(value % 2)"), ("fold", "x")])
    }
  }

  struct NoSettings: Settings {
    static let fields: [SettingField<Self>] = []
    init() {}
  }

  static let catalog: PluginCatalog = {
    let registry = Registry()
    registry.modality("reading", summary: "a number", payload: Reading.self, settings: NoSettings.self) { file, _, _ in
      try Reader(file)
    }
    return registry.freeze()
  }()

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func dataset(_ text: String, options: Dataset.Options = Dataset.Options(onInvalid: .skip)) throws -> Dataset {
    let file = try folder.write(text, to: "a.readings")
    let source = Dataset.SampleSource(file, try Self.catalog.modality("reading"))
    return try Dataset(reading: [], samples: [source], options: options)
  }

  @Test func rowsCarryMeasurements() throws {
    let dataset = try dataset("OCC 1 a\nCCO 2 b\n# x\nC1 3 c\nCCC z d\nCCC 4 made\n")
    #expect(dataset.rows.map(\.identity) == ["CCO", "CCO", "CCC"])
    #expect(dataset.rows.map { ($0.measurement?.payload as? Reading)?.value } == [1, 2, 4])
    #expect(dataset.rows.map { $0.measurement?.isSimulated } == [false, false, true])
    #expect(dataset.rejected.map(\.line) == [4, 5])
    #expect(dataset.files.map(\.others) == [1])
    let folds = try dataset.values(of: "fold")
    #expect(folds == ["1", "0", "0"])
    let origins = try dataset.values(of: "origin")
    #expect(origins == ["measured", "measured", "simulated"])
    let sample = try #require(try dataset.sample(at: 1))
    #expect(sample.payload as? Reading == Reading(value: 2))
  }

  @Test func skeletonsUniteStereoisomers() throws {
    var options = Dataset.Options(onInvalid: .fail)
    options.identity = .inchiKeySkeleton
    let dataset = try dataset("C[C@H](N)C(=O)O 1 a\nC[C@@H](N)C(=O)O 2 b\n", options: options)
    #expect(Set(dataset.rows.map(\.identity)) == ["QNAYBMKLOCPYGJ"])
  }

  @Test func moleculesAndSamplesStandTogether() throws {
    let table = try folder.write("smiles,name\nCCO,ethanol\nCCC,propane\n", to: "a.csv")
    let file = try folder.write("CCC 7 x\n", to: "a.readings")
    let dataset = try Dataset(
      reading: [table], samples: [Dataset.SampleSource(file, try Self.catalog.modality("reading"))])
    #expect(dataset.rows.map(\.identity) == ["CCO", "CCC", "CCC"])
    #expect(dataset.rows(of: ["reading"]) == [2])
    #expect(dataset.rows(of: ["smiles"]) == [0, 1, 2])
    let names = try dataset.values(of: "name")
    #expect(names == ["ethanol", "propane", "x"])
  }

  @Test func aFileWithoutASampleIsAnError() throws {
    let error = #expect(throws: DataError.self) { try dataset("# x\n") }
    #expect(
      error?.description.hasSuffix(
        "no sample of the modality 'reading' in the file, which holds 1 of other modalities.") == true)
  }

  // MARK: The store

  private func record(_ row: Int) -> SampleStore.Record {
    SampleStore.Record(
      row: row, file: "f", line: row + 1, modality: row % 3 == 2 ? "other" : "reading", smiles: "CCO", name: "n\(row)",
      isSimulated: row % 2 == 0, payload: [UInt8(row)], fields: [("fold", "\(row)")])
  }

  private func store(_ count: Int) throws -> URL {
    let file = folder.url.appending(path: "a.acml")
    let writer = try SampleStore.Writer(file)
    for row in 0..<count { try writer.append(record(row)) }
    try writer.commit()
    return file
  }

  @Test(arguments: [0, 1, 100])
  func aStoreGivesBackWhatItWasGiven(count: Int) throws {
    let store = try SampleStore(try store(count))
    #expect(store.count == count)
    for row in 0..<count {
      let (found, expected) = (try store.record(row), record(row))
      #expect(found.row == expected.row && found.file == expected.file && found.line == expected.line)
      #expect(found.modality == expected.modality && found.smiles == expected.smiles && found.name == expected.name)
      #expect(found.isSimulated == expected.isSimulated && found.payload == expected.payload)
      #expect(found.fields.elementsEqual(expected.fields, by: ==))
    }
  }

  @Test func aStoreIsReadAsAFileOfSamples() throws {
    let source = Dataset.SampleSource(try store(9), try Self.catalog.modality("reading"))
    let dataset = try Dataset(reading: [], samples: [source])
    #expect(dataset.rows.map { ($0.measurement?.payload as? Reading)?.value } == [0, 1, 3, 4, 6, 7])
    #expect(dataset.files[0].others == 3)
  }

  /// Whatever is cut off or changed, reading ends with the store's own error or with what was written.
  @Test func aDamagedStoreIsAnError() throws {
    let file = try store(5)
    let bytes = try Data(contentsOf: file)
    func read(_ bytes: Data) throws -> [UInt8] {
      try bytes.write(to: file)
      let store = try SampleStore(file)
      return try (0..<store.count).flatMap { try store.record($0).payload }
    }
    for length in stride(from: 0, to: bytes.count, by: 3) {
      #expect(throws: DataError.self, "cut to \(length)") { try read(bytes.prefix(length)) }
    }
    for place in 8..<bytes.count - 24 {
      var damaged = bytes
      damaged[place] ^= 0x41
      #expect(throws: DataError.self, "byte \(place)") { try read(damaged) }
    }
  }

  // MARK: The split by hash

  /// The rule spelled another way: the digest's bytes 5 to 8 as a fraction.
  @Test func partsFollowFromTheSkeletonAlone() throws {
    let smiles = [
      "C[C@H](N)C(=O)O", "CCO", "CCC", "c1ccccc1", "CC(=O)O", "CCN", "CCCl", "CC#N", "C1CCCCC1", "OCC(O)CO",
    ]
    let table = try folder.write("smiles\n" + smiles.joined(separator: "\n") + "\n", to: "a.csv")
    let dataset = try Dataset(reading: table)
    let split = try Split(dataset, by: .skeletonHash(try Split.Fractions(train: 0.4, validation: 0.3, test: 0.3)))
    for entry in split.entries {
      let skeleton = try #require(try dataset.molecule(at: entry.row)).inchiKeySkeleton
      let digits = SHA256.digest(of: skeleton.utf8).bytes[4..<8]
      let place = digits.reduce(0.0) { $0 * 256 + Double($1) } / 4_294_967_296
      #expect(entry.part == (place < 0.3 ? .test : place < 0.6 ? .validation : .train), "\(entry.smiles)")
    }
  }
}
