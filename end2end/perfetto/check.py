#!/usr/bin/env python3
"""Holds the exported traces to Perfetto's formats, and to the report of the same run.

The native trace is read by Perfetto's own message types (from PyPI, "perfetto"), Chrome's JSON by the rules of "Trace
Event Format". Begun by check.sh; alone: python check.py SERVER, as http://127.0.0.1:3000, with `pip install perfetto` done.
"""

import json
import re
import sys
import urllib.request
from collections import defaultdict

from google.protobuf.unknown_fields import UnknownFieldSet
from perfetto.protos.perfetto.trace.perfetto_trace_pb2 import Trace, TrackEvent

SERVER = sys.argv[1]
# Threads, processes, asyncio, a pipeline through several pools, a loop that is blocked.
PRESETS = [
    "threads-for-cpu", "processes-for-tiny-tasks", "async-httpx", "hybrid-pipeline", "blocking-call-in-asyncio",
]
# What a task's slices are called, by the report's name of the state.
STATES = {
    "python": ["Python"], "native": ["native, GIL released"], "io": ["waiting for I/O", "loop blocked"],
    "service_queue": ["waiting for a service"], "gil_wait": ["waiting for the GIL"],
    "lock_wait": ["waiting for a lock"], "core_wait": ["waiting for a core"], "serialize": ["pickling"],
}
# Two processes may be at work for a task at once: then each has a slice, and the report counts the time once. The
# report's other states are mostly those of tasks that are in no lane: they wait in a queue, for a worker, for the loop.
COUNTED_ONCE = {"core_wait", "serialize"}


class Slices:
    """What both formats say: tracks by number with their names, slices, ways of tasks."""

    def __init__(self):
        self.processes = {}
        self.tracks = {}
        # (process, track) to [(from, to, category, name)], nanoseconds.
        self.slices = defaultdict(list)
        # A way to [(at, comes, goes)].
        self.ways = defaultdict(list)
        self.counted = 0

    def check(self, cores):
        assert self.processes and all(self.processes.values()), "a process has no name"
        for process, track in self.slices:
            assert process in self.processes, f"process {process} has no name"
            assert self.tracks.get(track), f"track {track} of {self.processes[process]} has no name"
        named = defaultdict(set)
        for process in self.processes:
            named[process] = {name for of, name in self.tracks.values() if of == process}
        for model in {name.split(": ")[0] for name in self.processes.values()}:
            [main] = [process for process, name in self.processes.items() if name == model]
            assert {f"core {n}" for n in range(cores)} <= named[main], f"{model} lacks tracks of its cores"
        for track, slices in self.slices.items():
            nested(track, slices)
        assert self.ways, "no way of a task"
        for way, stops in self.ways.items():
            linked(way, sorted(stops))
        assert self.counted, "nothing is counted"

    def totals(self):
        """By model: nanoseconds by state, within slices of tasks."""
        totals = defaultdict(lambda: defaultdict(int))
        for (process, _), slices in self.slices.items():
            model = self.processes[process].split(": ")[0]
            task_until = 0
            for begin, end, category, name in slices:
                if category == "task":
                    task_until = max(task_until, end)
                elif category == "state" and end <= task_until:
                    totals[model][name] += end - begin
        return totals


def nested(track, slices):
    """A slice is within the one that is open, or begins when that has ended."""
    open_until = []
    last = 0
    for begin, end, _, name in slices:
        assert last <= begin <= end, f"{track}: {name} at {begin} is out of order"
        last = begin
        while open_until and open_until[-1] <= begin:
            open_until.pop()
        assert not open_until or end <= open_until[-1], f"{track}: {name} at {begin} laps over"
        open_until.append(end)


def linked(way, stops):
    """Arrows come to all but the first stop, and go from all but the last."""
    assert len(stops) > 1, f"way {way:x} leads nowhere"
    comes, goes = [stop[1] for stop in stops], [stop[2] for stop in stops]
    assert comes == [False] + [True] * (len(stops) - 1), f"way {way:x}: {stops}"
    assert goes == [True] * (len(stops) - 1) + [False], f"way {way:x}: {stops}"


def nanoseconds(micros):
    assert isinstance(micros, (int, float)) and micros >= 0
    return round(micros * 1000)


def read_chrome(text):
    read = Slices()
    # As viewers do, which sort all events by their times.
    for event in sorted(json.loads(text)["traceEvents"], key=lambda event: event.get("ts", 0)):
        kind, process = event["ph"], event["pid"]
        if kind == "M" and event["name"] == "process_name":
            read.processes[process] = event["args"]["name"]
        elif kind == "M" and event["name"] == "thread_name":
            assert event["tid"] not in read.tracks, f"two tracks have the number {event['tid']}"
            read.tracks[event["tid"]] = (process, event["args"]["name"])
        elif kind == "X":
            begin = nanoseconds(event["ts"])
            slice_ = (begin, begin + nanoseconds(event["dur"]), event["cat"], event["name"])
            read.slices[process, event["tid"]].append(slice_)
            if "bind_id" in event:
                comes, goes = event.get("flow_in", False), event.get("flow_out", False)
                read.ways[int(event["bind_id"], 16)].append((begin, comes, goes))
        elif kind == "C":
            [value] = event["args"].values()
            assert isinstance(value, int) and value >= 0 and nanoseconds(event["ts"]) >= 0
            read.counted += 1
        else:
            assert kind == "M", f"there is no phase {kind}"
    return read


def read_native(data):
    read = Slices()
    trace = Trace.FromString(data)
    for packet in trace.packet:
        for message in (packet, packet.track_event, packet.track_descriptor):
            assert not len(UnknownFieldSet(message)), f"Perfetto knows no such field: {message}"
    process_of, counters, pending = {}, set(), defaultdict(list)
    # As Perfetto does: descriptors have no time.
    for packet in sorted(trace.packet, key=lambda packet: packet.timestamp):
        if packet.HasField("track_descriptor"):
            about = packet.track_descriptor
            assert about.uuid not in process_of, f"two tracks have the number {about.uuid}"
            process = about.process.pid or process_of[about.parent_uuid]
            process_of[about.uuid] = process
            if about.HasField("process"):
                read.processes[process] = about.process.process_name
            elif about.HasField("counter"):
                assert about.name and about.counter.unit_name
                counters.add(about.uuid)
            else:
                assert not about.HasField("thread") or about.thread.pid == process
                read.tracks[about.uuid] = (process, about.name or about.thread.thread_name)
            continue
        event, at = packet.track_event, packet.timestamp
        track = event.track_uuid
        key = (process_of[track], track)
        if event.type == TrackEvent.TYPE_COUNTER:
            assert track in counters and event.counter_value >= 0
            read.counted += 1
        elif event.type == TrackEvent.TYPE_SLICE_BEGIN:
            pending[track].append(len(read.slices[key]))
            read.slices[key].append((at, None, event.categories[0], event.name))
            for way in event.flow_ids:
                read.ways[way].append((at, None, True))
            for way in event.terminating_flow_ids:
                read.ways[way].append((at, None, False))
        else:
            assert event.type == TrackEvent.TYPE_SLICE_END
            place = pending[track].pop()
            begin, _, category, name = read.slices[key][place]
            read.slices[key][place] = (begin, at, category, name)
    assert not any(pending.values()), "a slice does not end"
    # A way that began before this stop comes to it.
    for stops in read.ways.values():
        stops.sort(key=lambda stop: stop[0])
        stops[:] = [(at, place > 0, goes) for place, (at, _, goes) in enumerate(stops)]
    return read


def get(path):
    with urllib.request.urlopen(SERVER + path) as answer:
        return answer.read()


def agree(report, read):
    """The time of tasks in each state is the report's. Returns how many figures were compared that are not zero."""
    totals, compared = read.totals(), 0
    for result in report["results"]:
        for state, names in STATES.items():
            told_ms = result["time_ms"][state]
            drawn_ms = sum(totals[result["label"]][name] for name in names) / 1e6
            more_ms = drawn_ms - told_ms
            fits = more_ms > -1e-6 if state in COUNTED_ONCE else abs(more_ms) < 1e-6
            assert fits, f"{result['label']}: {state} {told_ms} ms, drawn {drawn_ms} ms"
            compared += told_ms > 0
    return compared


for preset in PRESETS:
    link = re.search(r'rel="canonical" href="[^"]*/s/([^"]*)"', get(f"/?preset={preset}").decode())[1]
    # A trace is of the first run; so must be the report.
    link = re.sub(r",reps=\d+", "", link)
    report = json.loads(get(f"/x/{link}.json"))
    chrome, native = read_chrome(get(f"/x/{link}.trace.json")), read_native(get(f"/x/{link}.pftrace"))
    for read in (chrome, native):
        read.check(report["scenario"]["machine"]["cores"])
        compared = agree(report, read)
    assert chrome.totals() == native.totals(), "the two traces differ"
    count = sum(map(len, native.slices.values()))
    assert count == sum(map(len, chrome.slices.values()))
    print(f"{preset}: {len(native.processes)} processes, {len(native.tracks)} tracks, {count} slices, "
          f"{len(native.ways)} ways, {native.counted} counts, {compared} times as in the report")
