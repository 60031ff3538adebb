#!/usr/bin/env bash
# Documentation of the core's public modules, from what `make build` has built, into .build/docs/MODULE. A warning is an error.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly modules=.build/release/Modules output=.build/docs
rm -rf "$output"

status=0
for module in "$modules"/*.swiftmodule; do
  name=$(basename "$module" .swiftmodule)
  # The command and the plugins are built to the same place.
  [ -d "Sources/Core/Sources/$name" ] || continue
  graphs=$output/symbols/$name
  mkdir -p "$graphs"
  swift symbolgraph-extract -module-name "$name" -I "$modules" -Xcc -fmodule-map-file=Sources/Core/SDK/module.modulemap \
    -target "$(uname -m)-unknown-linux-gnu" -minimum-access-level public -skip-synthesized-members \
    -skip-inherited-docs -output-dir "$graphs"
  docc convert --additional-symbol-graph-dir "$graphs" --fallback-display-name "$name" \
    --fallback-bundle-identifier "$name" --output-path "$output/$name" --warnings-as-errors || status=1
done
rm -rf "$output/symbols"
[ "$status" = 0 ] || { echo "docs: the faults above are to be mended" >&2; exit 1; }
echo "documentation in $output, a folder for each module"
