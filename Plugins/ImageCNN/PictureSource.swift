internal import ACML
internal import Chemistry

/// Makes the square pictures that a network sees of samples: what came with them, or a drawing.
struct PictureSource: Sendable {
  let settings: PictureSettings

  /// `imageSize` × `imageSize` pixels from the top left.
  /// - Parameter style: of a drawing.
  /// - Throws: ``SampleFault``, ``MoleculeError``.
  func pixels(of sample: Sample, style: Picture.Style = .init()) throws -> [UInt8] {
    let colors = settings.colors.pictureColors
    guard let payload = sample.payload else {
      let size = settings.imageSize
      return try sample.molecule.picture(width: size, height: size, colors: colors, style: style).pixels
    }
    guard let picture = payload as? Picture else { throw SampleFault.noPayload(expected: "picture") }
    return picture.converted(to: colors).fitted(to: settings.imageSize)
  }

  /// What the network sees of each byte of each channel: `channels` times 256 numbers.
  var scale: [[Float]] {
    switch settings.scale {
    case .ink:
      return Array(repeating: (0...255).map { Float(255 - $0) / 255 }, count: settings.colors.pictureColors.rawValue)
    case .imagenet:
      // Mean and deviation of red, green and blue, from torchvision's documentation of its weights; for grey their luma.
      let statistics: [(mean: Float, deviation: Float)] =
        settings.colors == .rgb ? [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)] : [(0.459, 0.226)]
      return statistics.map { channel in (0...255).map { (Float($0) / 255 - channel.mean) / channel.deviation } }
    }
  }

  /// Pixels as the network takes them.
  func values(_ pixels: [UInt8]) -> [Float] {
    let tables = scale
    return [Float](unsafeUninitializedCapacity: pixels.count) { buffer, count in
      for (channel, table) in tables.enumerated() {
        for index in stride(from: channel, to: pixels.count, by: tables.count) {
          buffer[index] = table[Int(pixels[index])]
        }
      }
      count = pixels.count
    }
  }
}
