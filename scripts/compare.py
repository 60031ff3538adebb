#!/usr/bin/env python3
"""Runs this program and what else does the same work alternately, and prints the ratios of their medians.

    scripts/compare.py --peers FOLDER [--python PYTHON] [--rounds 5] [--seconds 4] [--only TEXT]... [--markdown FILE]

FOLDER holds the peers: Python scripts that print one JSON line each. PYTHON is an interpreter that has what they import.
A library in the environment's PEERS_PRELOAD is preloaded for the works named "shim": on AMD, MKL takes its fast path only
so. Rounds alternate, so that what else the machine does meets both; still, a ratio says something only where the load
that is printed with it is low. Others that a first round finds to be slower than three quarters of the fastest of them
take no part in the further rounds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def train(kind, hidden, batch, *peers):
    """A training with this program's arguments, and the peer's variants."""
    script = ["train_gnn_clip.py", "--kind", {"graphsage": "sage"}.get(kind, kind), "--hidden", hidden, "--batch", batch]
    return (
        f"train {kind}-{hidden}, batch {batch}",
        ["train", "--encoder", kind, "--hidden", hidden, "--batch", batch],
        {name: [*script, "--impl", name.split()[0]] for name in peers},
        "mol_per_s_median_step",
    )


def smiles(name, model, layers, width, inner):
    return (
        f"encode SMILES, {name}",
        ["encode-smiles", "--layers", layers, "--width", width, "--intermediate", inner],
        {backend: ["encode_smiles.py", "--model", model, "--backend", backend] for backend in ("eager", "sdpa", "ort")},
        "mol_per_s_median_step",
    )


# What is done, this program's arguments, the peers' arguments by name, and the field of their JSON.
WORKS = [
    train("gin", "300", "128", "flat", "pyg", "flat shim"),
    train("gin", "300", "32", "flat", "pyg", "flat shim"),
    train("gin", "300", "512", "flat", "pyg", "flat shim"),
    train("gin", "64", "128", "flat", "pyg"),
    train("gcn", "300", "128", "flat", "flat shim"),
    train("gat", "300", "128", "flat", "flat shim"),
    train("graphsage", "300", "128", "flat", "flat shim"),
    (
        "encode gin-300, batch 512",
        ["encode-graph"],
        {name: ["encode_graph.py", "--impl", name.split()[0]] for name in ("flat", "pyg", "flat shim")},
        "mol_per_s_median_step",
    ),
    smiles("3 × 384", "chemberta77m", "3", "384", "464"),
    smiles("6 × 768", "base6", "6", "768", "3072"),
    (
        "ResNet-18, 224 × 224",
        ["encode-image"],
        {name: ["encode_image.py", "--backend", name] for name in ("ort", "torch_cl")},
        "img_per_s_median_step",
    ),
    ("draw 224 × 224, one thread", ["depict", "--threads", "1"],
     {"RDKit in Python": ["encode_image.py", "--backend", "depict", "--threads", "1"]}, "img_per_s_median_step"),
    ("SMILES to graphs, one thread", ["featurise", "--threads", "1"],
     {"RDKit in Python": ["featurise.py", "--threads", "1"]}, "mol_per_s"),
    ("retrieve, 1 M × 256", ["retrieve"],
     {"FAISS flat": ["retrieval.py", "--n", "1000000", "--methods", "flat"]}, "methods.faiss_flat.qps_median"),
]


def call(command, environment=None):
    """The JSON object that a command prints; None where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    # Ours is an object over several lines; theirs may follow other lines.
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    for text in [*lines[-1:], done.stdout]:
        try:
            return json.loads(text)
        except ValueError:
            pass
    print(f"  {' '.join(map(str, command))}: {done.stderr.strip()[-300:]}", file=sys.stderr)
    return None


def field(result, path):
    for key in path.split("."):
        result = result[key]
    return float(result)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=os.environ.get("PEERS"), help="folder of the peers' scripts")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--acml", type=Path, default=HERE / ".build/release/acml")
    parser.add_argument("--molecules", type=Path, help="default: the file that the peers use")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", default="4")
    parser.add_argument("--only", action="append", default=[], help="works whose name holds this text")
    parser.add_argument("--markdown", type=Path, help="a page whose part between the compared markers is replaced")
    options = parser.parse_args()
    if not options.peers:
        parser.error("--peers FOLDER, or PEERS in the environment, is needed")
    folder = Path(options.peers).resolve()
    molecules = options.molecules or folder.parent / "data/smiles/moses20k.smi"
    preload = os.environ.get("PEERS_PRELOAD")
    rows = [
        "| work | this program, median | fastest other | its median | ratio | others | peak MB, this and fastest |",
        "|---|---|---|---|---|---|---|",
    ]
    loads = [os.getloadavg()[0]]
    started = time.time()
    for name, own, peers, key in WORKS:
        if options.only and not any(text in name for text in options.only):
            continue
        rates = {peer: [] for peer in ["acml", *peers] if "shim" not in peer or preload}
        memory = {}
        for number in range(options.rounds):
            best = max((values[0] for peer, values in rates.items() if peer != "acml" and values), default=0)
            slow = {peer for peer, values in rates.items() if peer != "acml" and values and values[0] < 0.75 * best}
            for peer in rates:
                if number > 0 and peer in slow:
                    continue
                if peer == "acml":
                    result = call([options.acml, "bench", *own, "--molecules", molecules, "--seconds", options.seconds,
                                   "--quiet", "--json"])
                    rate = result and result["throughput"]["median"]
                    peak = result and result["peakMemoryMegabytes"]
                else:
                    environment = dict(os.environ, PEERS_SMI=str(molecules))
                    if "shim" in peer:
                        environment["LD_PRELOAD"] = preload
                    script, *arguments = peers[peer]
                    result = call([options.python, folder / script, *arguments, "--seconds", options.seconds], environment)
                    rate = result and field(result, key)
                    peak = result and result.get("peak_rss_mb")
                if rate:
                    rates[peer].append(rate)
                    memory[peer] = max(memory.get(peer, 0), peak or 0)
        medians = {peer: statistics.median(values) for peer, values in rates.items() if values}
        others = {peer: median for peer, median in medians.items() if peer != "acml"}
        if "acml" not in medians or not others:
            print(f"{name}: nothing to compare", file=sys.stderr)
            continue
        best = max(others, key=others.get)
        rest = ", ".join(f"{peer} {median:.4g}" for peer, median in others.items() if peer != best) or "—"
        rows.append(
            f"| {name} | {medians['acml']:.4g} | {best} | {others[best]:.4g} | {medians['acml'] / others[best]:.2f} "
            f"| {rest} | {memory['acml']:.0f}, {memory[best]:.0f} |")
        loads.append(os.getloadavg()[0])
        print(rows[-1], file=sys.stderr, flush=True)
    text = "\n".join(rows) + (
        f"\n\n{options.rounds} alternating runs of {options.seconds} s each, {time.strftime('%Y-%m-%d', time.gmtime())}; "
        f"load between {min(loads):.1f} and {max(loads):.1f}; {(time.time() - started) / 60:.0f} minutes.")
    print(text)
    if options.markdown:
        page = options.markdown.read_text()
        begin, end = "<!-- compared: begin -->", "<!-- compared: end -->"
        options.markdown.write_text(
            page[: page.index(begin) + len(begin)] + "\n\n" + text + "\n\n" + page[page.index(end):])


if __name__ == "__main__":
    main()
