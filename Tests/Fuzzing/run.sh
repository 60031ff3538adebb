#!/usr/bin/env bash
# Fuzzes a reader of spectra with libFuzzer and the address sanitizer:
#   Tests/Fuzzing/run.sh FORMAT SECONDS SEED...
# FORMAT: msp, mgf, massbank, mzml, jcamp-dx, sdf, csv or tsv. SEED: files or folders to begin with. The corpus and what was
# found lie in .build/fuzzing/FORMAT. More memory than 1 GiB, the sanitizer's own included, or ten seconds an input are faults.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly format=$1 seconds=$2
shift 2
seeds=()
for seed in "$@"; do seeds+=("$(realpath "$seed")"); done

# The modules are compiled here, since only instrumented code can be fuzzed with regard to its branches.
readonly sources=$PWD/Sources/Core/Sources build=$PWD/.build/fuzzing
readonly flags=(-O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -I "$build" -I "$sources/CZlib")
mkdir -p "$build/$format/corpus"
cd "$build"
for module in Files Spectra; do
  swiftc "${flags[@]}" -wmo -package-name core -module-name $module -emit-module -emit-module-path $module.swiftmodule \
    -emit-object -o $module.o "$sources/$module"/*.swift
done
swiftc "${flags[@]}" -module-name FuzzReader "$OLDPWD/Tests/Fuzzing/FuzzReader.swift" Files.o Spectra.o -lz \
  -o fuzz-reader 2> >(grep -v 'Cannot export local symbol' >&2)

cd "$format"
for seed in "${seeds[@]}"; do find "$seed" -type f -exec cp -n {} corpus/ \;; done
SWIFT_BACKTRACE=enable=no ACML_FUZZ_FORMAT=$format ../fuzz-reader corpus -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -malloc_limit_mb=512 \
  -max_len=65536 -print_final_stats=1
