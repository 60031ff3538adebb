import Tensors
import Testing

struct RandomStreamTests {
  /// The first numbers of SplitMix64 from state 0, as its authors' C code prints them. The state is the finaliser of seed
  /// xor FNV-1a of the name, so the seed that equals that hash gives state 0; the hash of "a" is from the FNV test vectors.
  @Test func equalsSplitMix64() {
    let stream = RandomStream(seed: 0xaf63_dc4c_8601_ec8c, name: "a")
    #expect(stream.next() == 0xe220_a839_7b1d_cdaf)
    #expect(stream.next() == 0x6e78_9e6a_a1b9_65f4)
    #expect(stream.next() == 0x06c4_5d18_8009_454f)
  }

  @Test func childrenDependOnNameAndIndexAlone() {
    let (fresh, used) = (RandomStream(seed: 1, name: "run"), RandomStream(seed: 1, name: "run"))
    for _ in 0..<10 { _ = used.next() }
    #expect(fresh.child("order", 3).next() == used.child("order", 3).next())

    var first: Set<UInt64> = [fresh.next(), RandomStream(seed: 2, name: "run").next()]
    for name in ["order", "dropout", ""] {
      for index in -2..<1_000 { first.insert(fresh.child(name, index).next()) }
    }
    #expect(first.count == 2 + 3 * 1_002)
  }

  /// Mean and variance of 100,000 numbers within five standard errors.
  @Test func moments() {
    let stream = RandomStream(seed: 9, name: "moments")
    let count = 100_000.0
    let uniform = (0..<100_000).map { _ in Double(stream.uniform()) }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniform.reduce(0, +) / count - 0.5) < 5 / (12 * count).squareRoot())
    let normal = (0..<100_000).map { _ in Double(stream.normal()) }
    #expect(abs(normal.reduce(0, +) / count) < 5 / count.squareRoot())
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / count - 1) < 5 * (2 / count).squareRoot())
    // Φ(1) − Φ(−1) = 0.6827
    #expect(abs(Double(normal.count { abs($0) < 1 }) / count - 0.6827) < 5 * (0.2166 / count).squareRoot())
  }

  @Test func permutations() {
    let first = RandomStream(seed: 1, name: "order").permutation(100)
    #expect(first.sorted() == Array(0..<100))
    #expect(first == RandomStream(seed: 1, name: "order").permutation(100))
    #expect(first != RandomStream(seed: 2, name: "order").permutation(100))
    #expect(RandomStream(seed: 1, name: "order").permutation(0).isEmpty)
  }
}
