internal import Foundation
public import Spectra

extension NMRSpectrum {
  /// The spectrum as an SVG element in the colour of the text around it: sticks, or the trace where there is no list,
  /// over an axis that descends from left to right, as chemists draw it.
  public var drawing: String {
    let points = peaks.isEmpty ? [] : sticks
    let curve = peaks.isEmpty ? trace?.outline ?? [] : []
    let axis = DrawingAxis(nucleus, shifts: (points + curve).map(\.shift))
    let tallest = max((points + curve).map(\.height).max() ?? 0, .leastNormalMagnitude)
    func y(_ height: Double) -> String { (Self.baseline - Self.plotHeight * max(0, height) / tallest).svg }

    let sticksPath = points.map { "M\(axis.x($0.shift).svg) \(Self.baseline.svg)V\(y($0.height))" }
    let curvePath = curve.enumerated().map { "\($0 == 0 ? "M" : "L")\(axis.x($1.shift).svg) \(y($1.height))" }
    let ticks = axis.ticks
    let marks = ticks.map { "M\(axis.x($0).svg) \(Self.baseline.svg)v5" }
    let labels = ticks.map {
      "<text x=\"\(axis.x($0).svg)\" y=\"\((Self.baseline + 18).svg)\">\($0.svg)</text>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(DrawingAxis.width.svg) 200" role="img" \
      fill="none" stroke="currentColor" font-family="sans-serif" font-size="11">\
      <title>\(nucleus.rawValue.escapedForXML) NMR spectrum, \(peaks.isEmpty ? "trace" : "\(peaks.count) peaks")</title>\
      <path stroke-width="1.5" d="\((sticksPath + curvePath).joined())"/>\
      <path d="M\(DrawingAxis.margin.svg) \(Self.baseline.svg)H\((DrawingAxis.width - DrawingAxis.margin).svg)\(marks.joined())"/>\
      <g fill="currentColor" stroke="none" text-anchor="middle">\(labels.joined())\
      <text x="\((DrawingAxis.width / 2).svg)" y="\((Self.baseline + 34).svg)">δ(\(nucleus.rawValue.escapedForXML)) / ppm</text></g></svg>
      """
  }

  private static let baseline = 160.0
  private static let plotHeight = 145.0

  /// Peaks of one shift on each other, each of its intensity, or of height 1.
  private var sticks: [(shift: Double, height: Double)] {
    Dictionary(grouping: peaks.filter(\.shift.isFinite), by: \.shift)
      .map { shift, peaks in (shift, peaks.reduce(0) { $0 + Double(($1.intensity ?? 1).finiteOrZero) }) }
      .sorted { $0.0 < $1.0 }
  }
}

/// The ppm axis of a drawing.
private struct DrawingAxis {
  static let width = 640.0
  static let margin = 20.0
  let low: Double
  let high: Double

  /// Shows what is usual for the nucleus, and more where the spectrum needs it.
  init(_ nucleus: NMRSpectrum.Nucleus, shifts: [Double]) {
    let usual: ClosedRange<Double>? =
      switch nucleus {
      case .carbon13: 0...200
      case .proton: 0...10
      default: nil
      }
    let ends = shifts.filter(\.isFinite) + (usual.map { [$0.lowerBound, $0.upperBound] } ?? [])
    let (least, greatest) = (ends.min() ?? 0, ends.max() ?? 1)
    let room = max(0.02 * (greatest - least), 1e-3)
    (low, high) = (least - room, greatest + room)
  }

  func x(_ shift: Double) -> Double { Self.margin + (high - shift) / (high - low) * (Self.width - 2 * Self.margin) }

  /// Six to fifteen places at multiples of 1, 2 or 5 of a power of ten.
  var ticks: [Double] {
    let power = pow(10, ((log10((high - low) / 12)).rounded(.down)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { (high - low) / $0 <= 15 } ?? 10 * power
    return stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map { $0 * step }
  }
}

extension Trace {
  /// At most two points for each of 600 pieces: the lowest and the highest value, so that no line is lost.
  fileprivate var outline: [(shift: Double, height: Double)] {
    let pieces = min(600, values.count)
    return (0..<pieces).flatMap { piece -> [(shift: Double, height: Double)] in
      let range = values.count * piece / pieces..<values.count * (piece + 1) / pieces
      let finite = range.filter { values[$0].isFinite }
      guard let low = finite.min(by: { values[$0] < values[$1] }),
        let high = finite.max(by: { values[$0] < values[$1] })
      else { return [] }
      return Set([low, high]).sorted().map { (position($0), Double(values[$0])) }
    }
  }
}

extension Float {
  fileprivate var finiteOrZero: Float { isFinite ? self : 0 }
}

extension Double {
  /// With two digits at most, and no more than needed.
  fileprivate var svg: String {
    let hundredths = (self * 100).rounded() / 100
    return hundredths == hundredths.rounded() ? String(format: "%.0f", hundredths) : "\(hundredths)"
  }
}

extension String {
  fileprivate var escapedForXML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
