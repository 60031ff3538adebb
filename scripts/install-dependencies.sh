#!/usr/bin/env bash
# Installs the Debian packages that ACML needs and this machine lacks, and checks that Swift is here and new enough.
# Asks for nothing and touches nothing when all is present.
set -euo pipefail

readonly required_swift="6.3"
readonly swift_page="https://www.swift.org/install/linux"
readonly list="$(dirname "${BASH_SOURCE[0]}")/debian-packages.txt"

stop() {
  printf 'install-dependencies: %s\n' "$*" >&2
  exit 1
}

swift_version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9.]+).*/\1/p' | head -n 1) || true
[ -n "$swift_version" ] ||
  stop "no working \`swift\` on PATH; install Swift $required_swift or later ($swift_page) and run this again"
[ "$(printf '%s\n' "$required_swift" "$swift_version" | sort -V | head -n 1)" = "$required_swift" ] ||
  stop "found Swift $swift_version, but ACML needs $required_swift or later: $swift_page"

mapfile -t packages < <(sed -E 's/[[:space:]]*#.*//; /^$/d' "$list")

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  stop "this machine has no apt-get, so nothing can be installed for you;" \
    "install what Debian calls ${packages[*]}, then run \`swift build -c release\`"
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) || true
  [ "$status" = installed ] || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null ||
    stop "there is no sudo here; as root, run: apt-get install --no-install-recommends ${missing[*]}"
  as_root=(sudo)
fi

echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
