// Morgan fingerprints.
#include "molecule.h"

#include <DataStructs/ExplicitBitVect.h>
#include <GraphMol/Fingerprints/MorganFingerprints.h>

#include <algorithm>

using namespace RDKit;

extern "C" crdkit_status crdkit_morgan(
    const crdkit_molecule *molecule, uint32_t radius, uint32_t bits, int use_chirality, uint64_t *words, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    std::unique_ptr<ExplicitBitVect> fingerprint(
        MorganFingerprints::getFingerprintAsBitVect(mol, radius, bits, nullptr, nullptr, use_chirality != 0));
    std::fill_n(words, (bits + 63) / 64, 0);
    IntVect on;
    fingerprint->getOnBits(on);
    for (int bit : on) words[bit / 64] |= uint64_t{1} << (bit % 64);
  });
}
