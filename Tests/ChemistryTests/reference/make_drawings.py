"""Writes drawing-N.png, what RDKit draws of the SMILES in drawings.txt with cairo, 160 × 120 pixels each.

    /usr/bin/python3 make_drawings.py

Run with Debian 12's python3-rdkit, 2022.09.3, and cairo 1.16. The SMILES are canonical: the project lays a molecule out as
it stands there, without turning its long side to the x axis.
"""
import os

from rdkit import Chem
from rdkit.Chem import rdDepictor
from rdkit.Chem.Draw import rdMolDraw2D

HERE = os.path.dirname(os.path.abspath(__file__))

with open(os.path.join(HERE, "drawings.txt")) as lines:
    for number, line in enumerate(lines, 1):
        molecule = Chem.MolFromSmiles(line.strip())
        rdDepictor.Compute2DCoords(molecule, canonOrient=False)
        drawing = rdMolDraw2D.MolDraw2DCairo(160, 120)
        drawing.drawOptions().includeMetadata = False
        rdMolDraw2D.PrepareAndDrawMolecule(drawing, molecule)
        drawing.FinishDrawing()
        with open(os.path.join(HERE, f"drawing-{number}.png"), "wb") as file:
            file.write(drawing.GetDrawingText())
