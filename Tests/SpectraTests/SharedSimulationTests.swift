import Chemistry
import Foundation
import Spectra
import TestSupport
import Testing

private let folder = Golden.sharedFolder.deletingLastPathComponent().appending(path: "data")

/// Simulated spectra beside measured ones, where they are at hand.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: folder.path),
    "the collection of data lies beside the repository, or in ACML_SHARED"))
struct SharedSimulationTests {
  /// Records of a file with their molecules, each compound once, one of so many.
  private func records(_ path: String, every step: Int, column: String? = nil) throws -> [(SpectrumRecord, Molecule)] {
    var options = SpectrumOptions()
    options.peaksColumn = column
    let stream = try SpectrumStream(opening: folder.appending(path: path), options: options)
    var found: [(SpectrumRecord, Molecule)] = []
    var seen: Set<String> = []
    while let entry = try stream.next() {
      guard case .record(let record) = entry, case .smiles(let smiles)? = record.structure,
        seen.insert(smiles).inserted, seen.count % step == 0, let molecule = try? Molecule(smiles: smiles)
      else { continue }
      found.append((record, molecule))
    }
    return found
  }

  /// The mean error in ppm over all molecules' peaks, the shorter list matched to the longer one in order, at the least
  /// total error.
  private func meanError(_ kind: SpectrumSimulator.Kind, _ path: String, column: String, every step: Int) throws
    -> Double
  {
    let simulator = try SpectrumSimulator(kind)
    var (sum, count) = (0.0, 0)
    for (record, molecule) in try records(path, every: step, column: column) {
      guard case .nmr(let measured) = record.spectrum, case .nmr(let simulated)? = try? simulator.spectrum(of: molecule)
      else { continue }
      // 1H lists name every hydrogen; a simulated peak stands for a group of them.
      let shifts = kind == .proton ? Set(measured.peaks.map(\.shift)).sorted() : measured.peaks.map(\.shift)
      let lists = [shifts, simulated.peaks.map(\.shift)].sorted { $0.count < $1.count }
      sum += Self.leastError(lists[0], lists[1])
      count += lists[0].count
    }
    try #require(count > 1000)
    return sum / Double(count)
  }

  private static func leastError(_ short: [Double], _ long: [Double]) -> Double {
    var best = [Double](repeating: 0, count: long.count + 1)
    for (row, value) in short.enumerated() {
      var next = [Double](repeating: .infinity, count: long.count + 1)
      for column in row..<long.count { next[column + 1] = min(next[column], best[column] + abs(value - long[column])) }
      best = next
    }
    return best[long.count]
  }

  @Test func carbonShiftsAreNear() throws {
    let error = try meanError(.carbon13, "nmr/nmrshiftdb2_any_13C.tsv.gz", column: "c13", every: 8)
    #expect(error < 4, "mean error \(error) ppm")
  }

  @Test func protonShiftsAreNear() throws {
    let error = try meanError(.proton, "nmr/nmrshiftdb2_any_1H.tsv.gz", column: "h1", every: 4)
    #expect(error < 0.42, "mean error \(error) ppm")
  }

  /// The share of the measured intensity, the precursor's left out, at simulated m/z: of the compound, and of another.
  private func explained(_ kind: SpectrumSimulator.Kind, _ path: String, every step: Int, within tolerance: Double)
    throws
    -> (own: Double, other: Double)
  {
    var pairs: [(measured: MassSpectrum, simulated: MassSpectrum)] = []
    for (record, molecule) in try records(path, every: step) {
      guard case .mass(let measured) = record.spectrum else { continue }
      let energy = measured.collisionEnergy ?? 30
      let simulator = try SpectrumSimulator(kind, collisionEnergy: energy)
      if case .mass(let simulated)? = try? simulator.spectrum(of: molecule) { pairs.append((measured, simulated)) }
    }
    try #require(pairs.count > 400)
    func share(_ measured: MassSpectrum, _ simulated: MassSpectrum) -> Double? {
      let peaks = measured.peaks.filter { abs($0.mz - (measured.precursorMZ ?? 0)) > 0.05 }
      let all = peaks.reduce(0.0) { $0 + Double($1.intensity) }
      let hit = peaks.filter { peak in simulated.peaks.contains { abs($0.mz - peak.mz) <= tolerance } }
        .reduce(0.0) { $0 + Double($1.intensity) }
      return all > 0 ? hit / all : nil
    }
    func mean(_ shares: [Double?]) -> Double {
      shares.compactMap(\.self).reduce(0, +) / Double(shares.compactMap(\.self).count)
    }
    let own = mean(pairs.map { share($0.measured, $0.simulated) })
    let other = mean(pairs.indices.map { share(pairs[$0].measured, pairs[($0 + 137) % pairs.count].simulated) })
    return (own, other)
  }

  @Test func electronIonizationIsTheCompoundsOwn() throws {
    let share = try explained(.electronIonization, "ms/massbank_ei.msp.gz", every: 15, within: 0.5)
    #expect(share.own > 0.65 && share.own > 2 * share.other, "own \(share.own), another's \(share.other)")
  }

  @Test func tandemMassIsTheCompoundsOwn() throws {
    let share = try explained(.tandemMass, "ms/massbank_msms_pos_MH.mgf.gz", every: 10, within: 0.01)
    #expect(share.own > 0.42 && share.own > 8 * share.other, "own \(share.own), another's \(share.other)")
  }
}
