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
    var info = Dl_info()
    guard dladdr(address, &info) != 0, let path = info.dli_fname,
      let digest = try? ByteSource(path: String(cString: path)).fileDigest()
    else { return "unknown" }
    return digest.description
  }
}
