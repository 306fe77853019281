# What the scripts share that run sweeps on workers: a queue, workers, a sweep, and what is asked of them. To be sourced.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need nats-server nats-server
need curl curl
need python3 python3

port=$(free_port) monitor=$(free_port) web=$(free_port)
nats=nats://127.0.0.1:$port

queue() {
  begin queue nats-server -js -sd "$folder/jetstream" -a 127.0.0.1 -p "$port" -m "$monitor"
  await "http://127.0.0.1:$monitor/healthz"
}

# $1: its name; $2: the program, if it is another.
worker() {
  : >"$folder/$1.log"
  begin "$1" env NO_COLOR=1 "${2:-$SERVER}" work --nats "$nats" --concurrency 1
  until_ "$1 is ready" grep -q 'ready to take shares' "$folder/$1.log"
}

# Until something holds. $1: what it is; the rest: a command that tells.
until_() {
  local what=$1 tries
  shift
  for tries in $(seq 600); do
    "$@" && return
    sleep 0.1
  done
  tail -n 20 "$folder"/*.log >&2
  fail "After a minute it is not so: $what."
}

count() { grep -c -- "$1" "$folder/$2.log" || true; }

# Whether a worker has begun a share and not ended it.
has_a_share() { [ "$(count 'takes a share' "$1")" -gt "$(count 'a share is done\|nobody listens to a share' "$1")" ]; }

has_none() { ! has_a_share "$1"; }

# Whether it has, and some are done already: it is in the middle.
is_in_the_middle() { [ "$(count 'a share is done' "$1")" -ge 2 ] && has_a_share "$1"; }

in_the_queue() {
  curl -fsS "http://127.0.0.1:$monitor/jsz?streams=1" | python3 -c '
import json, sys
accounts = json.load(sys.stdin).get("account_details") or []
print(sum(s["state"]["messages"] for a in accounts for s in a.get("stream_detail") or []))'
}

is_empty() { [ "$(in_the_queue)" = 0 ]; }

sweep() {
  "$SERVER" sweep "$folder/scenario.json" --axis 'workload[0].steps[0].ms=1..100 log 24' --axis 'machine.cores=1,2,3,4,6,8' \
    --json "$@"
}

# One with so few shares that all of them are in the queue from the beginning.
few() { "$SERVER" sweep "$folder/scenario.json" --axis 'machine.cores=1,2,3,4,6,8' --json "$@"; }

# The same sweep over HTTP, its points in order.
over_http() {
  curl -fsSN -H 'content-type: application/json' -d "@$folder/sweep.json" "http://127.0.0.1:$web/api/v1/sweep" | python3 -c '
import json, sys
points, findings, event = [], None, None
for line in sys.stdin:
    name, _, value = line.rstrip("\n").partition(": ")
    if name == "event":
        event = value
    elif name == "data" and event == "point":
        points.append(value)
    elif name == "data" and event == "findings":
        findings = value
assert findings, "the sweep did not come to its end"
print("\n".join(sorted(points)), findings, sep="\n")'
}

# $1: what it is called; the sweep that runs in the background must come to the same.
comes_to_the_same() {
  local tries
  for tries in $(seq 1800); do
    kill -0 "$running_sweep" 2>/dev/null || break
    sleep 0.1
  done
  if kill "$running_sweep" 2>/dev/null; then fail "$1: the sweep does not end."; fi
  wait "$running_sweep" || fail "$1: $(cat "$folder/sweep.err")"
  cmp "$folder/here.json" "$folder/there.json" || fail "$1: what workers come to is not the same."
}

# $1: which, if it is not the large one.
begin_sweep() {
  "${1:-sweep}" --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err" &
  running_sweep=$!
}

"$SERVER" simulate --preset count-tokens --json | python3 -c '
import json, sys
folder = sys.argv[1]
scenario = json.load(sys.stdin)["scenario"]
# Dear enough that a worker can be met at it.
scenario["run"]["replications"] = 400
json.dump(scenario, open(f"{folder}/scenario.json", "w"))
axes = [{"path": "machine.cores", "values": [1, 2, 3, 4, 6, 8]}]
json.dump({"scenario": scenario, "axes": axes}, open(f"{folder}/sweep.json", "w"))
more = {"path": "workload[0].steps[0].ms", "from": 1, "to": 100, "points": 24}
json.dump({"scenario": scenario, "axes": [more, *axes]}, open(f"{folder}/large.json", "w"))' "$folder"
