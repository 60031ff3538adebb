internal import Files
public import Spectra

/// Any plugin that reads spectra can so take what another's modality brings.
extension Spectrum: SamplePayload {
  public var canonicalBytes: [UInt8] { bytes }

  public init(canonicalBytes: [UInt8]) throws {
    do throws(DamagedBytes) {
      try self.init(bytes: canonicalBytes)
    } catch {
      throw SampleFault.damagedPayload(error.description)
    }
  }
}
