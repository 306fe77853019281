#!/usr/bin/env bash
# A sweep on workers, beside the same sweep in one process: the same to the byte, with a worker killed while it has a
# share, with the queue killed, with a worker stopped politely. Then what is told when there is nobody, and what is left
# behind by a sweep that is given up.
set -euo pipefail
source "$(dirname "$0")/sweeping.sh"

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
