import Experiments
import Tensors
import Testing

@Suite("Order of isomers")
struct IsomerOrderTests {
  private static let formulas = (0..<200).map { $0 % 3 == 0 ? "C6H6" : "C\($0 / 4)H4" }

  private static func items(_ epoch: Int) -> [Int] {
    IsomerOrder(formulas: formulas).items(RandomStream(seed: 5, name: "test").child("order", epoch))
  }

  @Test func everyMoleculeComesOnceAnewInEachEpoch() {
    #expect(Self.items(0).sorted() == Array(0..<200))
    #expect(Self.items(0) == Self.items(0) && Self.items(0) != Self.items(1))
  }

  @Test func isomersAreNeighbours() {
    let formulas = Self.items(0).map { Self.formulas[$0] }
    let runs = formulas.indices.filter { $0 == 0 || formulas[$0] != formulas[$0 - 1] }
    // 67 of one formula make nine groups, of which few touch by chance; each other formula is one group.
    let large = runs.filter { formulas[$0] == "C6H6" }
    #expect((4...9).contains(large.count))
    #expect(runs.count - large.count == Set(formulas).count - 1)
  }
}
