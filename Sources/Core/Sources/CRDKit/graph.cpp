// Atoms and bonds as flat records.
#include "molecule.h"

#include <GraphMol/PeriodicTable.h>
#include <GraphMol/new_canon.h>

#include <algorithm>

using namespace RDKit;

static_assert(CRDKIT_CHIRALITY_NONE == Atom::CHI_UNSPECIFIED && CRDKIT_CHIRALITY_CLOCKWISE == Atom::CHI_TETRAHEDRAL_CW);
static_assert(
    CRDKIT_CHIRALITY_COUNTERCLOCKWISE == Atom::CHI_TETRAHEDRAL_CCW && CRDKIT_CHIRALITY_OTHER == Atom::CHI_OTHER);
static_assert(
    CRDKIT_HYBRIDIZATION_SP == Atom::SP && CRDKIT_HYBRIDIZATION_SP2 == Atom::SP2 &&
    CRDKIT_HYBRIDIZATION_SP3 == Atom::SP3 && CRDKIT_HYBRIDIZATION_SP3D == Atom::SP3D &&
    CRDKIT_HYBRIDIZATION_SP3D2 == Atom::SP3D2);
static_assert(
    CRDKIT_BOND_SINGLE == Bond::SINGLE && CRDKIT_BOND_DOUBLE == Bond::DOUBLE && CRDKIT_BOND_TRIPLE == Bond::TRIPLE &&
    CRDKIT_BOND_AROMATIC == Bond::AROMATIC);
static_assert(
    CRDKIT_STEREO_NONE == Bond::STEREONONE && CRDKIT_STEREO_ANY == Bond::STEREOANY &&
    CRDKIT_STEREO_Z == Bond::STEREOZ && CRDKIT_STEREO_E == Bond::STEREOE && CRDKIT_STEREO_CIS == Bond::STEREOCIS &&
    CRDKIT_STEREO_TRANS == Bond::STEREOTRANS);
static_assert(
    CRDKIT_DIRECTION_DOWN_RIGHT == Bond::ENDDOWNRIGHT && CRDKIT_DIRECTION_UP_RIGHT == Bond::ENDUPRIGHT);

static uint8_t byte(unsigned int value) { return static_cast<uint8_t>(std::min(value, 255u)); }

extern "C" {

uint32_t crdkit_bond_count(const crdkit_molecule *molecule) { return molecule->molecule->getNumBonds(); }

crdkit_status crdkit_graph(const crdkit_molecule *molecule, crdkit_atom *atoms, crdkit_bond *bonds, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    const RingInfo *rings = mol.getRingInfo();
    const PeriodicTable *table = PeriodicTable::getTable();
    for (const Atom *atom : mol.atoms()) {
      *atoms++ = crdkit_atom{
          .atomic_number = byte(atom->getAtomicNum()),
          .chirality = byte(atom->getChiralTag()),
          .degree = byte(atom->getTotalDegree()),
          .charge = static_cast<int8_t>(atom->getFormalCharge()),
          .hydrogens = byte(atom->getTotalNumHs()),
          .radical_electrons = byte(atom->getNumRadicalElectrons()),
          .hybridization = byte(atom->getHybridization()),
          .is_aromatic = atom->getIsAromatic(),
          .is_in_ring = rings->numAtomRings(atom->getIdx()) != 0,
          .mass = atom->getIsotope() ? atom->getMass() : table->getMostCommonIsotopeMass(atom->getAtomicNum()),
      };
    }
    for (const Bond *bond : mol.bonds()) {
      const INT_VECT &stereo = bond->getStereoAtoms();
      *bonds++ = crdkit_bond{
          .begin = bond->getBeginAtomIdx(),
          .end = bond->getEndAtomIdx(),
          .type = byte(bond->getBondType()),
          .stereo = byte(bond->getStereo()),
          .direction = byte(bond->getBondDir()),
          .is_conjugated = bond->getIsConjugated(),
          .stereo_begin = stereo.size() == 2 ? static_cast<uint32_t>(stereo[0]) : CRDKIT_NO_ATOM,
          .stereo_end = stereo.size() == 2 ? static_cast<uint32_t>(stereo[1]) : CRDKIT_NO_ATOM,
      };
    }
  });
}

double crdkit_isotope_mass(uint8_t atomic_number) {
  if (atomic_number < 1 || atomic_number > 118) return 0;
  return PeriodicTable::getTable()->getMostCommonIsotopeMass(atomic_number);
}

crdkit_status crdkit_symmetry_classes(const crdkit_molecule *molecule, uint32_t *classes, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    std::vector<unsigned int> ranks;
    Canon::rankMolAtoms(mol, ranks, false, false);
    std::copy(ranks.begin(), ranks.end(), classes);
  });
}

uint32_t crdkit_ring_entry_count(const crdkit_molecule *molecule) {
  size_t count = 0;
  for (const INT_VECT &ring : molecule->molecule->getRingInfo()->atomRings()) count += 1 + ring.size();
  return static_cast<uint32_t>(count);
}

crdkit_status crdkit_rings(const crdkit_molecule *molecule, uint32_t *entries, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    for (const INT_VECT &ring : mol.getRingInfo()->atomRings()) {
      *entries++ = static_cast<uint32_t>(ring.size());
      entries = std::copy(ring.begin(), ring.end(), entries);
    }
  });
}

}  // extern "C"
