import Tensors
import Testing

struct RandomStreamTests {
  /// The first numbers of SplitMix64 from state 0, as its authors' C code prints them. The state is the finaliser of seed
  /// xor FNV-1a of the name, so the seed that equals that hash gives state 0.
  @Test func equalsSplitMix64() {
    let stream = RandomStream(seed: 0xaf63_dc4c_8601_ec8c, name: "a")  // FNV-1a 64 of "a", from the FNV test vectors
    #expect(
      [stream.next(), stream.next(), stream.next()] == [
        0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f,
      ])
  }
}
