import Foundation
import Spectra
import TestSupport

/// The collection of data beside the repository, or in the folder that `ACML_SHARED` names; it need not be there.
enum SharedSpectra {
  static let folder = Golden.sharedFolder.deletingLastPathComponent().appending(path: "data")

  static var areAtHand: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "formats").path) }
}

extension SpectrumEntry {
  var record: SpectrumRecord? { if case .record(let record) = self { record } else { nil } }
  var reason: String? { if case .rejected(_, let reason) = self { reason } else { nil } }

  var line: Int {
    switch self {
    case .record(let record): record.line
    case .rejected(let line, _): line
    }
  }
}

extension SpectrumRecord {
  /// The values of a key in ``fields``.
  subscript(_ key: String) -> [String] { fields.filter { $0.key == key }.map(\.value) }
}

extension MassSpectrum.Peak {
  init(_ mz: Double, _ intensity: Float) { self.init(mz: mz, intensity: intensity) }
}
