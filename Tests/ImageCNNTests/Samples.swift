import ACML
import Chemistry
import Foundation
import ImageCNN
import Tensors

/// Molecules of several kinds: one atom, rings, charges, stereochemistry, components.
let smilesOfTests = [
  "C", "CCO", "OCC", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "[Na+].[Cl-]",
  "C[C@@H](N)C(=O)O", "F/C=C/Cl",
]

func samples(_ smiles: [String] = smilesOfTests) throws -> [Sample] {
  try smiles.map { Sample(identity: $0, smiles: $0, molecule: try Molecule(smiles: $0)) }
}

/// A task over a network small enough for tests.
func smallTask(
  _ change: (inout ImageEncoderSettings, inout ImagePretrainingSettings) -> Void = { _, _ in }
) throws -> ImagePretrainingTask {
  var encoder = ImageEncoderSettings()
  (encoder.width, encoder.picture.imageSize) = (4, 48)
  var task = ImagePretrainingSettings()
  task.targets.fingerprintBits = 256
  change(&encoder, &task)
  return try ImagePretrainingTask(encoder, task, samples: samples(), random: RandomStream(seed: 7, name: "test"))
}

/// A folder that is deleted when the test ends.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "image-cnn-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
