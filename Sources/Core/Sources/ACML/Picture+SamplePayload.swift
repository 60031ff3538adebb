public import Chemistry
internal import Files

/// A picture from a file in place of one that is drawn from the molecule.
extension Picture: SamplePayload {
  public var canonicalBytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt16(clamping: width))
    writer.write(UInt16(clamping: height))
    writer.write(UInt8(clamping: colors.rawValue))
    writer.write(bytes: pixels)
    return writer.bytes
  }

  public init(canonicalBytes: [UInt8]) throws {
    var reader = ByteReader(canonicalBytes)
    let (width, height, colors): (UInt16, UInt16, UInt8)
    let pixels: [UInt8]
    do throws(DamagedBytes) {
      (width, height, colors) = (try reader.read(), try reader.read(), try reader.read())
      pixels = try reader.readBytes()
    } catch {
      throw SampleFault.damagedPayload(error.description)
    }
    guard reader.isAtEnd, let colors = Colors(rawValue: Int(colors)),
      let picture = Picture(width: Int(width), height: Int(height), colors: colors, pixels: pixels)
    else { throw SampleFault.damagedPayload("\(width) × \(height) pixels don't agree with what follows") }
    self = picture
  }
}
