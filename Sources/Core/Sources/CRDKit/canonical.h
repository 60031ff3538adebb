// The canonical order of a molecule's atoms.
#pragma once
#include <GraphMol/RWMol.h>

#include <string>
#include <vector>

namespace crdkit {

// How a molecule is written canonically.
struct CanonicalForm {
  // What `Chem.MolToSmiles` gives; empty where only the order was wanted.
  std::string smiles;
  // The molecule's atoms in the order in which they stand there.
  std::vector<unsigned int> order;
  // Whether a molecule that is read from the canonical SMILES differs from this one in its order of atoms and bonds
  // alone. False says nothing.
  bool isReorderingOnly = false;
};

// `isPlain` is what `crdkit_molecule` says. Where only the order is wanted, leaving out the text saves a third of the
// time.
CanonicalForm canonicalForm(const RDKit::RWMol &mol, bool isPlain, bool withText);

}  // namespace crdkit
