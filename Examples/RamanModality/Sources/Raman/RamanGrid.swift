internal import Foundation

extension RamanSpectrum {
  /// The spectrum as the network takes it: broadened by a Gaussian, at the places of the grid, the highest point 1.
  ///
  /// Each point counts as much as the axis that it stands for, so that the result hardly depends on how densely a
  /// spectrum was recorded. The square root brings weak bands, which tell molecules apart too, nearer to strong ones;
  /// what is below zero is noise around a baseline that was taken away.
  /// - Parameter offset: by how much all shifts are moved, in cm⁻¹.
  func onGrid(_ settings: RamanSettings, movedBy offset: Double = 0) throws(RamanError) -> [Float] {
    var grid = [Double](repeating: 0, count: settings.points)
    let reach = 4 * settings.width
    for point in shifts.indices {
      let place = shifts[point] + offset
      guard place > settings.from - reach, place < settings.to + reach else { continue }
      let left = shifts[max(0, point - 1)], right = shifts[min(shifts.count - 1, point + 1)]
      let area = Double(intensities[point]) * (right - left) / 2
      let first = max(0, Int(((place - reach - settings.from) / settings.step).rounded(.up)))
      let last = min(settings.points - 1, Int((place + reach - settings.from) / settings.step))
      guard first <= last else { continue }
      for index in first...last {
        let distance = (settings.from + Double(index) * settings.step - place) / settings.width
        grid[index] += area * exp(-distance * distance / 2)
      }
    }
    guard let greatest = grid.max(), greatest > 0, greatest.isFinite else {
      throw .empty(from: settings.from, to: settings.to)
    }
    return grid.map { Float(max(0, $0 / greatest).squareRoot()) }
  }
}
