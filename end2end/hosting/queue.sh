#!/usr/bin/env bash
# Sweeps on workers when the queue forgets everything, as it does when it is begun anew without its files; when workers
# come late, or look for it where it is not; when two sweeps run at once; and when a sweep is given up: what its workers do.
set -euo pipefail
source "$(dirname "$0")/sweeping.sh"

# The queue begins anew, and knows nothing of before.
forget() {
  end queue KILL
  rm -rf "$folder/jetstream"
  queue
}

# Processor time that a worker has taken until now, in ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/${running[$1]}/stat"; }

# Whether a worker does nothing.
rests() {
  local before
  before=$(ticks "$1")
  sleep 1
  [ $(($(ticks "$1") - before)) -le 2 ]
}

queue
sweep >"$folder/here.json"

say "The queue forgets everything in the middle"
worker first
worker second
began=$SECONDS
begin_sweep
until_ "the first worker is in the middle" is_in_the_middle first
forget
comes_to_the_same "The queue forgot"
until_ "the queue is empty" is_empty
echo "$((SECONDS - began)) s, load $(cut -d ' ' -f 1 /proc/loadavg)"

say "It forgets shares when all had been put there"
end second
few >"$folder/here.json"
: >"$folder/first.log"
began=$SECONDS
begin_sweep few
until_ "the first worker has a share" has_a_share first
forget
comes_to_the_same "The queue forgot all there was"
until_ "the queue is empty" is_empty
echo "$((SECONDS - began)) s, load $(cut -d ' ' -f 1 /proc/loadavg)"

say "A worker comes late, and another when that is gone"
end first
sweep >"$folder/here.json"
begin_sweep
sleep 4
worker first
until_ "the first worker is in the middle" is_in_the_middle first
end first KILL
sleep 4
worker second
comes_to_the_same "Workers that come late"
[ "$(count 'a share is done' second)" -ge 1 ] || fail "The worker that came last had nothing to do."

say "Two sweeps at once"
worker first
few >"$folder/few.json"
: >"$folder/first.log"
begin_sweep
until_ "the first worker is in the middle" is_in_the_middle first
few --nats "$nats" >"$folder/few_there.json" 2>"$folder/few.err" || fail "The smaller of two: $(cat "$folder/few.err")"
kill -0 "$running_sweep" 2>/dev/null || fail "The smaller sweep had to wait for the larger one."
comes_to_the_same "The larger of two"
cmp "$folder/few.json" "$folder/few_there.json" || fail "The smaller of two: what workers come to is not the same."

say "A sweep is given up: its workers rest"
begin web "$SERVER" serve --port "$web" --site "$SITE" --nats "$nats" --sweep-events 100000000000
await "http://127.0.0.1:$web/readyz"
begin reader curl -sSN -H 'content-type: application/json' -d "@$folder/large.json" "http://127.0.0.1:$web/api/v1/sweep"
until_ "the first worker is at it" has_a_share first
end reader
for name in first second; do
  until_ "the $name worker has no share" has_none "$name"
  until_ "the $name worker rests" rests "$name"
done
until_ "the queue is empty" is_empty
end web
end first
end second

say "A queue with a password"
end queue
begin queue nats-server -js -sd "$folder/jetstream" -a 127.0.0.1 -p "$port" -m "$monitor" --user me --pass p@ss
await "http://127.0.0.1:$monitor/healthz"
few >"$folder/here.json"
nats=nats://me:wrong@127.0.0.1:$port
if few --nats "$nats" >"$folder/there.json" 2>"$folder/sweep.err"; then fail "Any password does."; fi
nats=nats://me:p%40ss@127.0.0.1:$port
worker first
begin_sweep few
comes_to_the_same "With a password"
end first

say "A worker for a queue that is not there"
begin lost env NO_COLOR=1 "$SERVER" work --nats "nats://127.0.0.1:$(free_port)"
until_ "it is said" grep -q "cannot be reached" "$folder/lost.log"
kill -TERM "${running[lost]}"
wait "${running[lost]}" || fail "It did not end well."
unset "running[lost]"
cat "$folder/lost.log"
if grep -qi panicked "$folder"/*.log; then fail "Something panicked: $(grep -i panicked "$folder"/*.log)"; fi
say "All is well: nothing is lost that the queue forgets, late workers find work, and nobody works for nobody"
