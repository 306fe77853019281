# The tools that the build and the tests need. To be sourced: sets PATH, and `need_…` functions that install what is
# missing, or say in one sentence what to do. The current folder is the project's.
#
# What is compiled goes into a folder of its own version under the user's cache: every clone shares it, and nothing
# else on the machine is touched.

cargo_leptos_version=0.3.10
wasm_bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
binaryen_version=132.0.0
rust_minimum=95 # 1.95, as in Cargo.toml

export RUST_BACKTRACE=0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep
cargo_leptos_home=$cache/cargo-leptos-$cargo_leptos_version
wasm_bindgen_home=$cache/wasm-bindgen-$wasm_bindgen_version
binaryen_home=$cache/binaryen-$binaryen_version
PATH=$cargo_leptos_home/bin:$wasm_bindgen_home/bin:$binaryen_home/node_modules/.bin:$PATH:${CARGO_HOME:-$HOME/.cargo}/bin

say() { printf '== %s\n' "$*"; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# A command whose output matters only when it fails. $1: what it is for; $2: its log.
quietly() {
  local what=$1 log=$2 seconds=0 status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $((seconds % 60)) -eq 0 ]; then
      printf '   %s: %d min; %s\n' "$what" $((seconds / 60)) "$(tail -n 1 "$log" | cut -c 1-80)"
    fi
  done
  wait "$job" || status=$?
  return "$status"
}

# Why an installation failed, as far as its log tells. $1: what; $2: the log.
failed() {
  if grep -qiE 'could not resolve|couldn.t resolve|timed? ?out|connect|network|unreachable|ENOTFOUND|EAI_AGAIN|download of .* failed' "$2"; then
    fail "$1 could not be installed, because its registry cannot be reached: check the network or the proxy, then run make again. (Log: $2)"
  fi
  fail "$1 could not be installed: $(grep -m 1 -iE '^error|npm error' "$2" || tail -n 1 "$2") (Log: $2)"
}

need_rust() {
  have rustup || fail "rustup is missing: install it as https://rustup.rs says, then run make again."
  export RUSTUP_AUTO_INSTALL=0
  local installed
  installed=$(rustup toolchain list 2>/dev/null)
  if ! grep -q '^stable-' <<<"$installed"; then
    # A stable toolchain that was installed by its number does as well as one by the name.
    RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-$(grep -oE '^1\.[0-9]+[^ ]*' <<<"$installed" | sort -V | tail -n 1)}
    [ -n "$RUSTUP_TOOLCHAIN" ] || fail "rustup has no stable toolchain: run rustup toolchain install stable, then make again."
    export RUSTUP_TOOLCHAIN
  fi
  local minor
  minor=$(rustc --version 2>/dev/null | sed -nE 's/^rustc 1\.([0-9]+).*/\1/p')
  [ "${minor:-0}" -ge "$rust_minimum" ] ||
    fail "Rust 1.$rust_minimum or newer is needed, and $(rustc --version 2>/dev/null || echo none) is here: run rustup update stable, then make again."
  have cc || have gcc || have clang ||
    fail "A C compiler is missing: install one (on Debian and Ubuntu: apt-get install build-essential), then run make again."
  if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
    say "Adding Rust's WASM target"
    quietly "rustup" "$cache/rustup.log" rustup target add wasm32-unknown-unknown || failed "Rust's WASM target" "$cache/rustup.log"
  fi
}

need_components() {
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
  say "Adding rustfmt and clippy"
  quietly "rustup" "$cache/rustup.log" rustup component add rustfmt clippy || failed "rustfmt and clippy" "$cache/rustup.log"
}

need_node() {
  have node && have npm || fail "Node.js with npm is missing: install version 20 or newer (https://nodejs.org), then run make again."
  local major
  major=$(node --version | sed -E 's/^v([0-9]+).*/\1/')
  [ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed, and $(node --version) is here: update it, then run make again."
}

# Compiles a tool into its own folder, with settings that favour compile time. $1: crate; $2: version; $3: folder;
# $4: optimisation; the rest go to cargo. Its own lock file first; where that names a version which this registry
# does not have, the newest that fit.
install_crate() {
  local crate=$1 version=$2 home=$3 level=$4 log=$cache/$1.log
  shift 4
  local command=(env CARGO_PROFILE_RELEASE_OPT_LEVEL="$level" CARGO_PROFILE_RELEASE_LTO=off
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false
    cargo install "$crate" --version "$version" --root "$home" --target-dir "$cache/building-$crate" "$@")
  quietly "$crate" "$log" "${command[@]}" --locked || {
    grep -q 'failed to select a version' "$log" && quietly "$crate" "$log" "${command[@]}"
  } || failed "$crate" "$log"
  rm -rf "$cache/building-$crate"
}

# The scripts that people run on their own machines are tested with a real Python.
need_python() {
  local name
  for name in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do
    have "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
  done
  fail "Python 3.11 or newer is missing: install it (on Debian and Ubuntu: apt-get install python3), then run make test again."
}

need_cargo_leptos() {
  [ -x "$cargo_leptos_home/bin/cargo-leptos" ] && return
  have perl || fail "Perl is missing, which cargo-leptos needs to be compiled: install it (on Debian and Ubuntu: apt-get install perl), then run make again."
  mkdir -p "$cache"
  say "Installing cargo-leptos $cargo_leptos_version (once on this machine; about ten minutes on two cores)"
  install_crate cargo-leptos "$cargo_leptos_version" "$cargo_leptos_home" 0 --features no_downloads
}

need_wasm_bindgen() {
  [ -x "$wasm_bindgen_home/bin/wasm-bindgen" ] && return
  mkdir -p "$cache"
  say "Installing wasm-bindgen $wasm_bindgen_version (once on this machine; about three minutes)"
  install_crate wasm-bindgen-cli "$wasm_bindgen_version" "$wasm_bindgen_home" 1
}

# Release builds shrink their WASM with wasm-opt.
need_binaryen() {
  have wasm-opt && return
  mkdir -p "$binaryen_home"
  say "Installing binaryen $binaryen_version (once on this machine)"
  quietly "npm" "$cache/binaryen.log" npm install --prefix "$binaryen_home" --no-fund --no-audit --loglevel error \
    "binaryen@$binaryen_version" || failed "binaryen" "$cache/binaryen.log"
}

need_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && have "$name"; then
      CHROMIUM=$(command -v "$name")
      export CHROMIUM
      return
    fi
  done
  have apt-get || fail "Chromium is missing: install it, or name one by CHROMIUM=/path/to/it, then run make test again."
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    have sudo && sudo -n true 2>/dev/null ||
      fail "Chromium is missing: run sudo apt-get install chromium, or name one by CHROMIUM=/path/to/it, then run make test again."
    as_root=(sudo -n)
  fi
  say "Installing Chromium from the system's packages"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core)
  local log=$cache/chromium.log
  quietly "apt-get" "$log" "${as_root[@]}" "${install[@]}" || {
    quietly "apt-get" "$log" "${as_root[@]}" apt-get update && quietly "apt-get" "$log" "${as_root[@]}" "${install[@]}"
  } || failed "Chromium" "$log"
  have chromium || fail "Chromium was installed and is still not found: name it by CHROMIUM=/path/to/it, then run make test again."
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}

need_browser_tests() {
  local stamp=end2end/node_modules/.package-lock.json
  [ -e "$stamp" ] && [ ! end2end/package-lock.json -nt "$stamp" ] && return
  say "Installing the browser tests' packages"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly "npm" "$cache/end2end.log" npm ci --prefix end2end --no-fund --no-audit \
    --loglevel error || failed "The browser tests' packages" "$cache/end2end.log"
}
