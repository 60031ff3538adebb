// SMILES, scaffold and formula.
#include "molecule.h"

#include <GraphMol/ChemTransforms/ChemTransforms.h>
#include <GraphMol/Descriptors/MolDescriptors.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>

#include <vector>

using namespace RDKit;

extern "C" {

crdkit_status crdkit_canonical_smiles(const crdkit_molecule *molecule, char **text) {
  return crdkit::guardedText(molecule, text, [&](const RWMol &) { return molecule->canonicalForm().smiles; });
}

crdkit_status crdkit_canonical_order(
    const crdkit_molecule *molecule, uint32_t *places, int *is_reordering_only, char **error) {
  *is_reordering_only = 0;
  return crdkit::guarded(molecule, error, [&](const RWMol &) {
    const crdkit::CanonicalForm &form = molecule->canonicalForm(false);
    if (!form.isReorderingOnly) return;
    for (uint32_t place = 0; place < form.order.size(); ++place) places[form.order[place]] = place;
    *is_reordering_only = 1;
  });
}

crdkit_status crdkit_smiles_in_order(const crdkit_molecule *molecule, const uint32_t *order, char **text) {
  return crdkit::guardedText(molecule, text, [&](const RWMol &mol) {
    std::vector<unsigned int> indices(order, order + mol.getNumAtoms());
    std::unique_ptr<ROMol> renumbered(MolOps::renumberAtoms(mol, indices));
    SmilesWriteParams parameters;
    parameters.canonical = false;
    return MolToSmiles(*renumbered, parameters);
  });
}

crdkit_status crdkit_scaffold(const crdkit_molecule *molecule, char **text) {
  return crdkit::guardedText(molecule, text, [](const RWMol &mol) {
    std::unique_ptr<ROMol> scaffold(MurckoDecompose(mol));
    // Cutting side chains changes valences and rings, so they are perceived anew, as Python's GetScaffoldForMol does.
    scaffold->clearComputedProps();
    scaffold->updatePropertyCache();
    MolOps::symmetrizeSSSR(*scaffold);
    SmilesWriteParams parameters;
    parameters.doIsomericSmiles = false;
    return MolToSmiles(*scaffold, parameters);
  });
}

crdkit_status crdkit_formula(const crdkit_molecule *molecule, char **text) {
  return crdkit::guardedText(molecule, text, [](const RWMol &mol) { return Descriptors::calcMolFormula(mol); });
}

crdkit_status crdkit_exact_mass(const crdkit_molecule *molecule, double *mass, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) { *mass = Descriptors::calcExactMW(mol); });
}

}  // extern "C"
