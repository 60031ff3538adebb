// InChIKeys by the InChI library, since Debian's RDKit is built without it.
#include "molecule.h"

#include <GraphMol/MolOps.h>
#include <GraphMol/PeriodicTable.h>
#include <inchi_api.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

using namespace RDKit;

namespace {

// RDKit writes perchlorates with charges, [Cl+3]([O-])([O-])([O-])O, which InChI would take at its word. As in RDKit's
// own conversion they get their double bonds back, and one oxygen keeps its charge where none is neutral.
void restorePerchlorates(RWMol &mol) {
  for (Atom *chlorine : mol.atoms()) {
    if (chlorine->getAtomicNum() != 17 || chlorine->getFormalCharge() != 3 || chlorine->getDegree() != 4) continue;
    std::vector<Atom *> charged;
    for (Atom *neighbor : mol.atomNeighbors(chlorine)) {
      if (neighbor->getAtomicNum() == 8 && neighbor->getFormalCharge() == -1) charged.push_back(neighbor);
    }
    if (charged.size() < 3) continue;
    chlorine->setFormalCharge(0);
    charged.resize(3);
    for (Atom *oxygen : charged) {
      oxygen->setFormalCharge(0);
      mol.getBondBetweenAtoms(chlorine->getIdx(), oxygen->getIdx())->setBondType(Bond::DOUBLE);
    }
  }
}

inchi_Atom converted(const Atom &atom) {
  const PeriodicTable *table = PeriodicTable::getTable();
  // Coordinates stay zero: parities give the stereochemistry, so that it is independent of how the molecule was read.
  inchi_Atom result = {};
  std::strncpy(result.elname, table->getElementSymbol(atom.getAtomicNum()).c_str(), ATOM_EL_LEN - 1);
  result.charge = static_cast<S_CHAR>(atom.getFormalCharge());
  if (atom.getIsotope()) {
    int standard = static_cast<int>(table->getAtomicWeight(atom.getAtomicNum()) + 0.5);
    int shift = static_cast<int>(atom.getIsotope()) - standard;
    if (std::abs(shift) > ISOTOPIC_SHIFT_MAX) throw std::runtime_error("InChI knows no such isotope");
    result.isotopic_mass = static_cast<AT_NUM>(ISOTOPIC_SHIFT_FLAG + shift);
  }
  // InChI adds the hydrogens of common elements itself; for the others, and for radicals, RDKit's number is given.
  switch (atom.getAtomicNum()) {
    case 6: case 7: case 8: case 9: case 17: case 35: case 53:
      result.num_iso_H[0] = atom.getNumRadicalElectrons() ? static_cast<S_CHAR>(atom.getTotalNumHs()) : -1;
      break;
    default:
      result.num_iso_H[0] = static_cast<S_CHAR>(atom.getTotalNumHs());
  }
  return result;
}

void addTetrahedron(const ROMol &mol, const Atom &atom, std::vector<inchi_Stereo0D> &parities) {
  bool clockwise = atom.getChiralTag() == Atom::CHI_TETRAHEDRAL_CW;
  if (!clockwise && atom.getChiralTag() != Atom::CHI_TETRAHEDRAL_CCW) return;
  unsigned int degree = atom.getDegree();
  if (degree != 3 && degree != 4) return;
  inchi_Stereo0D parity = {};
  parity.central_atom = static_cast<AT_NUM>(atom.getIdx());
  parity.type = INCHI_StereoType_Tetrahedral;
  // With three neighbours the centre itself stands first, and RDKit's sense, seen from the first neighbour, turns over.
  unsigned int place = 0;
  if (degree == 3) parity.neighbor[place++] = parity.central_atom;
  for (const Atom *neighbor : mol.atomNeighbors(&atom)) {
    parity.neighbor[place++] = static_cast<AT_NUM>(neighbor->getIdx());
  }
  parity.parity = clockwise == (degree == 4) ? INCHI_PARITY_EVEN : INCHI_PARITY_ODD;
  parities.push_back(parity);
}

void addDoubleBond(const ROMol &mol, const Bond &bond, std::vector<inchi_Stereo0D> &parities) {
  if (bond.getStereo() <= Bond::STEREOANY || bond.getStereoAtoms().size() != 2) return;
  int begin = static_cast<int>(bond.getBeginAtomIdx()), end = static_cast<int>(bond.getEndAtomIdx());
  int first = bond.getStereoAtoms()[0], last = bond.getStereoAtoms()[1];
  if (!mol.getBondBetweenAtoms(first, begin)) std::swap(first, last);
  inchi_Stereo0D parity = {};
  parity.central_atom = NO_ATOM;
  parity.type = INCHI_StereoType_DoubleBond;
  const int path[4] = {first, begin, end, last};
  std::copy(path, path + 4, parity.neighbor);
  bool sameSide = bond.getStereo() == Bond::STEREOZ || bond.getStereo() == Bond::STEREOCIS;
  parity.parity = sameSide ? INCHI_PARITY_ODD : INCHI_PARITY_EVEN;
  parities.push_back(parity);
}

std::string inchiKey(const RWMol &source) {
  if (source.getNumAtoms() >= 1024) throw std::runtime_error("InChI takes fewer than 1024 atoms");
  RWMol mol(source);
  MolOps::Kekulize(mol, false);
  restorePerchlorates(mol);

  std::vector<inchi_Atom> atoms;
  std::vector<inchi_Stereo0D> parities;
  for (const Atom *atom : mol.atoms()) {
    atoms.push_back(converted(*atom));
    addTetrahedron(mol, *atom, parities);
  }
  for (const Bond *bond : mol.bonds()) {
    // Each bond is listed with one of its atoms only.
    inchi_Atom &atom = atoms[std::min(bond->getBeginAtomIdx(), bond->getEndAtomIdx())];
    if (atom.num_bonds == MAXVAL) throw std::runtime_error("InChI takes at most 20 bonds an atom");
    atom.neighbor[atom.num_bonds] = static_cast<AT_NUM>(std::max(bond->getBeginAtomIdx(), bond->getEndAtomIdx()));
    bool plain = bond->getBondType() <= Bond::TRIPLE;
    atom.bond_type[atom.num_bonds] = static_cast<S_CHAR>(plain ? bond->getBondType() : INCHI_BOND_TYPE_NONE);
    atom.num_bonds += 1;
    addDoubleBond(mol, *bond, parities);
  }

  // No auxiliary information, and at most 60 seconds.
  char options[] = "-AuxNone -W60";
  inchi_Input input = {};
  input.atom = atoms.data();
  input.num_atoms = static_cast<AT_NUM>(atoms.size());
  input.stereo0D = parities.data();
  input.num_stereo0D = static_cast<AT_NUM>(parities.size());
  input.szOptions = options;

  // The library keeps state in globals.
  static std::mutex mutex;
  std::lock_guard<std::mutex> held(mutex);
  inchi_Output output = {};
  int status = GetStdINCHI(&input, &output);
  std::string inchi = output.szInChI ? output.szInChI : "";
  std::string message = output.szMessage ? output.szMessage : "";
  FreeStdINCHI(&output);
  if ((status != inchi_Ret_OKAY && status != inchi_Ret_WARNING) || inchi.empty()) {
    throw std::runtime_error(message.empty() ? "InChI gave no reason" : message);
  }
  char key[32] = {};
  if (GetStdINCHIKeyFromStdINCHI(inchi.c_str(), key) != INCHIKEY_OK) throw std::runtime_error("no key for " + inchi);
  return key;
}

}  // namespace

extern "C" crdkit_status crdkit_inchi_key(const crdkit_molecule *molecule, char **text) {
  return crdkit::guardedText(molecule, text, inchiKey);
}
