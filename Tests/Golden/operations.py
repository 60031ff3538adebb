"""Single operations: values and gradients for a stored upstream gradient."""

import torch
import torch.nn.functional as F

from record import normal, write


def differentiate(tensors, name, function, inputs, upstream):
    """Stores `out.name`, and `grad.name.input` for each input."""
    leaves = {key: value.clone().requires_grad_() for key, value in inputs.items()}
    result = function(**leaves)
    result.backward(upstream)
    tensors[f"out.{name}"] = result
    tensors.update({f"grad.{name}.{key}": leaf.grad for key, leaf in leaves.items()})


def elementary():
    x, upstream = normal(101, 6, 10, scale=1.5), normal(102, 6, 10)
    weight, bias = 1 + normal(103, 10, scale=0.2), normal(104, 10, scale=0.2)
    mean, variance = normal(105, 10, scale=0.3), normal(106, 10).abs() + 0.5
    tensors = {
        "in.x": x, "in.upstream": upstream, "in.weight": weight, "in.bias": bias,
        "in.running_mean": mean.clone(), "in.running_var": variance.clone(),
    }
    activations = {
        "gelu_erf": F.gelu,
        "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
        "relu": F.relu,
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
        "silu": F.silu,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softmax": lambda x: F.softmax(x, dim=-1),
        "log_softmax": lambda x: F.log_softmax(x, dim=-1),
        "l2_normalize": lambda x: F.normalize(x, dim=-1),
    }
    for name, function in activations.items():
        differentiate(tensors, name, lambda x: function(x), {"x": x}, upstream)

    affine = {"x": x, "weight": weight, "bias": bias}
    layer_norm = lambda x, weight, bias: F.layer_norm(x, (10,), weight, bias, 1e-5)
    differentiate(tensors, "layer_norm", layer_norm, affine, upstream)
    for name, training in (("batch_norm_eval", False), ("batch_norm_train", True)):
        m, v = mean.clone(), variance.clone()
        normalize = lambda x, weight, bias: F.batch_norm(x, m, v, weight, bias, training, 0.1, 1e-5)
        differentiate(tensors, name, normalize, affine, upstream)
        tensors[f"after.{name}.running_mean"], tensors[f"after.{name}.running_var"] = m, v
    return tensors


CONVOLUTIONS = {
    # name: (input, weight, has a bias, stride, padding)
    "conv1d_same": ((2, 3, 11), (4, 3, 5), True, 1, 2),
    "conv1d_strided": ((2, 3, 12), (4, 3, 7), False, 2, 3),
    "conv2d_same": ((2, 3, 7, 6), (4, 3, 3, 3), True, 1, 1),
    "conv2d_strided": ((2, 3, 13, 12), (4, 3, 7, 7), False, 2, 3),
    "conv2d_pointwise": ((2, 3, 7, 6), (4, 3, 1, 1), False, 2, 0),
}
POOLS = {
    # name: (input, function)
    "max_pool1d": ((2, 3, 11), lambda x: F.max_pool1d(x, 2)),
    "avg_pool1d": ((2, 3, 11), lambda x: F.avg_pool1d(x, 2)),
    "global_avg_pool1d": ((2, 3, 11), lambda x: F.adaptive_avg_pool1d(x, 1)),
    "max_pool2d": ((2, 3, 9, 8), lambda x: F.max_pool2d(x, 3, 2, 1)),
    "avg_pool2d": ((2, 3, 9, 8), lambda x: F.avg_pool2d(x, 2)),
    "global_avg_pool2d": ((2, 3, 9, 8), lambda x: F.adaptive_avg_pool2d(x, 1)),
}


def convolutions():
    tensors = {}
    for seed, (name, (input_shape, weight_shape, has_bias, stride, padding)) in enumerate(CONVOLUTIONS.items(), 200):
        inputs = {"x": normal(seed, *input_shape), "weight": normal(seed + 20, *weight_shape, scale=0.3)}
        if has_bias:
            inputs["bias"] = normal(seed + 40, weight_shape[0])
        convolve = F.conv1d if len(input_shape) == 3 else F.conv2d
        function = lambda x, weight, bias=None: convolve(x, weight, bias, stride, padding)
        upstream = normal(seed + 60, *function(**inputs).shape)
        tensors |= {f"in.{name}.{key}": value for key, value in inputs.items()} | {f"in.{name}.upstream": upstream}
        differentiate(tensors, name, function, inputs, upstream)
    for seed, (name, (shape, function)) in enumerate(POOLS.items(), 300):
        x = normal(seed, *shape)
        upstream = normal(seed + 20, *function(x).shape)
        tensors |= {f"in.{name}.x": x, f"in.{name}.upstream": upstream}
        differentiate(tensors, name, function, {"x": x}, upstream)
    return tensors


HEADS = 4
LENGTHS = [6, 4, 1]


def attention():
    """Self-attention of three sequences padded to six places; padded places are no keys, and no gradient enters there."""
    width = 16
    x, upstream = normal(400, len(LENGTHS), max(LENGTHS), width), normal(401, len(LENGTHS), max(LENGTHS), width)
    mask = torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]
    upstream = upstream * mask[..., None]
    names = ("query", "key", "value", "output")
    inputs = {"x": x}
    for seed, name in enumerate(names, 410):
        inputs[f"{name}_weight"] = normal(seed, width, width, scale=0.3)
        inputs[f"{name}_bias"] = normal(seed + 10, width, scale=0.3)

    def attend(x, **p):
        project = lambda name, x: F.linear(x, p[f"{name}_weight"], p[f"{name}_bias"])
        query, key, value = (project(name, x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for name in names[:3])
        logits = query @ key.transpose(-1, -2) / (width // HEADS) ** 0.5
        weights = F.softmax(logits.masked_fill(~mask[:, None, None], float("-inf")), dim=-1)
        context = (weights @ value).transpose(1, 2).flatten(-2)
        return project("output", context)

    tensors = {"in.mask": mask.long(), "in.upstream": upstream}
    tensors |= {f"{'in' if name == 'x' else 'param'}.{name}": value for name, value in inputs.items()}
    differentiate(tensors, "attention", attend, inputs, upstream)
    return tensors


IGNORED = -100


def cross_entropy():
    logits = normal(500, 7, 5, scale=2)
    classes = torch.tensor([0, 4, IGNORED, 2, 2, IGNORED, 1])
    targets = F.softmax(normal(501, 7, 5), dim=-1)
    one = torch.ones(())
    tensors = {"in.logits": logits, "in.classes": classes, "in.targets": targets}
    hard = lambda logits: F.cross_entropy(logits, classes, ignore_index=IGNORED)
    differentiate(tensors, "hard", hard, {"logits": logits}, one)
    soft = lambda logits, targets: -(targets * F.log_softmax(logits, dim=-1)).sum(dim=-1).mean()
    differentiate(tensors, "soft", soft, {"logits": logits, "targets": targets}, one)
    return tensors


def make():
    write("elementary_operations", elementary, metadata={"epsilon": 1e-5, "momentum": 0.1, "negative_slope": 0.2})
    settings = {name: f"stride {stride} padding {padding}" for name, (*_, stride, padding) in CONVOLUTIONS.items()}
    pools = {
        "max_pool1d": "window 2 stride 2", "avg_pool1d": "window 2 stride 2",
        "max_pool2d": "window 3 stride 2 padding 1", "avg_pool2d": "window 2 stride 2",
    }
    write("convolutions", convolutions, metadata=settings | pools)
    write("attention", attention, metadata={"heads": HEADS})
    write("cross_entropy", cross_entropy, metadata={"ignored_class": IGNORED})
