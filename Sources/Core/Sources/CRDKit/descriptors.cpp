// Descriptors, and the eight properties of the quantitative estimate of drug-likeness (QED): Bickerton et al., Nature
// Chemistry 4, 90 (2012), doi:10.1038/nchem.1243.
//
// The patterns for acceptors and structural alerts are those of RDKit's module QED (Copyright (c) 2009-2017, Novartis
// Institutes for BioMedical Research Inc., BSD 3-clause licence), since the values must equal RDKit's.
#include "molecule.h"

#include <GraphMol/ChemTransforms/ChemTransforms.h>
#include <GraphMol/Descriptors/Crippen.h>
#include <GraphMol/Descriptors/Lipinski.h>
#include <GraphMol/Descriptors/MolDescriptors.h>
#include <GraphMol/Descriptors/MolSurf.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/Substruct/SubstructMatch.h>

#include <vector>

using namespace RDKit;

namespace {

const char *const acceptorPatterns[] = {
    "[oH0;X2]",
    "[OH1;X2;v2]",
    "[OH0;X2;v2]",
    "[OH0;X1;v2]",
    "[O-;X1]",
    "[SH0;X2;v2]",
    "[SH0;X1;v2]",
    "[S-;X1]",
    "[nH0;X2]",
    "[NH0;X1;v3]",
    "[$([N;+0;X3;v3]);!$(N[C,S]=O)]",
};

const char *const alertPatterns[] = {
    "*1[O,S,N]*1",
    "[S,C](=[O,S])[F,Br,Cl,I]",
    "[CX4][Cl,Br,I]",
    "[#6]S(=O)(=O)O[#6]",
    "[$([CH]),$(CC)]#CC(=O)[#6]",
    "[$([CH]),$(CC)]#CC(=O)O[#6]",
    "n[OH]",
    "[$([CH]),$(CC)]#CS(=O)(=O)[#6]",
    "C=C(C=O)C=O",
    "n1c([F,Cl,Br,I])cccc1",
    "[CH1](=O)",
    "[#8][#8]",
    "[C;!R]=[N;!R]",
    "[N!R]=[N!R]",
    "[#6](=O)[#6](=O)",
    "[#16][#16]",
    "[#7][NH2]",
    "C(=O)N[NH2]",
    "[#6]=S",
    "[$([CH2]),$([CH][CX4]),$(C([CX4])[CX4])]=[$([CH2]),$([CH][CX4]),$(C([CX4])[CX4])]",
    "C1(=[O,N])C=CC(=[O,N])C=C1",
    "C1(=[O,N])C(=[O,N])C=CC=C1",
    "a21aa3a(aa1aaaa2)aaaa3",
    "a31a(a2a(aa1)aaaa2)aaaa3",
    "a1aa2a3a(a1)A=AA=A3=AA=A2",
    "c1cc([NH2])ccc1",
    "[Hg,Fe,As,Sb,Zn,Se,se,Te,B,Si,Na,Ca,Ge,Ag,Mg,K,Ba,Sr,Be,Ti,Mo,Mn,Ru,Pd,Ni,Cu,Au,Cd,Al,Ga,Sn,Rh,Tl,"
    "Bi,Nb,Li,Pb,Hf,Ho]",
    "I",
    "OS(=O)(=O)[O-]",
    "[N+](=O)[O-]",
    "C(=O)N[OH]",
    "C1NC(=O)NC(=O)1",
    "[SH]",
    "[S-]",
    "c1ccc([Cl,Br,I,F])c([Cl,Br,I,F])c1[Cl,Br,I,F]",
    "c1cc([Cl,Br,I,F])cc([Cl,Br,I,F])c1[Cl,Br,I,F]",
    "[CR1]1[CR1][CR1][CR1][CR1][CR1][CR1]1",
    "[CR1]1[CR1][CR1]cc[CR1][CR1]1",
    "[CR2]1[CR2][CR2][CR2][CR2][CR2][CR2][CR2]1",
    "[CR2]1[CR2][CR2]cc[CR2][CR2][CR2]1",
    "[CH2R2]1N[CH2R2][CH2R2][CH2R2][CH2R2][CH2R2]1",
    "[CH2R2]1N[CH2R2][CH2R2][CH2R2][CH2R2][CH2R2][CH2R2]1",
    "C#C",
    "[OR2,NR2]@[CR2]@[CR2]@[OR2,NR2]@[CR2]@[CR2]@[OR2,NR2]",
    "[$([N+R]),$([n+R]),$([N+]=C)][O-]",
    "[#6]=N[OH]",
    "[#6]=NOC=O",
    "[#6](=O)[CX4,CR0X3,O][#6](=O)",
    "c1ccc2c(c1)ccc(=O)o2",
    "[O+,o+,S+,s+]",
    "N=C=O",
    "[NX3,NX4][F,Cl,Br,I]",
    "c1ccccc1OC(=O)[#6]",
    "[CR0]=[CR0][CR0]=[CR0]",
    "[C+,c+,C-,c-]",
    "N=[N+]=[N-]",
    "C12C(NC(N1)=O)CSC2",
    "c1c([OH])c([OH,NH2,NH])ccc1",
    "P",
    "[N,O,S]C#N",
    "C=C=O",
    "[Si][F,Cl,Br,I]",
    "[SX2]O",
    "[SiR0,CR0](c1ccccc1)(c2ccccc2)(c3ccccc3)",
    "O1CCCCC1OC2CCC3CCCCC3C2",
    "N=[CR0][N,n,O,S]",
    "[cR2]1[cR2][cR2]([Nv3X3,Nv4X4])[cR2][cR2][cR2]1[cR2]2[cR2][cR2][cR2]([Nv3X3,Nv4X4])[cR2][cR2]2",
    "C=[C!r]C#N",
    "[cR2]1[cR2]c([N+0X3R0,nX3R0])c([N+0X3R0,nX3R0])[cR2][cR2]1",
    "[cR2]1[cR2]c([N+0X3R0,nX3R0])[cR2]c([N+0X3R0,nX3R0])[cR2]1",
    "[cR2]1[cR2]c([N+0X3R0,nX3R0])[cR2][cR2]c1([N+0X3R0,nX3R0])",
    "[OH]c1ccc([OH,NH2,NH])cc1",
    "c1ccccc1OC(=O)O",
    "[SX2H0][N]",
    "c12ccccc1(SC(S)=N2)",
    "c12ccccc1(SC(=S)N2)",
    "c1nnnn1C=O",
    "s1c(S)nnc1NC=O",
    "S1C=CSC1=S",
    "C(=O)Onnn",
    "OS(=O)(=O)C(F)(F)F",
    "N#CC[OH]",
    "N#CC(=O)",
    "S(=O)(=O)C#N",
    "N[CH2]C#N",
    "C1(=O)NCC1",
    "S(=O)(=O)[O-,OH]",
    "NC[F,Cl,Br,I]",
    "C=[C!r]O",
    "[NX2+0]=[O+0]",
    "[OR0,NR0][OR0,NR0]",
    "C(=O)O[C,H1].C(=O)O[C,H1].C(=O)O[C,H1]",
    "[CX2R0][NX3R0]",
    "c1ccccc1[C;!R]=[C;!R]c2ccccc2",
    "[NX3R0,NX4R0,OR0,SX2R0][CX4][NX3R0,NX4R0,OR0,SX2R0]",
    "[s,S,c,C,n,N,o,O]~[n+,N+](~[s,S,c,C,n,N,o,O])(~[s,S,c,C,n,N,o,O])~[s,S,c,C,n,N,o,O]",
    "[s,S,c,C,n,N,o,O]~[nX3+,NX3+](~[s,S,c,C,n,N])~[s,S,c,C,n,N]",
    "[*]=[N+]=[*]",
    "[SX3](=O)[O-,OH]",
    "N#N",
    "F.F.F.F",
    "[R0;D2][R0;D2][R0;D2][R0;D2]",
    "[cR,CR]~C(=O)NC(=O)~[cR,CR]",
    "C=!@CC=[O,S]",
    "[#6,#8,#16][#6](=O)O[#6]",
    "c[C;R0](=[O,S])[#6]",
    "c[SX2][C;!R]",
    "C=C=C",
    "c1nc([F,Cl,Br,I,S])ncc1",
    "c1ncnc([F,Cl,Br,I,S])c1",
    "c1nc(c2c(n1)nc(n2)[F,Cl,Br,I])",
    "[#6]S(=O)(=O)c1ccc(cc1)F",
    "[15N]",
    "[13C]",
    "[18O]",
    "[34S]",
};

using Queries = std::vector<std::unique_ptr<const ROMol>>;

template <size_t Count>
Queries parsed(const char *const (&patterns)[Count]) {
  Queries queries;
  for (const char *pattern : patterns) queries.emplace_back(SmartsToMol(pattern));
  return queries;
}

double logP(const ROMol &mol) {
  double logP = 0, refractivity = 0;
  Descriptors::calcCrippenDescriptors(mol, logP, refractivity);
  return logP;
}

int32_t matchCount(const ROMol &mol, const ROMol &query) {
  std::vector<MatchVectType> matches;
  return static_cast<int32_t>(SubstructMatch(mol, query, matches));
}

bool hasMatch(const ROMol &mol, const ROMol &query) {
  MatchVectType match;
  return SubstructMatch(mol, query, match);
}

// Rings that remain once every aliphatic ring atom is gone. QED means this number, not that of aromatic rings.
int32_t ringsWithoutAliphatic(const ROMol &mol) {
  static const std::unique_ptr<const ROMol> aliphatic(SmartsToMol("[$([A;R][!a])]"));
  std::unique_ptr<ROMol> rest(deleteSubstructs(mol, *aliphatic));
  VECT_INT_VECT rings;
  return MolOps::findSSSR(*rest, rings);
}

int32_t chiralCenters(const ROMol &mol) {
  ROMol copy(mol);
  MolOps::assignStereochemistry(copy, false, true, true);
  int32_t count = 0;
  for (const Atom *atom : copy.atoms()) {
    count += atom->hasProp(common_properties::_CIPCode) || atom->hasProp(common_properties::_ChiralityPossible);
  }
  return count;
}

crdkit_descriptors described(const ROMol &mol) {
  return crdkit_descriptors{
      .molecular_weight = Descriptors::calcAMW(mol),
      .log_p = logP(mol),
      .polar_surface_area = Descriptors::calcTPSA(mol),
      .hydrogen_bond_donors = static_cast<int32_t>(Descriptors::calcNumHBD(mol)),
      .hydrogen_bond_acceptors = static_cast<int32_t>(Descriptors::calcNumHBA(mol)),
      .rotatable_bonds = static_cast<int32_t>(Descriptors::calcNumRotatableBonds(mol)),
      .rings = static_cast<int32_t>(Descriptors::calcNumRings(mol)),
      .chiral_centers = chiralCenters(mol),
  };
}

crdkit_druglikeness druglikeness(const ROMol &mol) {
  static const Queries acceptors = parsed(acceptorPatterns), alerts = parsed(alertPatterns);
  int32_t acceptorCount = 0, alertCount = 0;
  for (const auto &query : acceptors) acceptorCount += matchCount(mol, *query);
  for (const auto &query : alerts) alertCount += hasMatch(mol, *query);
  return crdkit_druglikeness{
      .molecular_weight = Descriptors::calcAMW(mol),
      .log_p = logP(mol),
      .polar_surface_area = Descriptors::calcTPSA(mol),
      .hydrogen_bond_acceptors = acceptorCount,
      .hydrogen_bond_donors = static_cast<int32_t>(Descriptors::calcNumHBD(mol)),
      .rotatable_bonds = static_cast<int32_t>(Descriptors::calcNumRotatableBonds(mol, Descriptors::Strict)),
      .aromatic_rings = ringsWithoutAliphatic(mol),
      .structural_alerts = alertCount,
  };
}

}  // namespace

extern "C" crdkit_status crdkit_describe(
    const crdkit_molecule *molecule, crdkit_descriptors *descriptors, crdkit_druglikeness *properties, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    *descriptors = described(mol);
    // QED is defined on the molecule without hydrogen atoms; only unusual ones, such as isotopes, are left here.
    bool hasHydrogens = false;
    for (const Atom *atom : mol.atoms()) hasHydrogens |= atom->getAtomicNum() == 1;
    std::unique_ptr<const ROMol> stripped(hasHydrogens ? MolOps::removeHs(static_cast<const ROMol &>(mol)) : nullptr);
    *properties = druglikeness(stripped ? *stripped : static_cast<const ROMol &>(mol));
  });
}
