#!/usr/bin/env bash
# Lays out what `make build` has built below PREFIX:
#
#   bin/acml                 the command
#   lib/                     the core, and what of the Swift runtime it and the plugins need
#   lib/acml/plugins/        the bundled plugins
#   lib/acml/sdk/            what further plugins are compiled against: Swift modules, C headers, module map
#   share/acml/              sample data, configurations and documentation
#
# The tree can be moved, and runs without a Swift toolchain; the Debian packages of the core's C libraries must be there.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: ${0##*/} PREFIX" >&2; exit 64; }
readonly prefix=$1
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly build=.build/release

stop() {
  echo "install: $*" >&2
  exit 1
}
[ -x $build/acml ] || stop "there is no $build/acml; run \`make build\` first"
for tool in ldd readelf sed; do
  command -v $tool >/dev/null || stop "there is no $tool (Debian packages libc-bin, binutils, sed)"
done

mkdir -p "$prefix"/bin "$prefix"/lib/acml/plugins "$prefix"/lib/acml/sdk "$prefix"/share/acml

# The dynamic linker looks for libraries in the run path that stands in each file: the toolchain's folder, and `$ORIGIN`, the
# file's own. It is replaced in place by a shorter one, filled up with zeros, for which no tool needs to be installed.
retarget() {
  local file=$1 path=$2 old
  old=$(readelf -d "$file" | sed -nE 's/.*\(RUNPATH\).*\[(.*)\]/\1/p')
  [ -n "$old" ] || return 0
  [ ${#path} -le ${#old} ] || stop "$file: the run path $old is too short to hold $path"
  local zeros pattern
  zeros=$(printf '%*s' $((${#old} - ${#path})) '' | sed 's/ /\\x00/g')
  pattern=$(sed 's/[][\.*^$/]/\\&/g' <<<"$old")
  LC_ALL=C sed -i "s/$pattern\\x00/${path//\//\\/}$zeros\\x00/" "$file"
  readelf -d "$file" | grep -F "[$path]" >/dev/null || stop "$file: the run path could not be set to $path"
}

# Through another name, so that a program that runs from there keeps its file.
put() {
  local source=$1 target=$2 path=$3
  cp "$source" "$target.new"
  chmod u+w "$target.new"
  retarget "$target.new" "$path"
  mv -f "$target.new" "$target"
}

put $build/acml "$prefix/bin/acml" '$ORIGIN/../lib'
put $build/libACML.so "$prefix/lib/libACML.so" '$ORIGIN'
for plugin in $build/lib*.so; do
  name=${plugin##*/}
  [ "$name" = libACML.so ] || put "$plugin" "$prefix/lib/acml/plugins/$name" '$ORIGIN/../..'
done

# Of the libraries that are loaded, those that come with the toolchain; the others are the system's.
runtime=$(dirname "$(ldd $build/libACML.so | sed -nE 's/.*libswiftCore.so => ([^ ]+) .*/\1/p')")
[ -e "$runtime/libswiftCore.so" ] || stop "the Swift runtime that $build/libACML.so needs was not found"
ldd $build/acml $build/lib*.so | sed -nE 's/.* => ([^ ]+) .*/\1/p' | sort -u | while read -r library; do
  case $library in
    "$runtime"/*) put "$library" "$prefix/lib/${library##*/}" '$ORIGIN' ;;
  esac
done

readonly sdk=$prefix/lib/acml/sdk
rm -rf "$sdk/modules" "$sdk/include"
mkdir -p "$sdk/modules"
cp -RL Sources/Core/SDK/. "$sdk/"
# The Swift modules of the core; its C modules have no such file.
for folder in Sources/Core/Sources/*/; do
  module=$build/Modules/$(basename "$folder").swiftmodule
  if [ -e "$module" ]; then cp "$module" "$sdk/modules/"; fi
done

rm -rf "$prefix"/share/acml/{configs,Examples,docs}
cp -R configs Examples docs "$prefix/share/acml/"
rm -rf "$prefix"/share/acml/Examples/*/{.build,runs} # what was built and tried there
echo "installed to $prefix; $prefix/bin/acml is the command"
