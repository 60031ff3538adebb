"""Files of `torch.save` in both formats: types of numbers, views, shared storages, and a pickle that would run code."""

import collections
import os
import zipfile

import torch
from safetensors.torch import save_file
from torch import nn

from record import FOLDER

PLACE = FOLDER / "pytorch"


class Program:
    """What unpickles to the result of a call: a file of weights from a stranger can hold this."""

    def __reduce__(self):
        return os.system, ("exit 1",)


def tensors():
    numbers = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8 - 1
    plain = {
        "float32": numbers, "float16": numbers.half(), "bfloat16": numbers.bfloat16(), "float64": numbers.double(),
        "int64": torch.tensor([[1, -2], [3, 2**31 - 1]]), "int32": torch.tensor([7, -7], dtype=torch.int32),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8), "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "batches": torch.tensor(5),
        "transposed": numbers.t(), "rows": numbers[1:3], "column": numbers[:, 2], "every_other": numbers[::2, 1::2],
        "transposed_half": numbers.half().t(), "parameter": nn.Parameter(numbers + 1),
    }
    nested = {"state_dict": collections.OrderedDict(plain), "epoch": 3, "rate": 0.1, "notes": ["text", None, (1, 2)]}
    return nested, plain


def make():
    PLACE.mkdir(exist_ok=True)
    nested, plain = tensors()
    torch.save(nested, PLACE / "archive.bin")
    torch.save(nested, PLACE / "legacy.bin", _use_new_zipfile_serialization=False)
    module = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    with torch.no_grad():
        for index, parameter in enumerate(module.parameters()):
            parameter.copy_(torch.arange(parameter.numel()).reshape(parameter.shape) / 4 + index)
    torch.save(module.state_dict(), PLACE / "module.bin")
    torch.save({"weight": torch.ones(2), "extra": Program()}, PLACE / "program.bin")
    torch.save({"weight": torch.ones(2), "extra": Program()}, PLACE / "program-legacy.bin",
               _use_new_zipfile_serialization=False)
    # What PyTorch never writes but other programs make of its files.
    with zipfile.ZipFile(PLACE / "archive.bin") as source, \
            zipfile.ZipFile(PLACE / "deflated.bin", "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    expected = {f"state_dict.{name}": value.detach() for name, value in plain.items()}
    expected = {
        name: (value.float() if value.is_floating_point() else value.long()).contiguous().clone()
        for name, value in expected.items()
    }
    save_file(dict(sorted(expected.items())), PLACE / "expected.safetensors")
    for file in PLACE.iterdir():
        file.chmod(0o644)
    print(f"{'pytorch/':32} {len(expected):4} tensors in three containers")
