#!/usr/bin/env bash
# Measures every suite of `acml bench` and writes the table of docs/performance.md between its markers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly acml=.build/release/acml molecules=${MOLECULES:-Examples/data/aqsoldb.csv} seconds=${SECONDS_EACH:-8}
readonly page=docs/performance.md

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
table=$(mktemp)
trap 'rm -f "$table"' EXIT
{
  echo "$("$acml" --version), $(date -u +%Y-%m-%d), ${processor:-$(uname -m)}, $(nproc) cores, $(free -g | awk '/^Mem/ { print $2 }') GB of memory;"
  echo "load before: $(cut -d ' ' -f 1-3 /proc/loadavg). Molecules: \`$(basename "$molecules")\`, $seconds seconds a suite."
  echo
  echo "| suite | work | a second, median | p10–p90 | milliseconds | GFLOP/s in products (of products alone) | peak MB |"
  echo "|---|---|---|---|---|---|---|"
} >"$table"

# A process for each, so that each has a peak of memory of its own.
measure() {
  echo "acml bench $*" >&2
  "$acml" bench "$@" --molecules "$molecules" --seconds "$seconds" --quiet --markdown >>"$table"
}
for batch in 32 128 512; do measure train --batch "$batch"; done
measure train --hidden 64
for encoder in gcn gat graphsage; do measure train --encoder "$encoder"; done
measure encode-graph
measure encode-smiles
measure encode-smiles --layers 6 --width 768 --intermediate 3072
measure encode-image
measure encode-spectrum
measure featurise
measure depict
measure retrieve
measure startup
{ echo; echo "Load after: $(cut -d ' ' -f 1-3 /proc/loadavg)."; } >>"$table"

awk -v table="$table" '
  /^<!-- measured: begin -->/ { print; print ""; while ((getline line < table) > 0) print line; print ""; inside = 1 }
  /^<!-- measured: end -->/ { inside = 0 }
  !inside' "$page" >"$page.new"
mv "$page.new" "$page"
echo "The table is in $page." >&2
