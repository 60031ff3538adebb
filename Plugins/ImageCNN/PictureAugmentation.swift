internal import Chemistry
internal import Tensors

/// The changes of one picture in one step.
struct PictureAugmentation {
  let style: Picture.Style
  private let flipsAcross, flipsDown: Bool
  private let noise: Float
  private let random: RandomStream

  init(_ settings: ImagePretrainingSettings, random: RandomStream) {
    var style = Picture.Style()
    if settings.rotation > 0 { style.rotation = Double((2 * random.uniform() - 1) * settings.rotation) }
    if settings.lineWidths > 2 {
      style.lineWidth = 1 + min(settings.lineWidths - 1, Int(random.uniform() * Float(settings.lineWidths)))
    }
    self.style = style
    flipsAcross = settings.flips && random.uniform() < 0.5
    flipsDown = settings.flips && random.uniform() < 0.5
    noise = settings.noise
    self.random = random
  }

  /// - Parameter pixels: `size` × `size`, each of as many bytes.
  func flipped(_ pixels: [UInt8], size: Int) -> [UInt8] {
    guard flipsAcross || flipsDown, size > 0 else { return pixels }
    let channels = pixels.count / (size * size)
    return [UInt8](unsafeUninitializedCapacity: pixels.count) { buffer, count in
      for row in 0..<size {
        for column in 0..<size {
          let from = ((flipsDown ? size - 1 - row : row) * size + (flipsAcross ? size - 1 - column : column)) * channels
          for channel in 0..<channels { buffer[(row * size + column) * channels + channel] = pixels[from + channel] }
        }
      }
      count = pixels.count
    }
  }

  func addNoise(to values: inout [Float]) {
    guard noise > 0 else { return }
    for index in values.indices { values[index] += noise * random.normal() }
  }
}
