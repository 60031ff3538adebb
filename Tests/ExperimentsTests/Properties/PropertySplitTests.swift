import Experiments
import Foundation
import Testing

struct PropertySplitTests {
  @Test func readsEveryForm() throws {
    #expect(try PropertySplit("scaffold") == .scaffold)
    #expect(try PropertySplit("random", seed: 3) == .random(seed: 3))
    #expect(try PropertySplit("column:set") == .column("set"))
    let files = ["a.csv", "b.csv"].map { URL(filePath: $0) }
    #expect(try PropertySplit("files:a.csv,b.csv", seed: 1) == .files(files, seed: 1))
  }

  @Test(arguments: ["", "scafold", "column", "column:", "files:a.csv", "files:a,b,c,d", "files:a,", "random:3"])
  func refusesOthers(_ text: String) {
    #expect(throws: PropertyError.invalidSplit(text)) { try PropertySplit(text) }
  }

  /// The table names each set once, and a figure of its own task.
  @Test(arguments: PropertySuiteName.allCases)
  func knownSetsAreConsistent(_ suite: PropertySuiteName) {
    #expect(Set(suite.sets.map(\.name)).count == suite.sets.count)
    #expect(suite.sets.count == (suite == .tdc ? 22 : 11))
    for set in suite.sets { #expect(set.task.metrics.contains(set.metric), "\(set.name)") }
  }

}
