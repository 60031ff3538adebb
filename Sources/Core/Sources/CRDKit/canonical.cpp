// Canonical SMILES, and the order of atoms in it.
#include "molecule.h"
#include "canonical.h"

#include <GraphMol/Canon.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>
#include <GraphMol/new_canon.h>

#include <algorithm>

using namespace RDKit;

namespace {

// Ring closures by number, the least one that is free.
class RingClosures {
 public:
  // The digits of ring `ring`, which opens here or closes.
  std::string text(unsigned int ring) {
    auto found = std::find_if(open.begin(), open.end(), [&](const Ring &one) { return one.ring == ring; });
    unsigned int number;
    if (found != open.end()) {
      number = found->number;
      closed.push_back(ring);
    } else {
      number = 1;
      while (std::any_of(open.begin(), open.end(), [&](const Ring &one) { return one.number == number; })) ++number;
      open.push_back({ring, number});
    }
    if (number < 10) return std::string(1, static_cast<char>('0' + number));
    return number < 100 ? "%" + std::to_string(number) : "%(" + std::to_string(number) + ")";
  }

  // A number is free again from the next atom on.
  void startAtom() {
    for (unsigned int ring : closed) {
      open.erase(
          std::remove_if(open.begin(), open.end(), [&](const Ring &one) { return one.ring == ring; }), open.end());
    }
    closed.clear();
  }

 private:
  struct Ring {
    unsigned int ring, number;
  };
  std::vector<Ring> open;
  std::vector<unsigned int> closed;
};

// The SMILES of a traversal.
std::string text(Canon::MolStack &stack) {
  std::string text;
  RingClosures closures;
  const Bond *bond = nullptr;
  for (Canon::MolStackElem &element : stack) {
    switch (element.type) {
      case Canon::MOL_STACK_ATOM:
        closures.startAtom();
        text += SmilesWrite::GetAtomSmiles(element.obj.atom, false, bond);
        break;
      case Canon::MOL_STACK_BOND:
        bond = element.obj.bond;
        text += SmilesWrite::GetBondSmiles(bond, element.number);
        break;
      case Canon::MOL_STACK_RING: text += closures.text(static_cast<unsigned int>(element.number)); break;
      case Canon::MOL_STACK_BRANCH_OPEN: text += '('; break;
      case Canon::MOL_STACK_BRANCH_CLOSE: text += ')'; break;
    }
  }
  return text;
}

// What `MolToSmiles` does for one plain fragment, without its several copies of the molecule, which take half its time.
// Gives no order where there are several fragments.
void writePlain(const RWMol &mol, bool withText, crdkit::CanonicalForm &form) {
  // The traversal leaves marks behind. A quick copy leaves out the properties, which a plain molecule doesn't need.
  ROMol copy(mol, true);
  if (withText) copy.updatePropertyCache(false);
  std::vector<unsigned int> ranks(copy.getNumAtoms());
  Canon::rankMolAtoms(copy, ranks);
  const auto first = std::min_element(ranks.begin(), ranks.end()) - ranks.begin();
  std::vector<Canon::AtomColors> colours(ranks.size(), Canon::WHITE_NODE);
  Canon::MolStack stack;
  Canon::canonicalizeFragment(copy, static_cast<int>(first), colours, ranks, stack, nullptr, nullptr, true);
  for (const Canon::MolStackElem &element : stack)
    if (element.type == Canon::MOL_STACK_ATOM) form.order.push_back(element.obj.atom->getIdx());
  if (form.order.size() != ranks.size()) form.order.clear();
  else if (withText) form.smiles = text(stack);
}

}  // namespace

crdkit::CanonicalForm crdkit::canonicalForm(const RWMol &mol, bool isPlain, bool withText) {
  CanonicalForm form;
  if (isPlain) writePlain(mol, withText, form);
  form.isReorderingOnly = !form.order.empty();
  if (form.order.empty()) {
    form.smiles = MolToSmiles(mol);
    mol.getPropIfPresent(common_properties::_smilesAtomOutputOrder, form.order);
  }
  return form;
}
