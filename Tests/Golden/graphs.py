"""Graph layers and a whole graph encoder, on a batch of five small graphs with made-up features.

Features have the vocabularies of OGB (Hu et al. 2020, arXiv 2005.00687): nine codes an atom, three a bond. A bond is
two directed edges, and edges are sorted by destination, then by source. Row 0 of `in.edge_index` is the source j, row 1
the destination i. Bond type 5 is a self loop, [5, 0, 0], which GCN and GAT add once per atom; `in.edge_index` has none.
"""

import torch
import torch.nn.functional as F
from torch import nn

from record import buffers, build, gradients, normal, randomize_statistics, state, write

ATOM_VOCABULARIES = [119, 5, 12, 12, 10, 6, 6, 2, 2]
BOND_VOCABULARIES = [6, 6, 2]
SELF_LOOP = [5, 0, 0]

# Atoms of each graph and its bonds: a ring with a tail, a chain, a lone atom, two atoms without a bond, a star.
GRAPHS = [
    (7, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (5, 6)]),
    (3, [(0, 1), (1, 2)]),
    (1, []),
    (2, []),
    (5, [(0, 1), (0, 2), (0, 3), (0, 4)]),
]


class GraphBatch:
    def __init__(self, graphs, seed):
        random = torch.Generator().manual_seed(seed)
        draw_codes = lambda count, sizes: torch.stack(
            [torch.randint(size, (count,), generator=random) for size in sizes], dim=1)
        self.count = len(graphs)
        self.atoms = sum(atoms for atoms, _ in graphs)
        self.features = draw_codes(self.atoms, ATOM_VOCABULARIES)
        self.graph_of_atom = torch.cat([torch.full((atoms,), index) for index, (atoms, _) in enumerate(graphs)])
        edges, first = [], 0
        for atoms, bonds in graphs:
            codes = draw_codes(len(bonds), [5, 6, 2]).tolist()  # no self loops among the bonds
            for (i, j), code in zip(bonds, codes):
                edges += [(first + j, first + i, code), (first + i, first + j, code)]
            first += atoms
        edges.sort()
        self.edges = torch.tensor([[source for _, source, _ in edges], [destination for destination, _, _ in edges]])
        self.edge_features = torch.tensor([code for *_, code in edges])

    def with_self_loops(self):
        loops = torch.arange(self.atoms).expand(2, -1)
        codes = torch.tensor(SELF_LOOP).expand(self.atoms, -1)
        return torch.cat([self.edges, loops], dim=1), torch.cat([self.edge_features, codes])

    def pooled(self, h):
        counts = torch.bincount(self.graph_of_atom, minlength=self.count)
        return total(h, self.graph_of_atom, self.count) / counts[:, None]

    def tensors(self):
        return {
            "in.atom_features": self.features, "in.edge_index": self.edges,
            "in.edge_attr": self.edge_features, "in.batch": self.graph_of_atom,
        }


def total(values, index, count):
    return torch.zeros(count, *values.shape[1:]).index_add(0, index, values)


class SummedEmbeddings(nn.Module):
    """The sum of one embedding per column of codes."""

    def __init__(self, vocabularies, width):
        super().__init__()
        self.emb = nn.ModuleList([nn.Embedding(size, width) for size in vocabularies])

    def forward(self, codes):
        return sum(table(codes[:, column]) for column, table in enumerate(self.emb))


class Layer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.bond = SummedEmbeddings(BOND_VOCABULARIES, width)


class GIN(Layer):
    """h'_i = MLP((1 + eps) h_i + Σ_j relu(h_j + e_ij)), MLP = Linear, BatchNorm, ReLU, Linear (Hu et al. 2020)."""

    def __init__(self, width):
        super().__init__(width)
        self.eps = nn.Parameter(torch.zeros(1))
        self.mlp = nn.Sequential(
            nn.Linear(width, 2 * width), nn.BatchNorm1d(2 * width), nn.ReLU(), nn.Linear(2 * width, width))

    def forward(self, h, batch):
        source, destination = batch.edges
        messages = F.relu(h[source] + self.bond(batch.edge_features))
        return self.mlp((1 + self.eps) * h + total(messages, destination, len(h)))


class GCN(Layer):
    """z = W h + b; h'_i = Σ_j (z_j + e_ij) / √(d_i d_j) over neighbours and i itself; d counts the self loop."""

    def __init__(self, width):
        super().__init__(width)
        self.lin = nn.Linear(width, width)

    def forward(self, h, batch):
        (source, destination), codes = batch.with_self_loops()
        degree = torch.bincount(destination, minlength=len(h)).to(h.dtype)
        messages = self.lin(h)[source] + self.bond(codes)
        return total(messages / (degree[source] * degree[destination]).sqrt()[:, None], destination, len(h))


class GAT(Layer):
    """z = W h in four heads; h'_i = Σ_j α_ij (z_j + e_ij) + bias over neighbours and i itself.

    α_ij is the softmax over j of leaky_relu_0.2(adst · z_i + asrc · (z_j + e_ij)). Heads are concatenated.
    """

    def __init__(self, width, heads=4):
        super().__init__(width)
        self.lin = nn.Linear(width, width, bias=False)
        self.asrc = nn.Parameter(torch.randn(1, heads, width // heads) * 0.4)
        self.adst = nn.Parameter(torch.randn(1, heads, width // heads) * 0.4)
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, h, batch):
        (source, destination), codes = batch.with_self_loops()
        in_heads = lambda x: x.unflatten(-1, self.asrc.shape[1:])
        z = in_heads(self.lin(h))
        values = z[source] + in_heads(self.bond(codes))
        logits = F.leaky_relu((z * self.adst).sum(dim=-1)[destination] + (values * self.asrc).sum(dim=-1), 0.2)
        weights = logits.exp()
        weights = weights / total(weights, destination, len(h))[destination]
        return total(weights[..., None] * values, destination, len(h)).flatten(1) + self.bias


class SAGE(Layer):
    """h'_i = l1(h_i) + l2(mean_j (h_j + e_ij)); the mean of no neighbours is 0."""

    def __init__(self, width):
        super().__init__(width)
        self.l1 = nn.Linear(width, width)
        self.l2 = nn.Linear(width, width, bias=False)

    def forward(self, h, batch):
        source, destination = batch.edges
        degree = torch.bincount(destination, minlength=len(h)).clamp(min=1)
        messages = h[source] + self.bond(batch.edge_features)
        return self.l1(h) + self.l2(total(messages, destination, len(h)) / degree[:, None])


class NNConv(Layer):
    """h'_i = lin(h_i) + Σ_j h_j Θ(e_ij) + bias (Gilmer et al. 2017, arXiv 1704.01212; PyTorch Geometric's NNConv).

    Θ(e) = nn(e) reshaped to [inputs, outputs], nn = Linear(H, H), ReLU, Linear(H, H · H).
    """

    def __init__(self, width):
        super().__init__(width)
        self.nn = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width * width))
        self.lin = nn.Linear(width, width, bias=False)
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, h, batch):
        source, destination = batch.edges
        matrices = self.nn(self.bond(batch.edge_features)).unflatten(-1, (h.shape[1], h.shape[1]))
        messages = (h[source][:, None] @ matrices)[:, 0]
        return self.lin(h) + total(messages, destination, len(h)) + self.bias


LAYERS = {"gin": GIN, "gcn": GCN, "gat": GAT, "sage": SAGE, "nnconv": NNConv}
LAYER_WIDTH = 16


def layer(kind):
    """Atom embeddings → one layer → BatchNorm → ReLU → mean pool; loss = Σ pool · in.loss_weight."""
    batch = GraphBatch(GRAPHS, seed=700)
    modules = {
        "atom": build(71, lambda: SummedEmbeddings(ATOM_VOCABULARIES, LAYER_WIDTH)),
        "layer": build(72, lambda: LAYERS[kind](LAYER_WIDTH)),
        "bn": build(73, lambda: nn.BatchNorm1d(LAYER_WIDTH)),
    }
    tensors = batch.tensors()
    for name, module in modules.items():
        tensors |= state(module, f"param.{name}")
    h0 = modules["atom"](batch.features)
    out = modules["layer"](h0, batch)
    h0.retain_grad()
    out.retain_grad()
    normalized = F.relu(modules["bn"](out))
    pool = batch.pooled(normalized)
    weight = normal(701, batch.count, LAYER_WIDTH)
    loss = (pool * weight).sum()
    loss.backward()
    tensors |= {
        "in.loss_weight": weight, "out.h0": h0, "out.layer": out, "out.bn_relu": normalized, "out.mean_pool": pool,
        "out.loss": loss, "grad.h0": h0.grad, "grad.layer_out": out.grad,
    }
    for name, module in modules.items():
        tensors |= gradients(module, f"grad.{name}") | buffers(module, f"after.{name}")
    return tensors


class Encoder(nn.Module):
    """Atom embeddings; GIN layers with BatchNorm, and ReLU but after the last; mean pool; Linear, ReLU, Linear."""

    def __init__(self, width, layers, outputs):
        super().__init__()
        self.atom = SummedEmbeddings(ATOM_VOCABULARIES, width)
        self.layers = nn.ModuleList([GIN(width) for _ in range(layers)])
        self.bns = nn.ModuleList([nn.BatchNorm1d(width) for _ in range(layers)])
        self.head = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs))

    def forward(self, batch):
        h = self.atom(batch.features)
        for index, (layer, normalization) in enumerate(zip(self.layers, self.bns)):
            h = normalization(layer(h, batch))
            if index + 1 < len(self.layers):
                h = F.relu(h)
        return self.head(batch.pooled(h))


def encoder():
    """A five-layer GIN encoder as it is used after training: batch normalisation by running statistics."""
    batch = GraphBatch(GRAPHS, seed=700)
    module = build(74, lambda: Encoder(width=24, layers=5, outputs=16)).eval()
    randomize_statistics(module, 740)
    embedding = module(batch)
    outputs = {"out.embedding": embedding, "out.embedding_l2": F.normalize(embedding, dim=-1)}
    return batch.tensors() | outputs | state(module)


def make():
    for kind in LAYERS:
        metadata = {"hidden": LAYER_WIDTH} | ({"heads": 4} if kind == "gat" else {})
        write(f"gnn_layer_{kind}", lambda: layer(kind), metadata=metadata)
    write("gin_encoder_eval", encoder, metadata={"hidden": 24, "layers": 5, "out": 16})
