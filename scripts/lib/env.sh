# Read by every script: strict shell, the repository as current directory, where the tools are.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Tools that belong to a version, not to this tree: shared by clones, kept by `git clean`.
HEADWATER_TOOLS=${HEADWATER_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/headwater/tools}
export HEADWATER_TOOLS

# Written by scripts/setup.d/wasm-target when the wasm standard library must be built from source.
if [ -f target/setup/wasm-env.sh ]; then . target/setup/wasm-env.sh; fi

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# The version that Cargo.lock names for a crate.
locked_version() {
  awk -v crate="$1" '$0 == "name = \"" crate "\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

# Put the wasm-bindgen of exactly that version first in PATH.
wasm_bindgen_dir=$HEADWATER_TOOLS/wasm-bindgen-$(locked_version wasm-bindgen)
PATH=$wasm_bindgen_dir/bin:$HEADWATER_TOOLS/cargo-deny/bin:$PWD/node_modules/.bin:$PATH
export PATH

# cargo, for the wasm target: the same command, or the same with a standard library from source.
wasm_cargo() { env ${WASM_CARGO_ENV[@]+"${WASM_CARGO_ENV[@]}"} cargo "$@"; }

# fingerprint PATH...: one hash over the content of files and folders, to skip work already done.
fingerprint() {
  local path
  for path in "$@"; do
    if [ -d "$path" ]; then
      find "$path" -type f -not -path '*/node_modules/*' -print0
    elif [ -e "$path" ]; then
      printf '%s\0' "$path"
    else
      printf 'missing: %s\n' "$path" >&2 && return 1
    fi
  done | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# done_before NAME HASH / remember NAME HASH: the stamp of one step.
done_before() { [ "$(cat "target/setup/$1" 2>/dev/null)" = "$2" ]; }
remember() {
  mkdir -p target/setup
  printf '%s\n' "$2" >"target/setup/$1"
}
