internal import Chemistry

extension Picture {
  /// The picture in a square of `size` pixels: scaled to fit, centred, on white. Each pixel is the mean of what it covers.
  func fitted(to size: Int) -> [UInt8] {
    if width == size, height == size { return pixels }
    let channels = colors.rawValue
    let scale = Double(max(width, height)) / Double(size)
    // Half a pixel of rounding must not reach beyond the square.
    let across = Span(count: min(size, max(1, Int((Double(width) / scale).rounded()))), of: width)
    let down = Span(count: min(size, max(1, Int((Double(height) / scale).rounded()))), of: height)
    let (left, top) = ((size - across.count) / 2, (size - down.count) / 2)
    var result = [UInt8](repeating: 255, count: size * size * channels)
    for row in 0..<down.count {
      for column in 0..<across.count {
        for channel in 0..<channels {
          var sum = 0.0
          down.forEachSource(of: row) { sourceRow, rowShare in
            across.forEachSource(of: column) { sourceColumn, share in
              sum += rowShare * share * Double(pixels[(sourceRow * width + sourceColumn) * channels + channel])
            }
          }
          result[((top + row) * size + left + column) * channels + channel] = UInt8(min(255, max(0, sum.rounded())))
        }
      }
    }
    return result
  }

  /// `count` equal parts of `length` pixels.
  private struct Span {
    let count, length: Int

    init(count: Int, of length: Int) { (self.count, self.length) = (count, length) }

    /// Calls for each pixel that part `index` covers, with its share of the part.
    func forEachSource(of index: Int, _ body: (Int, Double) -> Void) {
      let step = Double(length) / Double(count)
      let (start, end) = (Double(index) * step, Double(index + 1) * step)
      for source in Int(start)..<min(length, Int(end.rounded(.up))) {
        let share = min(end, Double(source + 1)) - max(start, Double(source))
        if share > 0 { body(source, share / step) }
      }
    }
  }
}
