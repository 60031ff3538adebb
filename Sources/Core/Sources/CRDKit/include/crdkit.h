/// A C view of the parts of RDKit and InChI that the Chemistry module needs.
///
/// Conventions that hold for every function:
/// - No C++ exception leaves a function. What may fail returns a `crdkit_status`.
/// - A `char **` result is set on every return: to the answer where the status is `CRDKIT_OK` and the function yields
///   text, to the reason where the status is another, else to NULL. It is null-terminated, belongs to the caller and is
///   freed by `crdkit_free_text`. Where memory has run out even a reason may be NULL.
/// - Pointers that the caller passes are only used during the call.
/// - Any function may be called from any thread at any time. Calls on one molecule exclude each other, since RDKit
///   caches results inside a molecule; calls on different molecules run side by side, except that InChI is one at a time.
#ifndef CRDKIT_H
#define CRDKIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A sanitised RDKit molecule. It never changes after it was read.
typedef struct crdkit_molecule crdkit_molecule;

typedef enum {
  CRDKIT_OK = 0,
  /// The text is not of the format.
  CRDKIT_SYNTAX = 1,
  /// The text is well formed, but RDKit refuses the molecule: valence, aromaticity, …
  CRDKIT_CHEMISTRY = 2,
  /// The molecule has more atoms than allowed.
  CRDKIT_TOO_MANY_ATOMS = 3,
  /// RDKit or InChI failed in any other way.
  CRDKIT_FAILED = 4,
} crdkit_status;

/// The version of RDKit, such as `2022.09.3`. The text is static.
const char *crdkit_version(void);

/// Frees a text that another function of this header returned. NULL is allowed.
void crdkit_free_text(char *text);

/// Reads `count` bytes of SMILES, removes explicit hydrogens, sanitises and perceives stereochemistry: what Python's
/// `Chem.MolFromSmiles` does. Neither names nor CXSMILES extensions are read.
///
/// On `CRDKIT_OK` the caller owns `*molecule` and ends it by `crdkit_release`; otherwise `*molecule` is NULL. Atoms are
/// counted before sanitising, whose time grows with the cube of their number, and with explicit hydrogens;
/// `*atom_count` is that number on `CRDKIT_TOO_MANY_ATOMS`, the number of atoms kept on `CRDKIT_OK`, else undefined.
crdkit_status crdkit_read_smiles(
    const char *bytes, size_t count, uint32_t maximum_atoms, crdkit_molecule **molecule, uint32_t *atom_count,
    char **error);

/// Reads `count` bytes of an MDL mol block, V2000 or V3000, as `Chem.MolFromMolBlock` does; else as
/// `crdkit_read_smiles`.
crdkit_status crdkit_read_mol_block(
    const char *bytes, size_t count, uint32_t maximum_atoms, crdkit_molecule **molecule, uint32_t *atom_count,
    char **error);

/// Ends a molecule. No other call on it may be under way or follow. NULL is allowed.
void crdkit_release(crdkit_molecule *molecule);

/// RDKit's codes for the properties below; other values of those fields exist.
enum {
  CRDKIT_CHIRALITY_NONE = 0,
  CRDKIT_CHIRALITY_CLOCKWISE = 1,
  CRDKIT_CHIRALITY_COUNTERCLOCKWISE = 2,
  CRDKIT_CHIRALITY_OTHER = 3,
};
enum {
  CRDKIT_HYBRIDIZATION_SP = 2,
  CRDKIT_HYBRIDIZATION_SP2 = 3,
  CRDKIT_HYBRIDIZATION_SP3 = 4,
  CRDKIT_HYBRIDIZATION_SP3D = 6,
  CRDKIT_HYBRIDIZATION_SP3D2 = 7,
};
enum {
  CRDKIT_BOND_SINGLE = 1,
  CRDKIT_BOND_DOUBLE = 2,
  CRDKIT_BOND_TRIPLE = 3,
  CRDKIT_BOND_AROMATIC = 12,
};
enum {
  CRDKIT_STEREO_NONE = 0,
  CRDKIT_STEREO_ANY = 1,
  CRDKIT_STEREO_Z = 2,
  CRDKIT_STEREO_E = 3,
  CRDKIT_STEREO_CIS = 4,
  CRDKIT_STEREO_TRANS = 5,
};
enum {
  CRDKIT_DIRECTION_DOWN_RIGHT = 3,
  CRDKIT_DIRECTION_UP_RIGHT = 4,
};

/// One atom. Numbers above 255 are given as 255.
typedef struct {
  /// 0 for a wildcard.
  uint8_t atomic_number;
  uint8_t chirality;
  /// Neighbours, hydrogens included.
  uint8_t degree;
  int8_t charge;
  uint8_t hydrogens;
  uint8_t radical_electrons;
  uint8_t hybridization;
  uint8_t is_aromatic;
  uint8_t is_in_ring;
  /// Of the isotope given or else the most common one, in daltons, without hydrogens.
  double mass;
} crdkit_atom;

/// No atom.
#define CRDKIT_NO_ATOM UINT32_MAX

/// One bond between the atoms `begin` and `end`, counted from 0.
typedef struct {
  uint32_t begin;
  uint32_t end;
  uint8_t type;
  uint8_t stereo;
  uint8_t direction;
  uint8_t is_conjugated;
  /// The neighbours of `begin` and `end` that `stereo` speaks of; `CRDKIT_NO_ATOM` where it says nothing.
  uint32_t stereo_begin;
  uint32_t stereo_end;
} crdkit_bond;

/// The number of bonds.
uint32_t crdkit_bond_count(const crdkit_molecule *molecule);

/// Fills one record an atom and one a bond, in RDKit's order; the caller has allotted both arrays.
crdkit_status crdkit_graph(const crdkit_molecule *molecule, crdkit_atom *atoms, crdkit_bond *bonds, char **error);

/// One number an atom, the same for atoms that only stereochemistry can tell apart, as
/// `Chem.CanonicalRankAtoms(breakTies=False, includeChirality=False)`; the caller has allotted `classes`.
crdkit_status crdkit_symmetry_classes(const crdkit_molecule *molecule, uint32_t *classes, char **error);

/// How many numbers `crdkit_rings` fills.
uint32_t crdkit_ring_entry_count(const crdkit_molecule *molecule);

/// The smallest rings, one after the other: the number of atoms, then the atoms in order around the ring.
crdkit_status crdkit_rings(const crdkit_molecule *molecule, uint32_t *entries, char **error);

/// Canonical isomeric SMILES, as `Chem.MolToSmiles`.
crdkit_status crdkit_canonical_smiles(const crdkit_molecule *molecule, char **text);

/// Where each atom stands in the canonical SMILES; the caller has allotted one number an atom. Filled only where a
/// molecule that is read from there is known to differ from this one in the order of its atoms and bonds alone, as
/// `*is_reordering_only` tells: where this one was read from a SMILES of common elements without stereochemistry.
crdkit_status crdkit_canonical_order(
    const crdkit_molecule *molecule, uint32_t *places, int *is_reordering_only, char **error);

/// SMILES that is written by following the atoms in the order given, as `Chem.RenumberAtoms` and then
/// `Chem.MolToSmiles(canonical=False)`. `order` is a permutation of the atom indices.
crdkit_status crdkit_smiles_in_order(const crdkit_molecule *molecule, const uint32_t *order, char **text);

/// Murcko scaffold without stereochemistry and isotopes, as `MurckoScaffold.MurckoScaffoldSmiles(mol=…)`; empty where
/// the molecule has no ring.
crdkit_status crdkit_scaffold(const crdkit_molecule *molecule, char **text);

/// Formula in Hill order, as `rdMolDescriptors.CalcMolFormula`.
crdkit_status crdkit_formula(const crdkit_molecule *molecule, char **text);

/// Standard InChIKey.
crdkit_status crdkit_inchi_key(const crdkit_molecule *molecule, char **text);

/// Mass in daltons of an element's most common isotope, as `PeriodicTable.GetMostCommonIsotopeMass`; 0 for no element.
double crdkit_isotope_mass(uint8_t atomic_number);

/// Monoisotopic mass in daltons, as `Descriptors.ExactMolWt`.
crdkit_status crdkit_exact_mass(const crdkit_molecule *molecule, double *mass, char **error);

typedef struct {
  double molecular_weight;
  double log_p;
  double polar_surface_area;
  int32_t hydrogen_bond_donors;
  int32_t hydrogen_bond_acceptors;
  int32_t rotatable_bonds;
  int32_t rings;
  int32_t chiral_centers;
} crdkit_descriptors;

/// The eight properties that QED combines, as `rdkit.Chem.QED.properties` finds them.
typedef struct {
  double molecular_weight;
  double log_p;
  double polar_surface_area;
  int32_t hydrogen_bond_acceptors;
  int32_t hydrogen_bond_donors;
  int32_t rotatable_bonds;
  int32_t aromatic_rings;
  int32_t structural_alerts;
} crdkit_druglikeness;

/// Fills both records.
crdkit_status crdkit_describe(
    const crdkit_molecule *molecule, crdkit_descriptors *descriptors, crdkit_druglikeness *druglikeness, char **error);

/// Morgan fingerprint, as `rdMolDescriptors.GetMorganFingerprintAsBitVect`. Bit `i` is bit `i % 64` of
/// `words[i / 64]`; the caller has allotted `(bits + 63) / 64` words.
crdkit_status crdkit_morgan(
    const crdkit_molecule *molecule, uint32_t radius, uint32_t bits, int use_chirality, uint64_t *words, char **error);

typedef struct {
  /// Degrees by which the molecule is turned.
  double rotation;
  /// Width of a bond's line in pixels.
  int32_t line_width;
} crdkit_picture_style;

/// Draws the molecule on white into `channels · width · height` bytes that the caller has allotted: rows from the top,
/// red, green, blue for three channels, luma after ITU-R BT.601 for one. Molecules with the same canonical SMILES give the
/// same picture.
crdkit_status crdkit_draw_pixels(
    const crdkit_molecule *molecule, int32_t width, int32_t height, crdkit_picture_style style, int32_t channels,
    uint8_t *pixels, char **error);

/// A disc behind an atom; colours from 0 to 1, the radius in lengths of a bond.
typedef struct {
  uint32_t atom;
  double red;
  double green;
  double blue;
  double radius;
} crdkit_highlight;

/// The same drawing as SVG, with `count` highlights on distinct atoms of the molecule, behind it.
crdkit_status crdkit_draw_svg(
    const crdkit_molecule *molecule, int32_t width, int32_t height, crdkit_picture_style style,
    const crdkit_highlight *highlights, uint32_t count, char **text);

/// What the header of a PNG file says of its size; nothing else is read, and nothing allotted.
crdkit_status crdkit_png_size(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, char **error);

/// Reads a PNG file into `3 · width · height` bytes that the caller has allotted, the size being that of
/// `crdkit_png_size`: rows from the top, red, green, blue, transparent places on white.
crdkit_status crdkit_read_png(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *rgb, char **error);

#ifdef __cplusplus
}
#endif
#endif
