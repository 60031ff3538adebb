#!/usr/bin/env bash
# The main job on the sample data: pre-trains a SMILES transformer, trains a graph network against it, measures how well
# one finds the other on scaffolds that neither has seen, and answers three queries. Finished steps aren't run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly acml=.build/release/acml
readonly runs=runs/quickstart

step() { printf '\n== %s\n' "$1"; }

# A run folder that is already here is taken up where it stopped.
resumed() { if [ -d "$1" ]; then echo --resume; fi; }

step "1 of 4: pre-training the SMILES transformer by masked tokens"
"$acml" pretrain configs/pretrain/quickstart-smiles.yaml \
  --output "$runs/pretrain-smiles" $(resumed "$runs/pretrain-smiles")

step "2 of 4: training the graph network against the frozen transformer"
"$acml" train configs/quickstart.yaml \
  --output "$runs/graph-smiles" $(resumed "$runs/graph-smiles")

step "3 of 4: retrieval on the held-out scaffolds"
"$acml" retrieve "$runs/graph-smiles"

step "4 of 4: a search; each query is one line of Examples/data/queries.smi"
"$acml" retrieve "$runs/graph-smiles" --query Examples/data/queries.smi --pool Examples/data/aqsoldb.csv --top 5

cat <<END

Results
  $runs/pretrain-smiles   the SMILES transformer: weights, resolved configuration, metrics.csv
  $runs/graph-smiles      the graph network: checkpoint, split, rejected rows, metrics.csv

Next
  $acml train configs/quickstart.yaml --set graph.encoder=gat --output $runs/gat-smiles
  $acml embed $runs/graph-smiles --input Examples/data/aqsoldb.csv --output embeddings.csv
  $acml config check configs/quickstart.yaml
  $acml plugin list
END
