#!/usr/bin/env bash
# The main job on the sample data: pre-trains an encoder of a modality (smiles unless an argument names another), trains a
# graph network against it, measures how well one finds the other on scaffolds that neither has seen, and searches.
# Spectra are simulated first, and marked so. Finished steps aren't run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly modality=${1:-smiles}
readonly acml=.build/release/acml
readonly runs=runs/quickstart
readonly sample=Examples/data/aqsoldb.csv

config=configs/quickstart-$modality.yaml
simulated=
queries=Examples/data/queries.smi
case $modality in
  smiles) config=configs/quickstart.yaml ;;
  image) ;;
  nmr-13c) kind=13c simulated=$runs/$modality.csv ;;
  nmr-1h) kind=1h simulated=$runs/$modality.csv ;;
  gc-ms) kind=ei simulated=$runs/$modality.msp ;;
  lc-ms) kind=msms simulated=$runs/$modality.mgf ;;
  *)
    echo "$modality is no modality of the quickstart; expected smiles, image, nmr-13c, nmr-1h, gc-ms or lc-ms" >&2
    exit 64
    ;;
esac

step() { printf '\n== %s\n' "$1"; }

# A run folder that is already here is taken up where it stopped.
resumed() { if [ -d "$1" ]; then echo --resume; fi; }

if [ -n "$simulated" ]; then
  step "simulating $modality spectra of the sample's molecules"
  mkdir -p "$runs"
  [ -e "$simulated" ] || "$acml" data simulate --input "$sample" --kind "$kind" --output "$simulated" --quiet 2> /dev/null
  step "simulating the query's spectrum"
  queries=${simulated/$modality./query-$modality.}
  "$acml" data simulate --input Examples/data/queries.smi --kind "$kind" --output "$queries" --quiet
fi

step "pre-training the $modality encoder"
"$acml" pretrain "configs/pretrain/quickstart-$modality.yaml" \
  --output "$runs/pretrain-$modality" $(resumed "$runs/pretrain-$modality")

step "training the graph network against the frozen encoder"
"$acml" train "$config" \
  --output "$runs/graph-$modality" $(resumed "$runs/graph-$modality")

step "retrieval on the held-out scaffolds"
"$acml" retrieve "$runs/graph-$modality"

step "a search; the queries are those of Examples/data/queries.smi"
"$acml" retrieve "$runs/graph-$modality" --query "$queries" --pool "$sample" --top 5

cat <<END

Results
  $runs/pretrain-$modality   the $modality encoder: weights, resolved configuration, metrics.csv
  $runs/graph-$modality      the graph network: checkpoint, split, rejected rows, metrics.csv

Next
  $acml train $config --set graph.encoder=gat --output $runs/gat-$modality
  $acml embed $runs/graph-$modality --input $sample --output embeddings.csv
  $acml config check $config
  $acml plugin list
END
