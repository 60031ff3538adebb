"""What every case shares: seeded numbers, two precisions, one way to write a file."""

import json
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).resolve().parent

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def normal(seed, *shape, scale=1.0):
    """Normal numbers, the same in both precisions: drawn as float32, then cast to the case's precision."""
    numbers = torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float32)
    return (numbers * scale).to(torch.get_default_dtype())


def build(seed, make_module):
    """A module with seeded weights in the case's precision, none of them at a neutral value such as 0 or 1."""
    dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    torch.manual_seed(seed)
    module = make_module()
    torch.set_default_dtype(dtype)
    module = module.to(dtype)
    with torch.no_grad():
        for index, parameter in enumerate(module.parameters()):
            parameter += normal(seed * 1000 + index, *parameter.shape, scale=0.1)
    return module


def randomize_statistics(module, seed):
    """Gives every batch normalisation running statistics that differ from a fresh layer's."""
    for index, (name, buffer) in enumerate(module.named_buffers()):
        if name.endswith("running_mean"):
            buffer.copy_(normal(seed + index, *buffer.shape, scale=0.2))
        elif name.endswith("running_var"):
            buffer.copy_(normal(seed + index, *buffer.shape).abs() * 0.5 + 0.75)


def state(module, prefix="param"):
    """Parameters and floating-point buffers, named as PyTorch names them."""
    tensors = module.state_dict().items()
    return {f"{prefix}.{name}": tensor.clone() for name, tensor in tensors if tensor.is_floating_point()}


def gradients(module, prefix="grad"):
    return {
        f"{prefix}.{name}": torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        for name, parameter in module.named_parameters()
    }


def buffers(module, prefix="after"):
    return {f"{prefix}.{name}": b.clone() for name, b in module.named_buffers() if b.is_floating_point()}


def deviation(single, double):
    """Largest difference of two results of a case, relative to the largest value of each tensor (at least 1)."""
    differences = [
        ((tensor.double() - double[name]).abs().max() / max(1.0, double[name].abs().max())).item()
        for name, tensor in single.items()
        if tensor.is_floating_point() and tensor.numel() > 0
    ]
    return max(differences, default=0.0)


def write(path, case, tolerance=1e-5, metadata=None):
    """Runs `case` in both precisions, and stores its float32 tensors in a safetensors file.

    Metadata goes under one key, because the library writes several in no fixed order.
    """
    results = []
    for dtype in (torch.float32, torch.float64):
        torch.set_default_dtype(dtype)
        results.append(case())
    torch.set_default_dtype(torch.float32)
    found = deviation(*results)
    assert found <= tolerance, f"{path}: float32 and float64 differ by {found:.1e}, more than {tolerance:.0e}"

    file = FOLDER / f"{path}.safetensors"
    file.parent.mkdir(exist_ok=True)
    tensors = {name: tensor.detach().contiguous().clone() for name, tensor in sorted(results[0].items())}
    save_file(tensors, file, metadata={"settings": json.dumps(metadata)} if metadata else None)
    file.chmod(0o644)
    print(f"{path:32} {len(tensors):4} tensors {file.stat().st_size:8} bytes, float32 is within {found:.1e} of float64")
