internal import CRDKit

/// A drawing of a molecule as pixels.
public struct Picture: Hashable, Sendable {
  /// Widths and heights in pixels that a picture may have.
  public static let sizes = 16...4096

  /// What a pixel consists of.
  public enum Colors: Int, Sendable {
    /// One byte: luma after ITU-R BT.601.
    case grey = 1
    /// Three bytes: red, green, blue.
    case rgb = 3
  }

  /// How a molecule is drawn.
  public struct Style: Hashable, Sendable {
    /// Degrees by which the molecule is turned; letters stay upright.
    public var rotation: Double = 0
    /// Width of a bond's line in pixels.
    public var lineWidth = 2

    public init() {}

    var values: crdkit_picture_style {
      crdkit_picture_style(rotation: rotation, line_width: Int32(clamping: max(1, lineWidth)))
    }
  }

  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// What a pixel consists of.
  public let colors: Colors
  /// `height` × `width` × `colors.rawValue` bytes from the top left; white is 255.
  public let pixels: [UInt8]

  /// - Returns: `nil` unless both sides are in ``sizes`` and the pixels are as many as they say.
  public init?(width: Int, height: Int, colors: Colors, pixels: [UInt8]) {
    guard Self.sizes.contains(width), Self.sizes.contains(height), pixels.count == width * height * colors.rawValue
    else { return nil }
    self.init(checkedWidth: width, height: height, colors: colors, pixels: pixels)
  }

  init(checkedWidth width: Int, height: Int, colors: Colors, pixels: [UInt8]) {
    (self.width, self.height, self.colors, self.pixels) = (width, height, colors, pixels)
  }

  /// The same picture in the other kind of pixels; what is grey stays so.
  public func converted(to colors: Colors) -> Picture {
    switch (self.colors, colors) {
    case (.grey, .grey), (.rgb, .rgb): self
    case (.grey, .rgb):
      Picture(checkedWidth: width, height: height, colors: .rgb, pixels: pixels.flatMap { [$0, $0, $0] })
    case (.rgb, .grey):
      // Weights of the standard in 256ths; they add up to 256, so white stays white.
      Picture(
        checkedWidth: width, height: height, colors: .grey,
        pixels: stride(from: 0, to: pixels.count, by: 3).map { first in
          let (red, green, blue) = (Int(pixels[first]), Int(pixels[first + 1]), Int(pixels[first + 2]))
          return UInt8((77 * red + 150 * green + 29 * blue + 128) >> 8)
        })
    }
  }
}

extension Molecule {
  /// Draws the molecule on white, as RDKit lays it out in two dimensions.
  ///
  /// Molecules with the same canonical SMILES give the same picture, however they were spelled.
  public func picture(
    width: Int, height: Int, colors: Picture.Colors = .rgb, style: Picture.Style = .init()
  ) throws(MoleculeError) -> Picture {
    try check(width, height)
    let count = colors.rawValue * width * height
    var failure: MoleculeError?
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { pixels, filled in
      do throws(MoleculeError) {
        _ = try call("the picture") {
          crdkit_draw_pixels(
            handle, Int32(width), Int32(height), style.values, Int32(colors.rawValue), pixels.baseAddress, &$0)
        }
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Picture(checkedWidth: width, height: height, colors: colors, pixels: pixels)
  }

  func check(_ width: Int, _ height: Int) throws(MoleculeError) {
    guard Picture.sizes.contains(width), Picture.sizes.contains(height) else {
      throw .pictureSize(width: width, height: height)
    }
  }
}
