"""Writes molecules.json, the values that the Chemistry module must reproduce, from molecules.txt.

    /usr/bin/python3 make_reference.py --inchi-python PYTHON

Run with Debian 12's python3-rdkit, 2022.09.3, the version of the C++ library that the project links. That build has no
InChI, so the InChIKeys come from another Python, one with the wheel `rdkit` of PyPI (made with 2026.09.1):

    python3 -m venv VENV && VENV/bin/pip install rdkit, and then --inchi-python VENV/bin/python
"""
import argparse
import json
import os
import subprocess

from rdkit import Chem, RDLogger, rdBase
from rdkit.Chem import Crippen, Descriptors, QED, rdMolDescriptors
from rdkit.Chem.Scaffolds import MurckoScaffold

RDLogger.DisableLog("rdApp.*")
HERE = os.path.dirname(os.path.abspath(__file__))

INCHI = """
import sys
from rdkit import Chem, RDLogger
RDLogger.DisableLog("rdApp.*")
for line in sys.stdin:
    molecule = Chem.MolFromSmiles(line.strip())
    print(Chem.MolToInchiKey(molecule) if molecule else "")
"""

# Debian's InChI 1.03 ends at copernicium; the wheel's goes on.
UNKNOWN_TO_INCHI_1_03 = {"[Og]"}

CHIRALITIES = [Chem.CHI_UNSPECIFIED, Chem.CHI_TETRAHEDRAL_CW, Chem.CHI_TETRAHEDRAL_CCW, Chem.CHI_OTHER]
HYBRIDIZATIONS = [getattr(Chem.HybridizationType, name) for name in ("SP", "SP2", "SP3", "SP3D", "SP3D2")]
TYPES = [Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE, Chem.BondType.AROMATIC]
STEREO = [getattr(Chem.BondStereo, "STEREO" + name) for name in ("NONE", "Z", "E", "CIS", "TRANS", "ANY")]
DIRECTIONS = [Chem.BondDir.NONE, Chem.BondDir.ENDUPRIGHT, Chem.BondDir.ENDDOWNRIGHT]


def code(value, allowed, other=None):
    """The place of a value among the allowed ones; else `other`, by default one more than the last place."""
    return allowed.index(value) if value in allowed else len(allowed) if other is None else other


def ogb_atom(atom):
    return [
        code(atom.GetAtomicNum(), list(range(1, 119))),
        code(atom.GetChiralTag(), CHIRALITIES),
        code(atom.GetTotalDegree(), list(range(11))),
        code(atom.GetFormalCharge(), list(range(-5, 6))),
        code(atom.GetTotalNumHs(), list(range(9))),
        code(atom.GetNumRadicalElectrons(), list(range(5))),
        code(atom.GetHybridization(), HYBRIDIZATIONS),
        int(atom.GetIsAromatic()),
        int(atom.IsInRing()),
    ]


def ogb_bond(bond):
    return [code(bond.GetBondType(), TYPES), STEREO.index(bond.GetStereo()), int(bond.GetIsConjugated())]


def released_atom(atom):
    return [code(atom.GetAtomicNum(), list(range(1, 119))), code(atom.GetChiralTag(), CHIRALITIES, other=3)]


def released_bond(bond):
    return [code(bond.GetBondType(), TYPES), code(bond.GetBondDir(), DIRECTIONS, other=0)]


def record(smiles, inchi_key):
    molecule = Chem.MolFromSmiles(smiles)
    return {
        "smiles": smiles,
        "canonical": Chem.MolToSmiles(molecule),
        "inchiKey": "" if smiles in UNKNOWN_TO_INCHI_1_03 else inchi_key,
        "scaffold": MurckoScaffold.MurckoScaffoldSmiles(mol=molecule, includeChirality=False) or "",
        "formula": rdMolDescriptors.CalcMolFormula(molecule),
        "exactMass": Descriptors.ExactMolWt(molecule),
        "molecularWeight": Descriptors.MolWt(molecule),
        "logP": Crippen.MolLogP(molecule),
        "topologicalPolarSurfaceArea": rdMolDescriptors.CalcTPSA(molecule),
        "hydrogenBondDonors": rdMolDescriptors.CalcNumHBD(molecule),
        "hydrogenBondAcceptors": rdMolDescriptors.CalcNumHBA(molecule),
        "rotatableBonds": rdMolDescriptors.CalcNumRotatableBonds(molecule),
        "ringCount": rdMolDescriptors.CalcNumRings(molecule),
        "chiralCenters": len(Chem.FindMolChiralCenters(Chem.MolFromSmiles(smiles), includeUnassigned=True)),
        "druglikeness": QED.qed(molecule),
        "morgan": list(rdMolDescriptors.GetMorganFingerprintAsBitVect(molecule, 2, nBits=2048).GetOnBits()),
        "chiralMorgan": list(
            rdMolDescriptors.GetMorganFingerprintAsBitVect(molecule, 3, nBits=500, useChirality=True).GetOnBits()),
        "bonds": [[bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()] for bond in molecule.GetBonds()],
        "ogbAtoms": [ogb_atom(atom) for atom in molecule.GetAtoms()],
        "ogbBonds": [ogb_bond(bond) for bond in molecule.GetBonds()],
        "releasedAtoms": [released_atom(atom) for atom in molecule.GetAtoms()],
        "releasedBonds": [released_bond(bond) for bond in molecule.GetBonds()],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inchi-python", required=True)
    arguments = parser.parse_args()
    with open(os.path.join(HERE, "molecules.txt")) as file:
        smiles = [line.split("\t")[0].strip() for line in file if line.strip() and not line.startswith("# ")]
    keys = subprocess.run(
        [arguments.inchi_python, "-c", INCHI], input="\n".join(smiles), capture_output=True, text=True, check=True)
    keys = keys.stdout.splitlines()
    assert len(keys) == len(smiles) == len(set(smiles))
    records = [json.dumps(record(*pair), separators=(",", ":")) for pair in zip(smiles, keys)]
    with open(os.path.join(HERE, "molecules.json"), "w") as file:
        file.write('{"rdkit":"%s","molecules":[\n' % rdBase.rdkitVersion + ",\n".join(records) + "\n]}\n")


if __name__ == "__main__":
    main()
