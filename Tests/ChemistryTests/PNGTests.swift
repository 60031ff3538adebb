import Chemistry
import Foundation
import Testing

/// Files written by `reference/make_pictures.py`, which says what they show.
@Suite("Pictures from PNG files")
struct PNGTests {
  private static let (width, height) = (20, 17)

  private static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference")
    return Array(try Data(contentsOf: folder.appending(path: "picture-\(name).png")))
  }

  private static func color(_ x: Int, _ y: Int) -> [UInt8] { [UInt8(12 * x), UInt8(15 * y), UInt8(7 * (x + y))] }

  @Test(arguments: ["rgb", "grey", "grey16", "alpha", "palette"])
  func kinds(_ name: String) throws {
    let picture = try Picture(png: Self.bytes(name))
    #expect((picture.width, picture.height, picture.colors) == (Self.width, Self.height, .rgb))
    var expected: [UInt8] = []
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        switch name {
        case "rgb": expected += Self.color(x, y)
        case "alpha": expected += x < Self.width / 2 ? Self.color(x, y) : [255, 255, 255]
        case "palette":
          let index = (y * Self.width + x) % 256
          expected += Self.color(index % Self.width, index / Self.width)
        default: expected += [UInt8](repeating: UInt8(6 * (x + y)), count: 3)
        }
      }
    }
    #expect(picture.pixels == expected)
  }

  @Test("Every file that is cut short, and every damaged byte, ends in an error or a picture")
  func damage() throws {
    let whole = try Self.bytes("rgb")
    for count in 0..<whole.count - 12 {
      #expect(throws: PictureError.self) { try Picture(png: Array(whole[..<count])) }
    }
    for index in whole.indices {
      var damaged = whole
      damaged[index] ^= 0x55
      _ = try? Picture(png: damaged)
    }
    #expect(throws: PictureError.unreadable("not a PNG file")) { try Picture(png: [1, 2, 3]) }
  }

  @Test("A size that no picture may have is refused before memory is asked for")
  func size() throws {
    var huge = try Self.bytes("rgb")
    huge.replaceSubrange(16..<20, with: [0x7f, 0xff, 0xff, 0xff])
    #expect(throws: PictureError.size(width: 0x7fff_ffff, height: Self.height)) { try Picture(png: huge) }
    #expect(
      "\(PictureError.size(width: 5, height: 20))" == "the picture has 5 × 20 pixels; each side must be in 16...4096")
  }

  @Test func conversion() throws {
    let picture = try Picture(png: Self.bytes("grey"))
    let grey = picture.converted(to: .grey)
    #expect(grey.pixels.count * 3 == picture.pixels.count)
    #expect(grey.converted(to: .rgb) == picture)
    #expect(Picture(width: 20, height: 17, colors: .grey, pixels: grey.pixels) == grey)
    #expect(Picture(width: 20, height: 17, colors: .rgb, pixels: grey.pixels) == nil)
    #expect(Picture(width: 2, height: 170, colors: .grey, pixels: grey.pixels) == nil)
  }
}
