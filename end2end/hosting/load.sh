#!/usr/bin/env bash
# How the server stands twice the load that it can carry: finds its capacity, then asks twice as often for a minute.
# SECONDS_OF_LOAD=60 by default. Every request is a run of its own, so nothing is kept and all has to be simulated. What
# asks runs on the same cores as what answers: a machine that only answers can do more.
set -euo pipefail
source "$(dirname "$0")/common.sh"

need wrk wrk
need curl curl
need python3 python3

seconds=${SECONDS_OF_LOAD:-60}
port=$(free_port) admin=$(free_port)
server=http://127.0.0.1:$port

rss() { awk '/VmRSS/ { printf "%.0f MiB", $2 / 1024 }' "/proc/${running[server]}/status"; }

figure() { curl -fsS "http://127.0.0.1:$admin/metrics" | awk -v name="$1" '$1 ~ "^" name { sum += $2 } END { print sum + 0 }'; }

begin server "$SERVER" serve --port "$port" --site "$SITE" --admin-address "127.0.0.1:$admin"
await "$server/readyz"
# A scenario with a seed to change. The server's own cases are replayed first.
curl -fsS "$server/api/v1/presets/count-tokens" |
  python3 -c 'import json, sys; s = json.load(sys.stdin); s.setdefault("run", {})["seed"] = 1; print(json.dumps(s))' >"$folder/scenario.json"
until curl -fsS -o /dev/null "$server/api/v1/validation/summary"; do sleep 1; done 2>/dev/null

# $1: connections; $2: seconds; $3: milliseconds between two requests of one; $4: which round.
load() {
  wrk -t "$1" -c "$1" -d "$2s" --timeout 10s -s "$here/load.lua" "$server" -- /api/v1/simulate "$folder/scenario.json" "$3" "$4" |
    grep '^asked/s'
}

say "Finding the capacity of $SERVER on $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg)"
load 4 5 0 1 >/dev/null
capacity=$(load 4 10 0 2)
echo "$capacity"
per_second=$(sed -E 's/.*accepted\/s ([0-9.]+).*/\1/' <<<"$capacity")
# As many as it takes to ask that often while each answer takes a third of a second.
connections=$(python3 -c "print(min(400, max(20, round(2 * $per_second / 3))))")
period=$(python3 -c "print(1000 * $connections / (2 * $per_second))")

before=$(rss)
say "Twice that, $(python3 -c "print(round(2 * $per_second))")/s, for $seconds s over $connections connections"
load "$connections" "$((seconds / 2))" "$period" 3
halfway=$(rss)
load "$connections" "$((seconds / 2))" "$period" 4
peak=$(awk '/VmHWM/ { printf "%.0f MiB", $2 / 1024 }' "/proc/${running[server]}/status")
echo "memory: $before before, $halfway halfway, $(rss) after, $peak at most; shed $(figure lockstep_shed_total), limited $(figure lockstep_limited_total)"

# A picture is answered even now, and the server is ready as soon as the load is over.
link=$(curl -fsS "$server/oembed?url=$server/?preset=count-tokens" | python3 -c \
  'import json, re, sys; print(re.search(r"/embed/([^\"]+)", json.load(sys.stdin)["html"])[1])')
load "$connections" 5 "$period" 5 >/dev/null &
sleep 1
curl -fsS -o /dev/null -w 'a picture under load: %{http_code} in %{time_total} s\n' "$server/x/$link.png"
wait $!
curl -fsS "$server/readyz"
