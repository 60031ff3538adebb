import ACML
import Chemistry
import SMILESTransformer
import Tensors

/// Molecules of several kinds: one atom, rings, charges, stereochemistry, components, isotopes.
let smilesOfTests = [
  "C", "CCO", "OCC", "c1ccccc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "[Na+].[Cl-]",
  "C[C@@H](N)C(=O)O", "C[C@H](N)C(=O)O", "[13CH4]", "F/C=C/Cl", "BrCCCCCCCCCCCCCCCCCCCCCCCCCC#N",
]

func samples(_ smiles: [String] = smilesOfTests) throws -> [Sample] {
  try smiles.map { Sample(identity: $0, smiles: $0, molecule: try Molecule(smiles: $0)) }
}

/// A task over a network small enough for tests.
func smallTask(
  _ change: (inout SMILESTransformerSettings, inout MaskedTokenSettings) -> Void = { _, _ in }
) throws -> MaskedTokenTask {
  var encoder = SMILESTransformerSettings()
  (encoder.layers, encoder.dimensions, encoder.heads, encoder.intermediateDimensions) = (2, 32, 4, 64)
  var task = MaskedTokenSettings()
  task.minTokenCount = 1
  change(&encoder, &task)
  return try MaskedTokenTask(encoder, task, samples: samples(), random: RandomStream(seed: 7, name: "test"))
}
