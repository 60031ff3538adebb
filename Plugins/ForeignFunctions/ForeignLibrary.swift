internal import ACML
internal import Files
internal import Foundation

/// A shared library; never unloaded, since nobody knows what it has left running.
struct ForeignLibrary: @unchecked Sendable {
  let name: String
  // Only ever handed to dlsym.
  private let handle: UnsafeMutableRawPointer
  private let place: Int

  /// - Parameter place: which of the functions names it, for messages.
  /// - Throws: ``ForeignFunctionError``.
  init(_ reference: LibraryReference, place: Int) throws(ForeignFunctionError) {
    guard let handle = dlopen(reference.name, RTLD_NOW | RTLD_LOCAL) else {
      throw .library(reference.name, place: place, reason: dlerror().map { String(cString: $0) } ?? "no reason given")
    }
    name = reference.name
    self.handle = handle
    self.place = place
  }

  func address(of symbol: String) throws(ForeignFunctionError) -> UnsafeMutableRawPointer {
    guard let address = dlsym(handle, symbol) else { throw .symbol(symbol, library: name, place: place) }
    return address
  }

  /// The digest of the file that a function lies in, so that stored embeddings of another build aren't taken.
  static func digest(of address: UnsafeMutableRawPointer) -> String {
    let wanted = UInt(bitPattern: address)
    // Each line: `from-to permissions offset device inode path`.
    let lines = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8))?.split(separator: "\n") ?? []
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard words.count == 6, ends.count == 2, ends[0] <= wanted, wanted < ends[1] else { continue }
      let path = words[5].drop { $0 == " " }
      return (try? ByteSource(path: String(path)).fileDigest().description) ?? "unknown"
    }
    return "unknown"
  }
}
