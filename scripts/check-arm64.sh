#!/usr/bin/env bash
# Compiles the kernels for 64-bit Arm, which needs no such machine: a clang that knows the target, and of the C library
# only what is declared here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compiler=$(command -v clang || echo "$(dirname "$(command -v swift)")/clang")
headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
cat >"$headers/libc.h" <<'END'
#include <stddef.h>
char *getenv(const char *);
int strcmp(const char *, const char *);
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
#define INFINITY __builtin_inff()
float copysignf(float, float), fabsf(float), floorf(float), log1pf(float), logf(float), sqrtf(float);
END
for name in math stdlib string; do echo '#include "libc.h"' >"$headers/$name.h"; done
# -Wno-pass-failed: of this library's functions the compiler knows nothing, so that loops with sqrtf aren't vectorised here.
for file in Sources/Core/Sources/CKernels/*.c; do
  "$compiler" --target=aarch64-linux-gnu -ffreestanding -nostdlibinc -I"$headers" -ISources/Core/Sources/CKernels/include \
    -std=c11 -O3 -fno-math-errno -fno-trapping-math -Wall -Wextra -Werror -Wno-pass-failed -c -o /dev/null "$file"
done
echo "The kernels compile for arm64."
