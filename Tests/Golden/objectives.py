"""Contrastive objectives. `a` are the graphs' projections, `b` the modality's; row i of both is one molecule.

`out.rows` is the part in which each graph picks its partner among the modality's rows, `out.columns` the other way
round; `out.loss` combines them as the docstring of each case says.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from record import build, gradients, normal, state, write


def pairs(seed, extra=0, likeness=0.5):
    """Eight projections of width 16 and their partners, which resemble them, as they do once training has begun."""
    a = normal(seed, 8, 16)
    return a, torch.cat([likeness * a, torch.zeros(extra, 16)]) + normal(seed + 1, 8 + extra, 16)


def differentiated(loss, **inputs):
    """`loss` returns a dictionary whose `loss` is differentiated with respect to every input."""
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    results = loss(**leaves)
    results["loss"].backward()
    tensors = {f"in.{name}": value for name, value in inputs.items()}
    tensors |= {f"out.{name}": value for name, value in results.items()}
    return tensors | {f"grad.{name}": leaf.grad for name, leaf in leaves.items()}


def cosine_logits(a, b, log_scale):
    return log_scale.exp() * F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T


def info_nce():
    """Radford et al. 2021 (CLIP), arXiv 2103.00020: mean of the two cross-entropies of exp(log_scale) cos(a, b)."""
    a, b = pairs(600)

    def loss(a, b, log_scale):
        logits, partner = cosine_logits(a, b, log_scale), torch.arange(8)
        rows, columns = F.cross_entropy(logits, partner), F.cross_entropy(logits.T, partner)
        return {"logits": logits, "rows": rows, "columns": columns, "loss": (rows + columns) / 2}

    return differentiated(loss, a=a, b=b, log_scale=torch.tensor(math.log(1 / 0.07)))


DUPLICATES = [[0, 3], [3, 0], [2, 9], [5, 11]]


def info_nce_extra_negatives():
    """InfoNCE with four rows of `b` beyond the batch, and pairs (row of a, row of b) that are no negatives.

    A duplicate is left out of both sums. Rows run over all 12 rows of b, columns only over the 8 that have a partner.
    """
    a, b = pairs(610, extra=4)
    duplicates = torch.tensor(DUPLICATES)

    def loss(a, b, log_scale):
        logits, partner = cosine_logits(a, b, log_scale), torch.arange(8)
        masked = logits.index_put(tuple(duplicates.T), torch.tensor(float("-inf")))
        rows, columns = F.cross_entropy(masked, partner), F.cross_entropy(masked[:, :8].T, partner)
        return {"logits": logits, "rows": rows, "columns": columns, "loss": (rows + columns) / 2}

    tensors = differentiated(loss, a=a, b=b, log_scale=torch.tensor(math.log(1 / 0.07)))
    return tensors | {"in.duplicates": duplicates}


SOFT_TEMPERATURE = 1.0


def acml_soft():
    """Wang et al. 2025 (ACML), 10.1021/acs.jcim.5c00430, as their code has it: nothing is normalised.

    logits = a bᵀ / T; targets Y = softmax((a aᵀ + b bᵀ) / 2 · T) by row; rows = CE(logits, Y), columns = CE(logitsᵀ, Yᵀ)
    with the log-softmax along the rows of logitsᵀ; loss = (rows + columns) / 2. Gradients flow through the targets.
    """
    a, b = pairs(620, likeness=0.3)

    def loss(a, b):
        logits = a @ b.T / SOFT_TEMPERATURE
        targets = F.softmax((a @ a.T + b @ b.T) / 2 * SOFT_TEMPERATURE, dim=-1)
        rows = -(targets * F.log_softmax(logits, dim=-1)).sum(dim=-1).mean()
        columns = -(targets.T * F.log_softmax(logits.T, dim=-1)).sum(dim=-1).mean()
        return {"logits": logits, "targets": targets, "rows": rows, "columns": columns, "loss": (rows + columns) / 2}

    return differentiated(loss, a=a * 0.5, b=b * 0.5)


def leave_one_out(logits):
    """Mean over rows of -logit of the partner + log-sum-exp over everything but the partner."""
    others = logits.masked_fill(torch.eye(len(logits), dtype=torch.bool), float("-inf"))
    return (torch.logsumexp(others, dim=-1) - logits.diagonal()).mean()


def info_loob():
    """InfoLOOB of CLOOB (Fürst et al. 2022, arXiv 2110.11316), in the form of CLOOME (Sanchez-Fernandez et al. 2023).

    With s = exp(log_scale) cos(a, b) and τ = exp(-log_scale), rows and columns are `leave_one_out` of s and sᵀ;
    loss = τ (rows + columns).
    """
    a, b = pairs(630)

    def loss(a, b, log_scale):
        logits = cosine_logits(a, b, log_scale)
        rows, columns = leave_one_out(logits), leave_one_out(logits.T)
        return {"logits": logits, "rows": rows, "columns": columns, "loss": (rows + columns) / log_scale.exp()}

    return differentiated(loss, a=a, b=b, log_scale=torch.tensor(math.log(30.0)))


HOPFIELD_SCALE = 8.0


def info_loob_hopfield():
    """CLOOME's full objective: InfoLOOB between embeddings retrieved from continuous Hopfield networks.

    With rows of a and b normalised, retrieve(s, m) = normalise(softmax(β s mᵀ) m), β = 8;
    rows compare retrieve(a, a) with retrieve(b, a), columns retrieve(b, b) with retrieve(a, b);
    loss = τ (rows + columns).
    """
    a, b = pairs(640)

    def retrieve(states, memory):
        return F.normalize(F.softmax(HOPFIELD_SCALE * states @ memory.T, dim=-1) @ memory, dim=-1)

    def loss(a, b, log_scale):
        a, b, scale = F.normalize(a, dim=-1), F.normalize(b, dim=-1), log_scale.exp()
        rows = leave_one_out(scale * retrieve(a, a) @ retrieve(b, a).T)
        columns = leave_one_out(scale * retrieve(b, b) @ retrieve(a, b).T)
        return {"rows": rows, "columns": columns, "loss": (rows + columns) / scale}

    return differentiated(loss, a=a, b=b, log_scale=torch.tensor(math.log(30.0)))


def siglip():
    """Zhai et al. 2023, arXiv 2303.15343: -1/N Σ_ij log sigmoid(z_ij (exp(log_scale) cos(a_i, b_j) + bias)).

    z is +1 for a pair and -1 otherwise; N = 8 is the batch.
    """
    a, b = pairs(650)

    def loss(a, b, log_scale, bias):
        logits = cosine_logits(a, b, log_scale) + bias
        signs = 2 * torch.eye(8) - 1
        return {"logits": logits, "loss": -F.logsigmoid(signs * logits).sum() / 8}

    return differentiated(loss, a=a, b=b, log_scale=torch.tensor(math.log(10.0)), bias=torch.tensor(-10.0))


def hard_negative_nce(concentration, prior, temperature=0.5):
    """Robinson et al. 2021, arXiv 2010.04592, between two views: negatives of a row are the 7 other rows of b.

    With s = cos(a, b) / τ, p_i = exp(s_ii) and N = 7 negatives:
      w_ij = exp(β s_ij) / mean_{k≠i} exp(β s_ik)
      g_i  = max((Σ_{j≠i} w_ij exp(s_ij) - τ⁺ N p_i) / (1 - τ⁺), N exp(-1/τ))
      rows = mean_i -log(p_i / (p_i + g_i)); columns are the same of sᵀ; loss = (rows + columns) / 2.
    Gradients flow through w.
    """
    a, b = pairs(660)

    def direction(s):
        n = len(s)
        off_diagonal = s[~torch.eye(n, dtype=torch.bool)].view(n, n - 1)
        positive, negative = s.diagonal().exp(), off_diagonal.exp()
        importance = (concentration * off_diagonal).exp()
        reweighted = (importance * negative).sum(dim=-1) / importance.mean(dim=-1)
        unbiased = (reweighted - prior * (n - 1) * positive) / (1 - prior)
        floor = (n - 1) * math.exp(-1 / temperature)
        return -torch.log(positive / (positive + torch.clamp(unbiased, min=floor))).mean()

    def loss(a, b):
        s = F.normalize(a, dim=-1) @ F.normalize(b, dim=-1).T / temperature
        rows, columns = direction(s), direction(s.T)
        return {"rows": rows, "columns": columns, "loss": (rows + columns) / 2}

    return differentiated(loss, a=a, b=b)


class ProjectionCell(nn.Module):
    """LayerNorm(fc(gelu(projection(x))) + projection(x)), the exact GELU, no dropout."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.projection = nn.Linear(inputs, outputs)
        self.fc = nn.Linear(outputs, outputs)
        self.layer_norm = nn.LayerNorm(outputs)

    def forward(self, x):
        projected = self.projection(x)
        return self.layer_norm(self.fc(F.gelu(projected)) + projected)


def projection_head():
    """Two cells, 20 → 12 → 12."""
    head = build(67, lambda: nn.Sequential(ProjectionCell(20, 12), ProjectionCell(12, 12)))
    x, upstream = normal(670, 6, 20).requires_grad_(), normal(671, 6, 12)
    y = head(x)
    y.backward(upstream)
    return {"in.x": x, "in.upstream": upstream, "out.y": y, "grad.x": x.grad} | state(head) | gradients(head)


def make():
    write("objective_info_nce", info_nce)
    write("objective_info_nce_extra_negatives", info_nce_extra_negatives)
    write("objective_acml_soft", acml_soft, metadata={"temperature": SOFT_TEMPERATURE})
    write("objective_info_loob", info_loob)
    write("objective_info_loob_hopfield", info_loob_hopfield, metadata={"hopfield_scale": HOPFIELD_SCALE})
    write("objective_siglip", siglip)
    # The second case's prior is so large that the floor of g holds for some rows.
    for name, concentration, prior in (("", 1.0, 0.1), ("_floor", 0.5, 0.3)):
        settings = {"concentration": concentration, "prior": prior, "temperature": 0.5}
        write(f"objective_hard_negative_nce{name}", lambda: hard_negative_nce(**settings), metadata=settings)
    write("projection_head", projection_head, metadata={"epsilon": 1e-5})
