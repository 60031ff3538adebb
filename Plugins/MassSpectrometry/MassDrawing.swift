internal import Foundation
internal import Spectra

/// Draws a mass spectrum as sticks over an axis of m/z.
enum MassDrawing {
  private static let size = (width: 480.0, height: 200.0)
  private static let plot = (left: 12.0, right: 468.0, top: 24.0, bottom: 166.0)
  /// Peaks that bear their mass, at most.
  private static let labels = 6
  /// Distance of two labels, in pixels, at least.
  private static let labelDistance = 34.0
  /// Sticks of more peaks would cover each other.
  private static let sticks = 400

  /// An SVG element in the colour of the text around it; without sticks for a spectrum that has none.
  static func svg(_ spectrum: Spectrum) -> String {
    guard case .mass(let spectrum) = spectrum else { return svg(MassSpectrum(peaks: [])) }
    return svg(spectrum)
  }

  private static func svg(_ spectrum: MassSpectrum) -> String {
    let peaks = spectrum.centroidPeaks
      .filter { $0.mz.isFinite && $0.mz > 0 && $0.mz < 1e6 && $0.intensity.isFinite && $0.intensity > 0 }
      .sorted { $0.intensity > $1.intensity }.prefix(sticks)
    let base = peaks.first?.intensity ?? 1
    let precursor = spectrum.precursorMZ.flatMap { $0 < 1e6 ? $0 : nil } ?? 0
    let last = max(10, precursor, peaks.map(\.mz).max() ?? 0) * 1.05
    let step = tickStep(last)
    func x(_ mz: Double) -> Double { plot.left + (plot.right - plot.left) * mz / last }

    var elements = ["<path d=\"M\(number(plot.left)) \(number(plot.bottom))H\(number(plot.right))\"/>"]
    let path = peaks.map { peak in
      let height = (plot.bottom - plot.top) * Double(peak.intensity / base)
      return "M\(number(x(peak.mz))) \(number(plot.bottom))v\(number(-height))"
    }
    elements.append("<path d=\"\(path.joined())\"/>")
    var texts: [String] = []
    func text(_ content: String, _ x: Double, _ y: Double) {
      texts.append("<text x=\"\(number(x))\" y=\"\(number(y))\">\(content)</text>")
    }
    for tick in stride(from: 0, through: last, by: step) {
      elements.append("<path d=\"M\(number(x(tick))) \(number(plot.bottom))v4\"/>")
      text(String(format: "%g", tick), x(tick), plot.bottom + 15)
    }
    text("m/z", (plot.left + plot.right) / 2, plot.bottom + 30)
    var labelled: [Double] = []
    for peak in peaks where labelled.count < labels && labelled.allSatisfy({ abs($0 - x(peak.mz)) > labelDistance }) {
      labelled.append(x(peak.mz))
      let height = (plot.bottom - plot.top) * Double(peak.intensity / base)
      text(label(peak.mz), x(peak.mz), plot.bottom - height - 4)
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(size.width)) \(number(size.height))" role="img">\
      <g fill="none" stroke="currentColor">\(elements.joined())</g>\
      <g fill="currentColor" font-family="sans-serif" font-size="10" text-anchor="middle">\(texts.joined())</g></svg>
      """
  }

  /// Whole masses as such, exact ones with three places.
  private static func label(_ mz: Double) -> String {
    abs(mz - mz.rounded()) < 1e-6 ? String(format: "%.0f", mz) : String(format: "%.3f", mz)
  }

  private static func number(_ value: Double) -> String { String(format: "%g", (value * 10).rounded() / 10) }

  /// 1, 2 or 5 times a power of ten, so that there are at most ten ticks.
  private static func tickStep(_ last: Double) -> Double {
    let power = pow(10, floor(log10(last / 10)))
    return [1, 2, 5, 10].map { $0 * power }.first { last / $0 <= 10 } ?? 10 * power
  }
}
