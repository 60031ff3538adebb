"""Optimisers, gradient clipping, and ten steps of training from end to end."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from graphs import Encoder, GraphBatch
from record import build, normal, state, write

OPTIMIZERS = {
    "adamw": (torch.optim.AdamW, dict(lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
    "adamw_no_decay": (torch.optim.AdamW, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.0)),
    "sgd": (torch.optim.SGD, dict(lr=0.02)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.01, momentum=0.9)),
    "sgd_momentum_decay": (torch.optim.SGD, dict(lr=0.01, momentum=0.9, weight_decay=0.05)),
}
STEPS = 10


def optimizers():
    """Ten steps on 0.5 (x - c)ᵀ A (x - c): loss and gradient before each step, x after it, and the final moments."""
    a = normal(900, 6, 6)
    a = a @ a.T + torch.eye(6)
    center, start = normal(901, 6), normal(902, 6)
    tensors = {"in.A": a, "in.c": center, "in.x0": start}
    for name, (kind, settings) in OPTIMIZERS.items():
        x = nn.Parameter(start.clone())
        optimizer = kind([x], **settings)
        history = {"loss": [], "grad": [], "x": []}
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = 0.5 * (x - center) @ a @ (x - center)
            loss.backward()
            optimizer.step()
            for key, value in (("loss", loss), ("grad", x.grad), ("x", x)):
                history[key].append(value.detach().clone())
        tensors |= {f"out.{name}.{key}": torch.stack(values) for key, values in history.items()}
        for key in ("exp_avg", "exp_avg_sq", "momentum_buffer"):
            if key in optimizer.state[x]:
                tensors[f"after.{name}.{key}"] = optimizer.state[x][key].clone()
    return tensors


CLIPPED_NORM = 1.5


def clipping():
    """Two gradients scaled together so that their common Euclidean norm is at most the limit."""
    gradients = [normal(910, 4, 3), normal(911, 5)]
    parameters = [nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.clone()
    norm = nn.utils.clip_grad_norm_(parameters, CLIPPED_NORM)
    clipped = {f"out.gradient_{index}": parameter.grad for index, parameter in enumerate(parameters)}
    return {"in.gradient_0": gradients[0], "in.gradient_1": gradients[1], "out.norm": norm} | clipped


def random_graph(random):
    """A tree of 2 to 9 atoms, with a ring closed in it where there is room."""
    draw = lambda low, high: int(torch.randint(low, high, (), generator=random))
    atoms = draw(2, 10)
    bonds = [(draw(0, atom), atom) for atom in range(1, atoms)]
    if atoms > 3 and (0, atoms - 1) not in bonds:
        bonds.append((0, atoms - 1))
    return atoms, bonds


TRAINING = dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)


def curve():
    """Ten AdamW steps of a two-layer GIN against stored embeddings, over two batches of eight in turn, with InfoNCE.

    The modality side is Linear(20, 12) on the stored embeddings; the loss is that of objective_info_nce. All
    parameters, log_scale among them, are optimised with the same settings.
    """
    random = torch.Generator().manual_seed(920)
    batches = [GraphBatch([random_graph(random) for _ in range(8)], seed=921 + index) for index in range(2)]
    stored = [normal(930 + index, 8, 20) for index in range(2)]
    encoder = build(92, lambda: Encoder(width=16, layers=2, outputs=12))
    projection = build(93, lambda: nn.Linear(20, 12))
    log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    tensors = state(encoder, "param.encoder") | state(projection, "param.projection")
    tensors["param.log_scale"] = log_scale.detach().clone()
    for index, batch in enumerate(batches):
        tensors |= {name.replace("in.", f"in.{index}.", 1): value for name, value in batch.tensors().items()}
        tensors[f"in.{index}.stored"] = stored[index]

    optimizer = torch.optim.AdamW([*encoder.parameters(), *projection.parameters(), log_scale], **TRAINING)
    losses, scales = [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        a, b = encoder(batches[step % 2]), projection(stored[step % 2])
        logits = log_scale.exp() * F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T
        partner = torch.arange(8)
        loss = (F.cross_entropy(logits, partner) + F.cross_entropy(logits.T, partner)) / 2
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        scales.append(log_scale.detach().clone())
    return tensors | {"out.losses": torch.stack(losses), "out.log_scales": torch.stack(scales)}


def make():
    write("optimizers", optimizers, metadata={name: settings for name, (_, settings) in OPTIMIZERS.items()})
    write("gradient_clipping", clipping, metadata={"maximum_norm": CLIPPED_NORM})
    # Ten steps of an optimiser that divides by the gradient's size amplify rounding, hence the wider tolerance.
    write("training_curve", curve, tolerance=1e-4, metadata=TRAINING | {"hidden": 16, "layers": 2, "out": 12})
