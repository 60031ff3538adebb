"""Encoders of other modalities: a RoBERTa, a BERT and an ALBERT as Hugging Face saves them, a ResNet-18 with torchvision's names, a 1-D CNN."""

import collections
import csv
import json
import logging
import re

import torch
import torch.nn.functional as F
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from torch import nn
from transformers import (
    AlbertConfig, AlbertModel, BertConfig, BertForMaskedLM, BertModel, RobertaConfig, RobertaForMaskedLM)

from record import FOLDER, buffers, build, gradients, normal, randomize_statistics, state, write

ROBERTA = FOLDER / "tiny_roberta"
BERT = FOLDER / "tiny_bert"
ALBERT = FOLDER / "tiny_albert"
SAMPLE = FOLDER.parent.parent / "Examples/data/aqsoldb.csv"
SPECIAL_TOKENS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

# The first four are encoded by the network; the others only try the tokenizer: brackets, charges, stereochemistry,
# two-letter elements, %nn ring closures, several components, characters of several bytes, leading and inner spaces.
TEXTS = [
    "CCO",
    "c1ccccc1C(=O)N",
    "CC(C)Cc1ccc(cc1)[C@@H](C)C(=O)O",
    "Cn1cnc2c1c(=O)n(C)c(=O)n2C",
    "[Na+].[O-]C(=O)/C=C/c1ccc(Br)c(Cl)c1",
    "C%12CCCCC%12",
    "[13CH3][Se]C#N",
    "O=C=O µ-oxo é",
    " C C",
    "C",
]


def sample_smiles():
    with open(SAMPLE, newline="") as file:
        return [row["smiles"] for row in csv.DictReader(file)][:2000]


def train_tokenizer():
    tokenizer = ByteLevelBPETokenizer()
    tokenizer.train_from_iterator(
        sample_smiles(), vocab_size=320, min_frequency=2, special_tokens=SPECIAL_TOKENS, show_progress=False)
    ROBERTA.mkdir(exist_ok=True)
    tokenizer.save_model(str(ROBERTA))
    return tokenizer


def roberta():
    """Hidden states, pools, and a masked-token loss with all its gradients."""
    tokenizer = train_tokenizer()
    start, pad, end, mask = (SPECIAL_TOKENS.index(token) for token in ("<s>", "<pad>", "</s>", "<mask>"))
    encoded = [tokenizer.encode(text) for text in TEXTS]
    records = [
        {"text": text, "ids": [start, *encoding.ids, end], "tokens": ["<s>", *encoding.tokens, "</s>"]}
        for text, encoding in zip(TEXTS, encoded)
    ]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (ROBERTA / "tokens.json").write_text(f"[\n{lines}\n]\n")

    rows = [record["ids"] for record in records[:4]]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
    attention_mask = (ids != pad).long()
    masked, labels = ids.clone(), torch.full_like(ids, -100)
    for row, place in ((0, 1), (1, 2), (1, 4), (2, 5), (3, 3)):
        labels[row, place], masked[row, place] = ids[row, place], mask

    config = RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=66, type_vocab_size=1, layer_norm_eps=1e-5,
        pad_token_id=pad, bos_token_id=start, eos_token_id=end, initializer_range=0.2, attn_implementation="eager")
    model = build(81, lambda: RobertaForMaskedLM(config)).eval()
    if torch.get_default_dtype() == torch.float32:
        model.save_pretrained(ROBERTA)
        (ROBERTA / "model.safetensors").chmod(0o644)

    with torch.no_grad():
        hidden = model.roberta(input_ids=ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
    result = model(input_ids=masked, attention_mask=attention_mask, labels=labels)
    result.loss.backward()
    weights = attention_mask[..., None].to(hidden[-1].dtype)
    return {
        "in.input_ids": ids, "in.attention_mask": attention_mask, "in.masked_ids": masked, "in.labels": labels,
        "out.hidden_0_embeddings": hidden[0], "out.hidden_1": hidden[1], "out.last_hidden_state": hidden[2],
        "out.mean_pool": (hidden[2] * weights).sum(dim=1) / weights.sum(dim=1), "out.cls": hidden[2][:, 0],
        "out.mlm_logits": result.logits, "out.mlm_loss": result.loss,
    } | gradients(model)


BERT_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def word_pieces(folder, lowercase):
    """A tokenizer, its records for `TEXTS` and the padded tokens of the first four.

    The vocabulary holds every character of the sample and the most frequent runs of two to four, each at the beginning
    of a word and within one. (The library's own training depends on the order of a hash table.)
    """
    words = re.findall(r"\w+|[^\w\s]", " ".join(sample_smiles()).lower() if lowercase else " ".join(sample_smiles()))
    characters = sorted(set("".join(words)))
    runs = collections.Counter(
        ("##" if start else "") + word[start:start + length]
        for word in words for length in (2, 3, 4) for start in range(len(word) - length + 1))
    frequent = [run for run, _ in sorted(runs.items(), key=lambda item: (-item[1], item[0]))[:80]]
    tokens = BERT_TOKENS + characters + [f"##{character}" for character in characters] + frequent
    tokenizer = BertWordPieceTokenizer(vocab={token: n for n, token in enumerate(tokens)}, lowercase=lowercase)
    folder.mkdir(exist_ok=True)
    encoded = [tokenizer.encode(text) for text in TEXTS]
    records = [{"text": text, "ids": e.ids, "tokens": e.tokens} for text, e in zip(TEXTS, encoded)]
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (folder / "tokens.json").write_text(f"[\n{lines}\n]\n")
    rows = [record["ids"] for record in records[:4]]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return tokenizer, ids, mask


def pools(model, ids, attention_mask):
    with torch.no_grad():
        result = model(input_ids=ids, attention_mask=attention_mask)
    states = result.last_hidden_state
    weights = attention_mask[..., None].to(states.dtype)
    return {
        "in.input_ids": ids, "in.attention_mask": attention_mask, "out.last_hidden_state": states,
        "out.mean_pool": (states * weights).sum(dim=1) / weights.sum(dim=1), "out.cls": states[:, 0],
        "out.pooler_output": result.pooler_output,
    }


def bert():
    """A BERT under a masked-token head with its pooler: `vocab.txt`, and weights that `torch.save` wrote."""
    tokenizer, ids, attention_mask = word_pieces(BERT, lowercase=False)
    tokenizer.save_model(str(BERT))
    (BERT / "tokenizer_config.json").write_text('{"do_lower_case": false, "tokenizer_class": "BertTokenizer"}\n')
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=64, type_vocab_size=2, layer_norm_eps=1e-12, hidden_act="relu",
        initializer_range=0.2, attn_implementation="eager")
    model = build(84, lambda: BertModel(config)).eval()
    if torch.get_default_dtype() == torch.float32:
        head = build(85, lambda: BertForMaskedLM(config)).cls
        config.save_pretrained(BERT)
        tensors = {f"bert.{name}": value for name, value in model.state_dict().items()}
        tensors |= {f"cls.{name}": value for name, value in head.state_dict().items()}
        torch.save(tensors, BERT / "pytorch_model.bin")
    return pools(model, ids, attention_mask)


def albert():
    """An ALBERT of two groups of two blocks: narrow embeddings, `tokenizer.json`, small letters."""
    tokenizer, ids, attention_mask = word_pieces(ALBERT, lowercase=True)
    tokenizer.save(str(ALBERT / "tokenizer.json"))
    config = AlbertConfig(
        vocab_size=tokenizer.get_vocab_size(), embedding_size=16, hidden_size=32, num_hidden_layers=3,
        num_hidden_groups=2, inner_group_num=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64, type_vocab_size=2, initializer_range=0.2, attn_implementation="eager")
    model = build(86, lambda: AlbertModel(config)).eval()
    if torch.get_default_dtype() == torch.float32:
        model.save_pretrained(ALBERT)
        (ALBERT / "model.safetensors").chmod(0o644)
    return pools(model, ids, attention_mask)


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """He et al. 2016, arXiv 1512.03385, with `width` channels after the stem (64 in the paper)."""

    def __init__(self, width, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        inputs = width
        for stage in range(1, 5):
            outputs, stride = width * 2 ** (stage - 1), 1 if stage == 1 else 2
            blocks = BasicBlock(inputs, outputs, stride), BasicBlock(outputs, outputs, 1)
            self.add_module(f"layer{stage}", nn.Sequential(*blocks))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes)

    def forward(self, images):
        stem = F.max_pool2d(F.relu(self.bn1(self.conv1(images))), 3, 2, 1)
        layer1 = self.layer1(stem)
        layer2 = self.layer2(layer1)
        features = self.layer4(self.layer3(layer2)).mean(dim=(2, 3))
        return {"stem": stem, "layer1": layer1, "layer2": layer2, "features": features, "logits": self.fc(features)}


def resnet():
    network = build(82, lambda: ResNet18(width=4, classes=10)).eval()
    randomize_statistics(network, 820)
    images = normal(821, 2, 3, 64, 64)
    outputs = {f"out.{name}": value for name, value in network(images).items()}
    return {"in.images": images} | outputs | state(network)


CNN = "Conv1d(1,8,7,2,3) BatchNorm ReLU MaxPool(2) Conv1d(8,16,5,1,2) BatchNorm ReLU GlobalAveragePool Linear(16,12)"


def cnn1d():
    """One training pass with gradients, then evaluation with the statistics that it left."""
    network = build(83, lambda: nn.Sequential(
        nn.Conv1d(1, 8, 7, 2, 3), nn.BatchNorm1d(8), nn.ReLU(), nn.MaxPool1d(2),
        nn.Conv1d(8, 16, 5, 1, 2), nn.BatchNorm1d(16), nn.ReLU(),
        nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(16, 12)))
    x, upstream = normal(830, 3, 1, 96).requires_grad_(), normal(831, 3, 12)
    tensors = {"in.x": x, "in.upstream": upstream} | state(network)
    y = network(x)
    y.backward(upstream)
    tensors |= {"out.train": y, "grad.x": x.grad} | gradients(network) | buffers(network)
    tensors["out.eval"] = network.eval()(x)
    return tensors


def make():
    logging.getLogger("transformers").setLevel(logging.ERROR)
    write("tiny_roberta/expected", roberta)
    write("tiny_bert/expected", bert)
    write("tiny_albert/expected", albert)
    write("tiny_resnet18", resnet, metadata={"width": 4, "classes": 10})
    write("cnn1d", cnn1d, metadata={"network": CNN})
