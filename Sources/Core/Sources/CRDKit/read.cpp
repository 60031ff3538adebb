// Reading molecules.
#include "molecule.h"
#include "plain_smiles.h"

#include <GraphMol/FileParsers/FileParsers.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/SanitException.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <RDGeneral/Invariant.h>
#include <RDGeneral/RDLog.h>
#include <RDGeneral/versions.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <ostream>
#include <sstream>
#include <streambuf>

using namespace RDKit;

namespace {

// The SMILES parser tells why it failed only in RDKit's error log. The log is therefore led into a text of the thread
// that writes it, which also keeps RDKit silent. RDKit's own Python module does the same.
class ThreadLog : private std::streambuf, public std::ostream {
 public:
  ThreadLog() : std::ostream(static_cast<std::streambuf *>(this)) {}

  static std::string &text() {
    static thread_local std::string value;
    return value;
  }

 private:
  int overflow(int character) override {
    if (text().size() < 4096) text().push_back(static_cast<char>(character));
    return character;
  }
  std::streamsize xsputn(const char *characters, std::streamsize count) override {
    if (text().size() < 4096) text().append(characters, static_cast<size_t>(count));
    return count;
  }
};

void captureLogs() {
  static std::once_flag once;
  std::call_once(once, [] {
    rdErrorLog = std::make_shared<boost::logging::rdLogger>(new ThreadLog, true);
    rdWarningLog = rdInfoLog = rdDebugLog = rdAppLog = rdStatusLog = nullptr;
  });
}

// The first line of the log, such as "[12:00:00] SMILES Parse Error: unclosed ring for input: 'C1'", without the time,
// the heading and the input.
std::string loggedReason() {
  std::string line = ThreadLog::text().substr(0, ThreadLog::text().find('\n'));
  if (size_t end = line.find("] "); !line.empty() && line[0] == '[' && end != std::string::npos) line.erase(0, end + 2);
  const std::string heading = "SMILES Parse Error: ";
  if (line.rfind(heading, 0) == 0) line.erase(0, heading.size());
  for (const char *tail : {" for input: '", " while parsing: "}) {
    if (size_t start = line.find(tail); start != std::string::npos) line.erase(start);
  }
  return line.empty() ? "syntax error" : line;
}

std::unique_ptr<RWMol> parsedSmiles(const std::string &text, bool sanitize) {
  SmilesParserParams parameters;
  parameters.sanitize = parameters.removeHs = sanitize;
  parameters.parseName = parameters.allowCXSMILES = false;
  return std::unique_ptr<RWMol>(SmilesToMol(text, parameters));
}

// A molecule, or none, and what `crdkit_molecule::isPlain` says of it.
struct Reading {
  std::unique_ptr<RWMol> molecule;
  bool isPlain = false;
};

// What `parsedSmiles` with sanitising gives, faster where that is sure to be the same: RDKit looks for hydrogens to
// take away and ranks all atoms by the rules of Cahn, Ingold and Prelog even where neither is there to be found.
//
// Small letters that aren't aromatic in the end, and aromatic atoms with an unusual number of bonds, can have valences
// that RDKit accepts but does not write in a way that it accepts again.
Reading readSmiles(const std::string &text) {
  Reading reading{crdkit::readPlainSmiles(text)};
  if (!reading.molecule) return {parsedSmiles(text, true)};
  RWMol &mol = *reading.molecule;
  boost::dynamic_bitset<> aromatic(mol.getNumAtoms());
  for (const Atom *atom : mol.atoms()) aromatic[atom->getIdx()] = atom->getIsAromatic();
  MolOps::sanitizeMol(mol);
  mol.setProp(common_properties::_StereochemDone, 1, true);
  reading.isPlain = true;
  for (const Atom *atom : mol.atoms()) {
    if ((aromatic[atom->getIdx()] && !atom->getIsAromatic()) || atom->getNumRadicalElectrons() != 0 ||
        (atom->getIsAromatic() && (atom->getAtomicNum() == 8 || atom->getAtomicNum() == 16) && atom->getDegree() != 2))
      reading.isPlain = false;
  }
  for (const Bond *bond : mol.bonds()) {
    if (bond->getBondType() != Bond::DOUBLE && bond->getBondType() != Bond::TRIPLE) continue;
    for (const Atom *atom : {bond->getBeginAtom(), bond->getEndAtom()})
      if (atom->getIsAromatic() && (atom->getAtomicNum() != 6 || bond->getBondType() == Bond::TRIPLE))
        reading.isPlain = false;
  }
  return reading;
}

std::unique_ptr<RWMol> parsedMolBlock(const std::string &text, bool sanitize) {
  return std::unique_ptr<RWMol>(MolBlockToMol(text, sanitize, sanitize));
}

// The largest number of atoms that a V3000 counts line promises. RDKit allots that many before it reads the first, so a
// short text could take all memory. Lines may be continued, and in any case.
uint32_t promisedAtoms(const std::string &molBlock) {
  const std::string mark = "M  V30 ";
  uint32_t most = 0;
  std::string record;
  std::istringstream lines(molBlock);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.rfind(mark, 0) != 0) continue;
    record += line.substr(mark.size());
    if (!record.empty() && record.back() == '-') {
      record.pop_back();
      continue;
    }
    for (char &character : record) character = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
    if (size_t start = record.find("COUNTS"); start != std::string::npos) {
      unsigned long long atoms = std::strtoull(record.c_str() + start + 6, nullptr, 10);
      most = std::max(most, static_cast<uint32_t>(std::min<unsigned long long>(atoms, UINT32_MAX)));
    }
    record.clear();
  }
  return most;
}

// How many atoms the text holds, or no fewer than that; 0 where it can't be parsed.
uint32_t countedSmiles(const std::string &text, uint32_t maximumAtoms) {
  // An atom takes at least one byte, so a short SMILES need not be parsed twice.
  if (text.size() <= maximumAtoms) return static_cast<uint32_t>(text.size());
  auto raw = parsedSmiles(text, false);
  return raw ? raw->getNumAtoms() : 0;
}

uint32_t countedMolBlock(const std::string &text, uint32_t maximumAtoms) {
  if (uint32_t promised = promisedAtoms(text); promised > maximumAtoms) return promised;
  auto raw = parsedMolBlock(text, false);
  return raw ? raw->getNumAtoms() : 0;
}

Reading readMolBlock(const std::string &text) { return {parsedMolBlock(text, true)}; }

template <typename Count, typename Parse>
crdkit_status read(
    const char *bytes, size_t count, uint32_t maximumAtoms, Count countAtoms, Parse parse, crdkit_molecule **molecule,
    uint32_t *atomCount, char **error) noexcept {
  *molecule = nullptr;
  *atomCount = 0;
  *error = nullptr;
  crdkit_status status = CRDKIT_SYNTAX;
  try {
    captureLogs();
    ThreadLog::text().clear();
    std::string text(bytes, count);
    *atomCount = countAtoms(text, maximumAtoms);
    if (*atomCount > maximumAtoms) {
      *error = crdkit::copied("too many atoms");
      return CRDKIT_TOO_MANY_ATOMS;
    }
    if (Reading reading = parse(text); reading.molecule) {
      *atomCount = reading.molecule->getNumAtoms();
      *molecule = new crdkit_molecule{std::move(reading.molecule), reading.isPlain};
      return CRDKIT_OK;
    }
    *error = crdkit::copied(loggedReason());
  } catch (const MolSanitizeException &refusal) {
    status = CRDKIT_CHEMISTRY;
    *error = crdkit::copiedReason(refusal);
  } catch (const std::exception &failure) {
    *error = crdkit::copiedReason(failure);
  } catch (...) {
    *error = crdkit::copied("unknown C++ exception");
  }
  return status;
}

}  // namespace

char *crdkit::copied(const std::string &text) noexcept { return strdup(text.c_str()); }

char *crdkit::copiedReason(const std::exception &error) noexcept {
  auto check = dynamic_cast<const Invar::Invariant *>(&error);
  if (!check) return strdup(error.what());
  try {
    return copied("RDKit finds that " + check->getExpression() + " does not hold: " + check->what());
  } catch (...) {
    return nullptr;
  }
}

extern "C" {

const char *crdkit_version(void) { return rdkitVersion; }

void crdkit_free_text(char *text) { std::free(text); }

crdkit_status crdkit_read_smiles(
    const char *bytes, size_t count, uint32_t maximum_atoms, crdkit_molecule **molecule, uint32_t *atom_count,
    char **error) {
  return read(bytes, count, maximum_atoms, countedSmiles, readSmiles, molecule, atom_count, error);
}

crdkit_status crdkit_read_mol_block(
    const char *bytes, size_t count, uint32_t maximum_atoms, crdkit_molecule **molecule, uint32_t *atom_count,
    char **error) {
  return read(bytes, count, maximum_atoms, countedMolBlock, readMolBlock, molecule, atom_count, error);
}

void crdkit_release(crdkit_molecule *molecule) { delete molecule; }

}  // extern "C"
