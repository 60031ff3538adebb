#!/usr/bin/env python3
"""Writes scaffold_split.csv: a scaffold split as DeepChem, OGB and MoleculeNet make it.

Run with RDKit 2022.09.3. The order of groups and the cut-offs are those of deepchem.splits.ScaffoldSplitter: larger
groups first, of equal ones that with the later first member first.
"""
import csv
import pathlib

from rdkit.Chem.Scaffolds import MurckoScaffold

SMILES = """
CCO CCN CCCC CC(=O)O CCS OCCO NCCN CCl
c1ccccc1 Cc1ccccc1 Oc1ccccc1 Nc1ccccc1 Clc1ccccc1 c1ccccc1C(=O)O c1ccccc1C#N CCc1ccccc1 COc1ccccc1
c1ccncc1 Cc1ccncc1 Oc1ccncc1 Nc1cccnc1
C1CCCCC1 CC1CCCCC1 OC1CCCCC1 O=C1CCCCC1
c1ccc2ccccc2c1 Cc1ccc2ccccc2c1 Oc1ccc2ccccc2c1
c1ccc(cc1)c1ccccc1 c1ccc(cc1)Cc1ccccc1 O=C(c1ccccc1)c1ccccc1
C1CCNCC1 CN1CCNCC1 C1CCOCC1 C1COCCN1 c1ccoc1 c1ccsc1 c1cc[nH]c1 c1cnc[nH]1
C[C@H]1CC[C@@H](O)CC1 CC(=O)Oc1ccccc1C(=O)O CC(C)Cc1ccc(cc1)C(C)C(=O)O
""".split()


def split(smiles, train, validation):
    groups = {}
    for row, text in enumerate(smiles):
        groups.setdefault(MurckoScaffold.MurckoScaffoldSmiles(text, includeChirality=False), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (len(item[1]), item[1][0]), reverse=True)
    train_limit, validation_limit = train * len(smiles), (train + validation) * len(smiles)
    parts, counts = {}, {"train": 0, "validation": 0}
    for _, rows in ordered:
        if counts["train"] + len(rows) <= train_limit:
            part = "train"
        elif counts["train"] + counts["validation"] + len(rows) <= validation_limit:
            part = "validation"
        else:
            part = "test"
        if part in counts:
            counts[part] += len(rows)
        parts.update((row, part) for row in rows)
    scaffolds = {row: key for key, rows in groups.items() for row in rows}
    return [(text, scaffolds[row], parts[row]) for row, text in enumerate(smiles)]


with open(pathlib.Path(__file__).with_name("scaffold_split.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["smiles", "scaffold", "part"])
    writer.writerows(split(SMILES, 0.8, 0.1))
