// A reader of plain SMILES.
#include "molecule.h"
#include "plain_smiles.h"

#include <array>
#include <vector>

using namespace RDKit;

namespace {

struct Element {
  int number = 0;
  bool isAromatic = false;
};

class Reader {
 public:
  explicit Reader(const std::string &text) : text(text) {}

  std::unique_ptr<RWMol> read() {
    std::vector<int> branches;
    while (place < text.size()) {
      const char next = text[place];
      if (next == '(') {
        if (last < 0 || hasBond || needsAtom) return nullptr;
        branches.push_back(last);
        needsAtom = true;
        ++place;
      } else if (next == ')') {
        if (branches.empty() || hasBond || needsAtom) return nullptr;
        last = branches.back();
        branches.pop_back();
        ++place;
      } else if (next == '-' || next == '=' || next == '#') {
        if (last < 0 || hasBond) return nullptr;
        bond = next == '-' ? Bond::SINGLE : next == '=' ? Bond::DOUBLE : Bond::TRIPLE;
        hasBond = true;
        ++place;
      } else if (next >= '0' && next <= '9') {
        if (!ring(next - '0')) return nullptr;
        ++place;
      } else if (!atom()) {
        return nullptr;
      }
    }
    if (last < 0 || hasBond || !branches.empty() || !closeRings()) return nullptr;
    return std::move(mol);
  }

 private:
  struct RingEnd {
    int atom;
    bool hasBond;
    Bond::BondType bond;
  };

  // The symbol that stands here, passed over; number 0 for any that isn't common.
  Element element(bool inBracket) {
    const char first = text[place];
    const char second = place + 1 < text.size() ? text[place + 1] : '\0';
    auto taken = [&](int number, size_t length, bool isAromatic = false) {
      place += length;
      return Element{number, isAromatic};
    };
    // In brackets a small letter may make it another element, such as Sn.
    auto one = [&](int number, bool isAromatic = false) {
      return inBracket && second >= 'a' && second <= 'z' ? Element{} : taken(number, 1, isAromatic);
    };
    switch (first) {
      case 'C': return second == 'l' ? taken(17, 2) : one(6);
      case 'B': return second == 'r' ? taken(35, 2) : Element{};
      case 'N': return one(7);
      case 'O': return one(8);
      case 'F': return one(9);
      case 'P': return one(15);
      case 'S': return one(16);
      case 'I': return one(53);
      case 'c': return one(6, true);
      case 'n': return one(7, true);
      case 'o': return one(8, true);
      case 's': return one(16, true);
      default: return {};
    }
  }

  bool atom() {
    const bool inBracket = text[place] == '[';
    if (inBracket) ++place;
    if (place >= text.size()) return false;
    const Element found = element(inBracket);
    if (found.number == 0) return false;
    auto added = std::make_unique<Atom>(found.number);
    added->setIsAromatic(found.isAromatic);
    if (inBracket) {
      if (place < text.size() && text[place] == 'H') {
        ++place;
        int count = 1;
        if (place < text.size() && text[place] >= '0' && text[place] <= '9') count = text[place++] - '0';
        added->setNumExplicitHs(count);
      }
      if (place < text.size() && (text[place] == '+' || text[place] == '-')) {
        const int sign = text[place++] == '+' ? 1 : -1;
        int size = 1;
        if (place < text.size() && text[place] >= '0' && text[place] <= '9') size = text[place++] - '0';
        added->setFormalCharge(sign * size);
      }
      if (place >= text.size() || text[place] != ']') return false;
      ++place;
      added->setNoImplicit(true);
    }
    const int index = static_cast<int>(mol->addAtom(added.release(), false, true));
    if (last >= 0) addBond(last, index, hasBond, bond);
    hasBond = needsAtom = false;
    last = index;
    return true;
  }

  void addBond(int begin, int end, bool isGiven, Bond::BondType given) {
    const bool isAromatic =
        !isGiven && mol->getAtomWithIdx(begin)->getIsAromatic() && mol->getAtomWithIdx(end)->getIsAromatic();
    mol->addBond(begin, end, isAromatic ? Bond::AROMATIC : isGiven ? given : Bond::SINGLE);
    if (isAromatic) mol->getBondWithIdx(mol->getNumBonds() - 1)->setIsAromatic(true);
  }

  bool ring(int number) {
    if (last < 0 || needsAtom) return false;
    rings[number].push_back({last, hasBond, bond});
    hasBond = false;
    return true;
  }

  // RDKit adds the bonds that close rings after all others, by their numbers.
  bool closeRings() {
    for (const std::vector<RingEnd> &ends : rings) {
      if (ends.size() % 2) return false;
      for (size_t index = 0; index < ends.size(); index += 2) {
        const RingEnd &first = ends[index], &second = ends[index + 1];
        if (first.atom == second.atom || mol->getBondBetweenAtoms(first.atom, second.atom)) return false;
        if (first.hasBond && second.hasBond) return false;
        if (first.hasBond) addBond(first.atom, second.atom, true, first.bond);
        else addBond(second.atom, first.atom, second.hasBond, second.bond);
      }
    }
    return true;
  }

  const std::string &text;
  size_t place = 0;
  std::unique_ptr<RWMol> mol = std::make_unique<RWMol>();
  int last = -1;
  // A bond was read that leads to the next atom or ring closure.
  bool hasBond = false;
  Bond::BondType bond = Bond::SINGLE;
  // A branch was opened that no atom has followed.
  bool needsAtom = false;
  std::array<std::vector<RingEnd>, 10> rings;
};

}  // namespace

std::unique_ptr<RWMol> crdkit::readPlainSmiles(const std::string &text) { return Reader(text).read(); }
