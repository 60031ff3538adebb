// What the files of the shim share.
#pragma once
#include "boost_clang.h"
#include "canonical.h"
#include "crdkit.h"

#include <GraphMol/RDKitBase.h>
#include <GraphMol/RWMol.h>

#include <exception>
#include <memory>
#include <mutex>
#include <string>

struct crdkit_molecule {
  std::unique_ptr<RDKit::RWMol> molecule;
  // Whether nothing about the molecule depends on the order of its atoms: it was read from a plain SMILES (see
  // `readPlainSmiles`), whose aromatic letters all stand for aromatic atoms, and has no radicals.
  bool isPlain = false;
  // RDKit's readers cache what they find inside the molecule, const or not.
  mutable std::mutex mutex;
  // Once it was asked for.
  mutable std::unique_ptr<const crdkit::CanonicalForm> form;

  // To be called under the lock.
  const crdkit::CanonicalForm &canonicalForm(bool withText = true) const {
    if (!form || (withText && form->smiles.empty()))
      form = std::make_unique<crdkit::CanonicalForm>(crdkit::canonicalForm(*molecule, isPlain, withText));
    return *form;
  }
};

namespace crdkit {

// A copy for the caller, made by malloc; null where memory has run out.
char *copied(const std::string &text) noexcept;

// A copy of what an exception says, with the condition where it is one of RDKit's failed checks.
char *copiedReason(const std::exception &error) noexcept;

// Runs `body` on the molecule under its lock and turns whatever it throws into a status and a reason.
template <typename Body>
crdkit_status guarded(const crdkit_molecule *handle, char **text, Body body) noexcept {
  *text = nullptr;
  try {
    std::lock_guard<std::mutex> held(handle->mutex);
    body(*handle->molecule);
    return CRDKIT_OK;
  } catch (const std::exception &error) {
    *text = copiedReason(error);
  } catch (...) {
    *text = copied("unknown C++ exception");
  }
  return CRDKIT_FAILED;
}

// As `guarded`, for a body that returns the text.
template <typename Body>
crdkit_status guardedText(const crdkit_molecule *handle, char **text, Body body) noexcept {
  char *answer = nullptr;
  crdkit_status status =
      guarded(handle, text, [&](const RDKit::RWMol &molecule) { answer = copied(body(molecule)); });
  if (status == CRDKIT_OK) *text = answer;
  return status == CRDKIT_OK && !answer ? CRDKIT_FAILED : status;
}

}  // namespace crdkit
