# What both scripts share: where things are, servers that end with the script. To be sourced.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

say() { printf '== %s\n' "$*"; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "$1 is missing: install it (on Debian and Ubuntu: apt-get install $2), then run this again."
}

# The newest build, and its site.
SERVER=${SERVER:-$root/target/release/server}
[ -x "$SERVER" ] || SERVER=$root/target/debug/server
[ -x "$SERVER" ] || fail "There is no server: run make run once, or name one by SERVER=/path/to/it."
if [ -z "${SITE:-}" ]; then
  SITE=$root/target/site-release
  [ -d "$SITE" ] || SITE=$root/target/site
  [ -d "$SITE" ] || SITE=$root/public
fi
# As make run does it: the names of a release's files are listed beside its program.
if [[ $SITE == */site-release && -e $(dirname "$SERVER")/hash.txt ]]; then export LEPTOS_HASH_FILES=true; fi

folder=$(mktemp -d)
declare -A running=()

# Begins a program by a name; its output goes to a file of that name.
begin() {
  local name=$1
  shift
  "$@" >>"$folder/$name.log" 2>&1 &
  running[$name]=$!
}

# Ends it, by a signal.
end() {
  kill "-${2:-TERM}" "${running[$1]}" 2>/dev/null || true
  wait "${running[$1]}" 2>/dev/null || true
  unset "running[$1]"
}

tidy() {
  local name
  # Politely: nginx has children of its own to end.
  for name in "${!running[@]}"; do end "$name"; done
  rm -rf "$folder"
}
trap tidy EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Until an address answers.
await() {
  local tries
  for tries in $(seq 100); do
    curl -fsS -o /dev/null "$1" 2>/dev/null && return
    sleep 0.1
  done
  cat "$folder"/*.log >&2
  fail "$1 does not answer."
}
