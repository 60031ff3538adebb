import Experiments
import Files
import Testing

struct SHA256Tests {
  /// Messages and digests of NIST's examples for FIPS 180-4 and of `sha256sum`.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func equalsPublishedDigests(message: String, digest: String) {
    #expect(SHA256.digest(of: message.utf8).description == digest)
  }

  @Test func doesNotDependOnHowTheMessageIsCut() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = SHA256.digest(of: message)
    for step in 1..<140 {
      var hash = SHA256()
      for start in stride(from: 0, to: message.count, by: step) {
        hash.update(message[start..<min(message.count, start + step)])
      }
      #expect(hash.finalize() == whole, "pieces of \(step) bytes")
    }
  }

  @Test func bytesAndTextAgree() {
    let digest = SHA256.digest(of: "abc".utf8)
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(3) == [0xba, 0x78, 0x16])
  }
}
