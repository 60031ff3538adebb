import Foundation
import Spectra

/// What the fuzzer calls with each input: reads it as the format that `ACML_FUZZ_FORMAT` names, to its end.
///
/// Errors are what a bad file should give; a trap, a hang or memory beyond the limit is what is looked for. The stored form
/// of each spectrum must be complete.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard ftruncate(target.descriptor, 0) == 0, pwrite(target.descriptor, bytes, count, 0) == count else { return -1 }
  do {
    let stream = try SpectrumStream(opening: target.file, format: target.format)
    while let entry = try stream.next() {
      if case .record(let record) = entry { checkBytes(record.spectrum) }
    }
  } catch {}
  return 0
}

/// A nameless file, and the format to read it as.
private let target: (descriptor: CInt, file: URL, format: SpectrumFormat) = {
  let name = ProcessInfo.processInfo.environment["ACML_FUZZ_FORMAT"] ?? ""
  let descriptor = fileno(tmpfile())
  guard let format = SpectrumFormat(rawValue: name), descriptor >= 0 else {
    fatalError("ACML_FUZZ_FORMAT should be one of \(SpectrumFormat.allCases.map(\.rawValue)), not '\(name)'")
  }
  return (descriptor, URL(filePath: "/proc/self/fd/\(descriptor)"), format)
}()

private func checkBytes(_ spectrum: Spectrum) {
  let bytes = spectrum.bytes
  guard let again = try? Spectrum(bytes: bytes), again.bytes == bytes else { fatalError("the stored form differs") }
}
