import ACML
import Testing

struct SpellingTests {
  @Test(arguments: [
    ("gim", "gin"), ("GIN", "gin"), ("gni", "gin"), ("hiddenDimension", "hiddenDimensions"),
    ("hidenDimensoins", "hiddenDimensions"), ("graphsge", "graphsage"),
  ])
  func findsWhatWasMeant(_ word: String, _ meant: String) {
    #expect(Spelling.nearest(to: word, in: ["hiddenDimensions", "graphsage", "gin", "pooling"]) == meant)
  }

  @Test(arguments: ["transformer", "xyz", "", String(repeating: "gin", count: 100_000)])
  func isSilentWhereNothingIsNear(_ word: String) {
    #expect(Spelling.nearest(to: word, in: ["gin", "pooling"]) == nil)
  }

  @Test func takesTheFirstOfEquallyNear() {
    #expect(Spelling.nearest(to: "gxn", in: ["gin", "gcn"]) == "gcn")
  }
}
