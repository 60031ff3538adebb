internal import CRDKit

extension Picture {
  /// Reads a PNG file; transparent places become white.
  /// - Throws: ``PictureError``, before anything of the size that the file claims is allotted where that is no picture's.
  public init(png bytes: [UInt8]) throws(PictureError) {
    var (width, height): (UInt32, UInt32) = (0, 0)
    try Self.check { crdkit_png_size(bytes, bytes.count, &width, &height, &$0) }
    guard Self.sizes.contains(Int(width)), Self.sizes.contains(Int(height)) else {
      throw .size(width: Int(width), height: Int(height))
    }
    var pixels = [UInt8](repeating: 0, count: 3 * Int(width) * Int(height))
    try Self.check { crdkit_read_png(bytes, bytes.count, width, height, &pixels, &$0) }
    self.init(checkedWidth: Int(width), height: Int(height), colors: .rgb, pixels: pixels)
  }

  private static func check(
    _ body: (inout UnsafeMutablePointer<CChar>?) -> crdkit_status
  ) throws(PictureError) {
    var text: UnsafeMutablePointer<CChar>?
    let status = body(&text)
    defer { crdkit_free_text(text) }
    if status != CRDKIT_OK { throw .unreadable(text.map { String(cString: $0) } ?? "out of memory") }
  }
}

/// Why a file is no picture.
public enum PictureError: Error, Equatable, CustomStringConvertible {
  /// A width or height in pixels outside of ``Picture/sizes``.
  case size(width: Int, height: Int)
  /// Not a PNG file, or a damaged one.
  case unreadable(String)

  public var description: String {
    switch self {
    case .size(let width, let height):
      "the picture has \(width) × \(height) pixels; each side must be in \(Picture.sizes.text)"
    case .unreadable(let reason): "the picture can't be read: \(reason)"
    }
  }
}
