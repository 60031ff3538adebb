internal import Foundation
public import NeuralNetworks
public import Tensors

/// A transformer over the peaks of a spectrum as a set, pooled by attention.
///
/// A peak is told by its mass as sines and cosines at several wavelengths, its mass in whole units as a row of a table, its
/// intensity, and by the same of what the precursor lost on the way to it. One more token holds the precursor and the
/// conditions. Absent inputs have learned vectors of their own.
public final class PeakSetNetwork: MassNetwork {
  public static let id = "ms-set-transformer"

  public let settings: PeakSetSettings
  /// Of numbers to a token.
  public let peak: Linear
  public let mass: Embedding
  /// The last row stands for an unknown loss, as it does in ``precursor`` for an unknown precursor.
  public let loss: Embedding?
  public let precursor: Embedding
  public let conditions: Linear
  public let tokenNorm: LayerNorm
  public let blocks: [TransformerBlock]
  /// How much each pooling head attends to a token.
  public let attention: Linear
  public let input: Linear
  public let cells: [ResidualCell]
  public let output: Linear
  public let outputNorm: LayerNorm
  private let features: MassFeatures

  /// Numbers that tell of a peak's intensity.
  private static let intensityFeatures = 3

  public init(_ settings: PeakSetSettings, random: RandomStream) {
    self.settings = settings
    features = MassFeatures(settings)
    let (dimensions, hidden) = (settings.dimensions, settings.hiddenDimensions)
    func table(_ name: String) -> Embedding {
      Embedding(
        Self.units(settings) + 2, dimensions, initializer: .normal(deviation: 0.5), random: random.child(name))
    }
    peak = Linear(
      (settings.neutralLosses ? 2 : 1) * features.count + Self.intensityFeatures, dimensions,
      random: random.child("peak"))
    mass = table("mass")
    loss = settings.neutralLosses ? table("loss") : nil
    precursor = table("precursor")
    conditions = Linear(
      AcquisitionConditions.featureCount + features.count, dimensions, random: random.child("conditions"))
    tokenNorm = LayerNorm(dimensions)
    blocks = (0..<settings.layers).map {
      TransformerBlock(
        dimensions, heads: settings.heads, intermediateDimensions: settings.intermediateDimensions,
        dropout: settings.dropout, attentionDropout: settings.dropout, initializer: .xavierUniform,
        random: random.child("block", $0))
    }
    attention = Linear(dimensions, settings.poolingHeads, random: random.child("attention"))
    input = Linear((settings.poolingHeads + 2) * dimensions, hidden, random: random.child("input"))
    cells = (0..<settings.cells).map {
      ResidualCell(hidden, dropout: settings.dropout, random: random.child("cell", $0))
    }
    output = Linear(hidden, settings.learnedDimensions, random: random.child("output"))
    outputNorm = LayerNorm(settings.learnedDimensions)
  }

  public func callAsFunction(_ spectra: [PreparedSpectrum], mode: Mode) throws -> Tensor {
    let peaks = Segments(lengths: spectra.map(\.peakCount))
    let peakTokens = try tokens(of: spectra, peaks)
    let global = try globalTokens(of: spectra)
    // A spectrum's own token stands before those of its peaks.
    let sequences = Segments(lengths: spectra.map { $0.peakCount + 1 })
    var order: [Int32] = []
    for index in spectra.indices {
      order.append(Int32(peaks.rowCount + index))
      order += peaks[index].map { Int32($0) }
    }
    var states = try Tensor.concatenated([peakTokens, global]).gather(order)
    states = try tokenNorm(states).dropout(settings.dropout, mode: mode)
    for block in blocks { states = try block(states, sequences: sequences, mode: mode) }

    let weights = try attention(states).segmentSoftmax(sequences)
    var pooled = try (0..<settings.poolingHeads).map { head in
      try states.scaledRows(by: weights.columns(head..<head + 1).reshaped([states.rows])).segmentSum(sequences)
    }
    pooled.append(try states.gather(sequences.offsets.dropLast()))
    // What the peaks are before they see each other, by intensity: the first layer of a network over bins.
    let intensities = Tensor(spectra.flatMap(\.intensities))
    pooled.append(try peakTokens.scaledRows(by: intensities).segmentSum(peaks))
    var state = try input(.concatenatedColumns(pooled), activation: .gelu).dropout(settings.dropout, mode: mode)
    for cell in cells { state = try cell(state, mode: mode) }
    return try settings.embedding(outputNorm(output(state.dropout(settings.dropout, mode: mode))), of: spectra)
  }

  /// `[peaks, dimensions]`
  private func tokens(of spectra: [PreparedSpectrum], _ peaks: Segments) throws -> Tensor {
    let (features, hasLosses) = (features, settings.neutralLosses)
    let width = (hasLosses ? 2 : 1) * features.count + Self.intensityFeatures
    let places = spectra.indices.flatMap { spectrum in (0..<spectra[spectrum].peakCount).map { (spectrum, $0) } }
    let numbers = Tensor.rows(of: places, columns: width) { place, row in
      let (spectrum, peak) = (spectra[place.0], place.1)
      let intensity = spectrum.intensities[peak]
      (row[0], row[1], row[2]) = (intensity, intensity * intensity, log(max(intensity, 1e-3)) / 3)
      func part(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
        let start = Self.intensityFeatures + index * features.count
        return UnsafeMutableBufferPointer(rebasing: row[start..<start + features.count])
      }
      features.write(spectrum.mz[peak], electrons: spectrum.conditions.missingElectrons, into: part(0))
      if hasLosses, let loss = spectrum.neutralLoss(peak) { features.write(loss, electrons: 0, into: part(1)) }
    }
    var tokens = try peak(numbers) + mass(places.map { unit(spectra[$0.0].mz[$0.1]) })
    if let loss { tokens = try tokens + loss(places.map { unit(spectra[$0.0].neutralLoss($0.1)) }) }
    return tokens
  }

  /// `[spectra, dimensions]`
  private func globalTokens(of spectra: [PreparedSpectrum]) throws -> Tensor {
    let (features, first) = (features, AcquisitionConditions.featureCount)
    let numbers = Tensor.rows(of: spectra, columns: first + features.count) { spectrum, row in
      _ = row.update(fromContentsOf: spectrum.conditions.features)
      guard let precursor = spectrum.conditions.precursorMZ else { return }
      features.write(
        precursor, electrons: spectrum.conditions.missingElectrons,
        into: UnsafeMutableBufferPointer(rebasing: row[first...]))
    }
    return try conditions(numbers) + precursor(spectra.map { unit($0.conditions.precursorMZ) })
  }

  private static func units(_ settings: PeakSetSettings) -> Int { Int(settings.peaks.maxMZ.rounded()) }

  /// The row of a mass in the tables: its nearest whole number; one row is for what is heavier, and the last for what is
  /// unknown.
  private func unit(_ mass: Double?) -> Int32 {
    let units = Self.units(settings)
    return Int32(mass.map { min(max(0, $0.rounded()), Double(units)) } ?? Double(units + 1))
  }
}

extension AcquisitionConditions {
  /// Electrons that the ion has fewer than its atoms, of singly charged ions.
  var missingElectrons: Double { polarity == .negative ? -1 : 1 }
}
