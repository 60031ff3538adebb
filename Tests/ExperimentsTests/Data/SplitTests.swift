import Experiments
import Foundation
import Testing

struct SplitTests {
  private let folder: TemporaryFolder
  private static let tenths = Result { try Split.Fractions(train: 0.8, validation: 0.1, test: 0.1) }

  init() throws { folder = try TemporaryFolder() }

  private func dataset(_ text: String, onInvalid: InvalidRowPolicy = .fail) throws -> Dataset {
    try Dataset(reading: try folder.write(text, to: "data.csv"), options: .init(onInvalid: onInvalid))
  }

  /// `reference/make_scaffold_split.py` says how the reference came to be.
  @Test func scaffoldSplitEqualsTheReference() throws {
    let reference = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "reference/scaffold_split.csv")
    let dataset = try Dataset(reading: reference)
    let split = try Split(dataset, by: .scaffold(try Self.tenths.get()))
    #expect(split.entries.map(\.part.rawValue) == (try dataset.values(of: "part")))
    #expect(split.entries.map(\.group) == (try dataset.values(of: "scaffold")))
  }

  @Test func randomSplitKeepsSpellingsTogetherAndIsSeeded() throws {
    let chains = (1...60).map { String(repeating: "C", count: $0) }
    let text = "smiles\n" + chains.map { "\($0)O\nO\($0)\n" }.joined()
    let dataset = try dataset(text)
    let fractions = try Split.Fractions(train: 0.5, validation: 0.25, test: 0.25)
    let split = try Split(dataset, by: .random(fractions, seed: 1))
    for pair in stride(from: 0, to: 120, by: 2) { #expect(split.entries[pair].part == split.entries[pair + 1].part) }
    #expect(Part.allCases.map { split.rows(of: $0).count } == [60, 30, 30])
    #expect(split == (try Split(dataset, by: .random(fractions, seed: 1))))
    #expect(split != (try Split(dataset, by: .random(fractions, seed: 2))))
  }

  @Test func skeletonSplitKeepsStereoisomersTogether() throws {
    let pairs = ["C[C@H](F)Cl", "C[C@@H](F)Cl", "C[C@H](N)O", "C[C@@H](N)O", "C/C=C/C", "C/C=C\\C"]
    let dataset = try dataset("smiles\n" + pairs.joined(separator: "\n"))
    let third = 1.0 / 3
    let split = try Split(
      dataset, by: .inchiKeySkeleton(try .init(train: third, validation: third, test: third), seed: 3))
    for row in stride(from: 0, to: 6, by: 2) { #expect(split.entries[row].part == split.entries[row + 1].part) }
    #expect(Part.allCases.map { split.rows(of: $0).count } == [2, 2, 2])
  }

  @Test func roundingLosesNoRow() throws {
    let keys = (0..<10).map { "\($0)" }
    let parts = Split.assign(
      keys: keys, fractions: try .init(train: 0.7, validation: 0.1, test: 0.2), order: .largestFirst)
    #expect(Part.allCases.map { part in parts.count { $0 == part } } == [7, 1, 2])
  }

  @Test func columnSplitReadsAllSpellings() throws {
    let dataset = try dataset("smiles,set\nC,Train\nCC,valid\nCCC,val\nCCCC,test\nx1,what\n", onInvalid: .mark)
    let split = try Split(dataset, by: .column("set"))
    #expect(split.entries.map(\.part) == [.train, .validation, .validation, .test])
    #expect(split.entries.map(\.row) == [0, 1, 2, 3])
  }

  @Test func savedSplitIsReadBack() throws {
    let dataset = try dataset("name,smiles\na,CCO\nb,x1\n\"c,d\",c1ccccc1\ne,C1CC1\n", onInvalid: .mark)
    let split = try Split(dataset, by: .scaffold(try .init(train: 0.4, validation: 0.3, test: 0.3)))
    let file = folder.url.appending(path: "split.csv")
    try split.write(to: file)
    #expect(try Split(dataset, by: .file(file)).entries.map(\.part) == split.entries.map(\.part))
    #expect(try folder.read("split.csv").hasPrefix("row,file,line,identity,smiles,group,part\n0,"))
    let saved = try SavedSplit(file)
    #expect(saved.entries.map(\.smiles) == ["CCO", "c1ccccc1", "C1CC1"])
    #expect(saved.entries.map(\.part) == split.entries.map(\.part))
  }

  @Test func splitFileMaySpeakOfIdentities() throws {
    let dataset = try dataset("smiles\nCCO\nOCC\nC\n")
    let file = try folder.write("identity\tpart\nCCO\ttest\nC\ttrain\n", to: "parts.tsv")
    #expect(try Split(dataset, by: .file(file)).entries.map(\.part) == [.test, .test, .train])
  }

  static let faults: [(String, String, String?, String)] = [
    (
      "overlap in a column", "smiles,set\nCCO,train\nC,test\nOCC,test\n", nil,
      "One molecule stands in two parts of the split: CCO is in 'train' (DIR/data.csv:2) and in 'test' (DIR/data.csv:4)."
    ),
    (
      "unknown part", "smiles,set\nC,train\nCC,holdout\n", nil,
      "DIR/data.csv:3: 'holdout' is no part of a split; expected train, validation or test."
    ),
    (
      "nothing to train on", "smiles,set\nC,test\n", nil, "DIR/data.csv: the column 'set' puts no row in 'train'."
    ),
    (
      "row left out", "smiles\nC\nCC\n", "row,part\n0,train\n",
      "DIR/split.csv: row 1 (DIR/data.csv:3, CC) is in no part."
    ),
    (
      "unknown row", "smiles\nC\n", "row,part\n5,train\n",
      "DIR/split.csv:2: there is no row 5 in DIR/data.csv, which has 1."
    ),
    (
      "other data", "smiles\nC\nCC\n", "row,identity,part\n0,C,train\n1,CCC,test\n",
      "DIR/split.csv:3: row 1 is CCC here and CC in DIR/data.csv:3; the data are not those of the split."
    ),
    (
      "unknown identity", "smiles\nC\n", "identity,part\nC,train\nCC,test\n",
      "DIR/split.csv:3: CC is not in DIR/data.csv."
    ),
    (
      "overlap in a file", "smiles\nC\nCC\n", "identity,part\nC,train\nCC,train\nC,test\n",
      "One molecule stands in two parts of the split: C is in 'train' (DIR/split.csv:2) and in 'test' (DIR/split.csv:4)."
    ),
    (
      "no part column", "smiles\nC\n", "identity,parts\nC,train\n",
      "DIR/split.csv: there is no column 'part'; did you mean 'parts'? The columns are 'identity', 'parts'."
    ),
  ]

  @Test(arguments: faults)
  func says(_: String, data: String, file: String?, expected: String) throws {
    let dataset = try dataset(data)
    let method: Split.Method =
      if let file { .file(try folder.write(file, to: "split.csv")) } else { .column("set") }
    #expect(message(in: folder) { _ = try Split(dataset, by: method) } == expected)
  }

  @Test func anEmptyPartIsAnError() throws {
    let dataset = try dataset("smiles\nC\nCC\nCCC\n")
    #expect(
      message(in: folder) { _ = try Split(dataset, by: .scaffold(try Self.tenths.get())) }
        == "The scaffold split leaves the part 'train' empty (asked for: 0.8 of 3 molecules); give it a larger "
        + "fraction, more data or another method.")
  }

  @Test(arguments: [(0.8, 0.1, 0.2), (-0.1, 0.6, 0.5), (.nan, 0, 1)])
  func fractionsMustAddUp(train: Double, validation: Double, test: Double) {
    #expect(throws: DataError.self) { try Split.Fractions(train: train, validation: validation, test: test) }
  }
}
