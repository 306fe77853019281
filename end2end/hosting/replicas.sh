#!/usr/bin/env bash
# Two replicas behind nginx: permalinks, pictures, frames and the API work through it, and go on, the same to the byte,
# while either replica is killed.
set -euo pipefail
source "$(dirname "$0")/common.sh"

need nginx nginx-light
need curl curl
need python3 python3

port=$(free_port) first=$(free_port) second=$(free_port)
site=http://127.0.0.1:$port
sed -e "s|{FOLDER}|$folder|; s|{PORT}|$port|; s|{FIRST}|$first|; s|{SECOND}|$second|" "$here/nginx.conf" >"$folder/nginx.conf"

replica() {
  begin "$1" "$SERVER" serve --port "$2" --site "$SITE" --url "$site" --trusted-proxies 127.0.0.0/8 --log-format json
  await "http://127.0.0.1:$2/readyz"
}

# One request: its status, and what the answer must contain. The answer stays in $folder/answer.
ask() {
  local status=$1 contains=$2
  shift 2
  local got
  got=$(curl -sS -o "$folder/answer" -w '%{http_code}' --max-time 20 "$@") || fail "No answer: $*"
  [ "$got" = "$status" ] || fail "$got, not $status: $* $(head -c 300 "$folder/answer")"
  grep -qaF -- "$contains" "$folder/answer" || fail "No “$contains” in the answer: $*"
}

# Everything that people have links to, as one hash.
all() {
  ask 200 '<!DOCTYPE html>' "$site/s/$link"
  ask 200 'frame.js' "$site/embed/$link"
  ask 200 '<svg' "$site/x/$link.svg" && sha256sum <"$folder/answer"
  ask 200 'PNG' "$site/x/$link.png?view=card" && sha256sum <"$folder/answer"
  ask 200 '"verdict"' "$site/x/$link.json" && sha256sum <"$folder/answer"
  ask 200 'traceEvents' "$site/x/$link.trace.json" && sha256sum <"$folder/answer"
  ask 200 'iframe' "$site/oembed?url=$site/s/$link"
  ask 200 '"verdict"' -H 'content-type: application/json' -d "@$folder/scenario.json" "$site/api/v1/simulate" &&
    sha256sum <"$folder/answer"
  ask 200 'event: findings' -N -H 'content-type: application/json' -d "@$folder/sweep.json" "$site/api/v1/sweep"
  local tag
  tag=$(curl -sSI "$site/x/$link.svg" | tr -d '\r' | sed -n 's/^etag: //Ip')
  ask 304 '' -H "if-none-match: $tag" "$site/x/$link.svg"
}

say "Two replicas of $SERVER behind $(nginx -v 2>&1 | sed 's/.*: //')"
replica first "$first"
replica second "$second"
begin nginx nginx -c "$folder/nginx.conf" -e stderr
await "$site/healthz"

curl -fsS "$site/api/v1/presets/count-tokens" >"$folder/scenario.json"
python3 - "$folder" <<'PY'
import json, sys
folder = sys.argv[1]
scenario = json.load(open(f"{folder}/scenario.json"))
axis = {"path": "machine.cores", "values": [1, 2, 4]}
json.dump({"scenario": scenario, "axes": [axis]}, open(f"{folder}/sweep.json", "w"))
PY
link=$(curl -fsS "$site/oembed?url=$site/?preset=count-tokens" | python3 -c \
  'import json, re, sys; print(re.search(r"/embed/([^\"]+)", json.load(sys.stdin)["html"])[1])')

say "Both are there"
before=$(all)
for name in first second first; do
  say "Without the $name"
  end "$name" KILL
  [ "$(all)" = "$before" ] || fail "What is answered without the $name replica is not the same."
  replica "$name" "${!name}"
  # nginx asks a replica again that failed after a while.
  sleep 6
done
say "Both are there again"
[ "$(all)" = "$before" ] || fail "What is answered after restarts is not the same."
# The client that the proxy names is the one that is counted.
grep -q '"route":"/s/{link}"' "$folder/first.log" "$folder/second.log" || fail "No request was logged."
if grep -q "$link" "$folder/first.log" "$folder/second.log"; then fail "A scenario was logged."; fi
say "All is well: permalinks, pictures, frames, files, API and sweeps, the same with either replica killed"
