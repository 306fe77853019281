#!/usr/bin/env bash
# A sweep on workers, beside the same sweep in one process: the same to the byte, with a worker killed while it has a
# share, with the queue killed, with a worker stopped politely. Then what is told when there is nobody, and what is left
# behind by a sweep that is given up.
set -euo pipefail
source "$(dirname "$0")/common.sh"

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
has_a_share() { [ "$(count 'takes a share' "$1")" -gt "$(count 'a share is done' "$1")" ]; }

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
  wait "$running_sweep" || fail "$1: $(cat "$folder/sweep.err")"
  cmp "$folder/here.json" "$folder/there.json" || fail "$1: what workers come to is not the same."
}

begin_sweep() {
  sweep --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err" &
  running_sweep=$!
}

"$SERVER" simulate --preset count-tokens --json | python3 -c '
import json, sys
folder = sys.argv[1]
scenario = json.load(sys.stdin)["scenario"]
# Dear enough that a worker can be met at it.
scenario["run"]["replications"] = 100
json.dump(scenario, open(f"{folder}/scenario.json", "w"))
axes = [{"path": "machine.cores", "values": [1, 2, 3, 4, 6, 8]}]
json.dump({"scenario": scenario, "axes": axes}, open(f"{folder}/sweep.json", "w"))' "$folder"

say "In one process"
began=$SECONDS
sweep >"$folder/here.json"
echo "144 points in $((SECONDS - began)) s, load $(cut -d ' ' -f 1 /proc/loadavg)"

say "Two workers of $SERVER, on $(nats-server --version)"
queue
worker first
worker second
began=$SECONDS
begin_sweep
comes_to_the_same "Two workers"
echo "$((SECONDS - began)) s; shares done: $(count 'a share is done' first) and $(count 'a share is done' second)"

say "One of them is killed in the middle"
# What it is at may be told to its end just before it is killed: then it is tried again.
for try in 1 2 3 4 5; do
  : >"$folder/first.log" && : >"$folder/second.log"
  begin_sweep
  until_ "the second worker is in the middle" is_in_the_middle second
  end second KILL
  has_a_share second || fail "The second worker had no share when it was killed."
  comes_to_the_same "A worker killed"
  [ "$(count 'beginnings=2' first)" = 0 ] || break
  [ "$try" -lt 5 ] || fail "The share of a killed worker was never begun again."
  worker second
done
echo "it had done $(count 'a share is done' second) shares and had another, which the first worker began again"

say "The queue is killed in the middle"
: >"$folder/first.log"
begin_sweep
until_ "the first worker is in the middle" is_in_the_middle first
end queue KILL
queue
comes_to_the_same "The queue killed"
until_ "the queue is empty" is_empty

say "A worker is told to stop in the middle"
worker third
: >"$folder/third.log"
begin_sweep
until_ "the third worker is in the middle" is_in_the_middle third
kill -TERM "${running[third]}"
wait "${running[third]}" || fail "The third worker did not end well."
unset "running[third]"
if has_a_share third; then fail "The third worker did not finish its share."; fi
comes_to_the_same "A worker stopped"

say "Over HTTP"
begin web "$SERVER" serve --port "$web" --site "$SITE" --nats "$nats" --sweep-events 100000000000
await "http://127.0.0.1:$web/readyz"
: >"$folder/first.log"
over_http >"$folder/there.txt"
[ "$(count 'takes a share' first)" -ge 6 ] || fail "The sweep over HTTP was not run by a worker."
end web
begin web "$SERVER" serve --port "$web" --site "$SITE" --sweep-events 100000000000
await "http://127.0.0.1:$web/readyz"
over_http >"$folder/here.txt"
cmp "$folder/here.txt" "$folder/there.txt" || fail "Over HTTP, what workers come to is not the same."
end web

say "A sweep is given up"
begin web "$SERVER" serve --port "$web" --site "$SITE" --nats "$nats" --sweep-events 100000000000
await "http://127.0.0.1:$web/readyz"
: >"$folder/first.log"
begin reader curl -sSN -H 'content-type: application/json' -d "@$folder/sweep.json" "http://127.0.0.1:$web/api/v1/sweep"
until_ "the first worker has a share" has_a_share first
end reader
until_ "the queue is empty" is_empty
end web

say "Whoever asked is killed"
: >"$folder/first.log"
begin asker "$SERVER" sweep "$folder/scenario.json" --axis 'workload[0].steps[0].ms=1..100 log 24' --nats "$nats"
until_ "the first worker has a share" has_a_share first
end asker KILL
until_ "the queue is empty" is_empty

say "Nobody, and workers of another build"
end first
cp "$SERVER" "$folder/other"
printf ' ' >>"$folder/other"
worker other "$folder/other"
if sweep --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err"; then fail "A worker of another build took shares."; fi
cat "$folder/sweep.err"
grep -q 'No worker of this very build' "$folder/sweep.err" || fail "It is not said that there is no worker."
[ "$(count 'takes a share' other)" = 0 ] || fail "A worker of another build took shares."
end queue KILL
if sweep --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err"; then fail "There is no queue."; fi
cat "$folder/sweep.err"
grep -q 'cannot be used: it cannot be reached' "$folder/sweep.err" || fail "It is not said that there is no queue."
begin queue nats-server -a 127.0.0.1 -p "$port" -m "$monitor"
await "http://127.0.0.1:$monitor/healthz"
if sweep --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err"; then fail "There is no JetStream."; fi
cat "$folder/sweep.err"
grep -q 'JetStream' "$folder/sweep.err" || fail "It is not said that there is no JetStream."
if grep -qi panicked "$folder"/*.log; then fail "Something panicked: $(grep -i panicked "$folder"/*.log)"; fi
say "All is well: the same to the byte, with a worker, the queue and whoever asked killed"
