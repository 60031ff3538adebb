internal import ACML
internal import Chemistry
internal import Tensors

extension Benchmarks {
  private static let imageSize = 224

  func encodeImage() throws -> BenchmarkResult {
    let batchSize = options.batchSize ?? 32
    let encoder = try catalog.modalityEncoder("image-resnet").makePretrainingTask(
      encoder: settings([("depth", 18), ("width", 64), ("imageSize", Self.imageSize)])
        .replacing("colors", with: SettingNode("rgb".setting)),
      task: nil, samples: [], PretrainingContext(random: RandomStream(seed: 0, name: "bench")))?.makeEncoder()
    guard let encoder else { throw TrainingError.unsuitable("the image encoder isn't pre-trained here") }
    let random = RandomStream(seed: 0, name: "pixels")
    let samples = (0..<batchSize).map { index in
      let pixels = (0..<3 * Self.imageSize * Self.imageSize).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      return Sample(
        identity: "\(index)", smiles: "", molecule: nil,
        payload: Picture(width: Self.imageSize, height: Self.imageSize, colors: .rgb, pixels: pixels))
    }
    return try measure(
      .encodeImage, "ResNet-18, \(Self.imageSize) × \(Self.imageSize), batch \(batchSize)", items: batchSize,
      unit: "images", product: (784 * batchSize, 128, 1152)
    ) { watch in
      _ = try encoder.encode(samples)
      watch.lap("encode")
    }
  }

  func depict() throws -> BenchmarkResult {
    let smiles = try dataset().rows.filter(\.isValid).map(\.smiles)
    let portion = min(512, smiles.count)
    var position = 0
    return try measure(
      .depict, "SMILES to pictures of \(Self.imageSize) × \(Self.imageSize)", items: portion
    ) { watch in
      if position + portion > smiles.count { position = 0 }
      _ = try inParallel(Array(smiles[position..<position + portion])) {
        try Molecule(smiles: $0).picture(width: Self.imageSize, height: Self.imageSize).pixels.count
      }
      position += portion
      watch.lap("depict")
    }
  }
}
