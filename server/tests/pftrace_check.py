"""Reads a .pftrace with Perfetto's own protocol definitions, by the rules of its importer, and tells what is in it.

    pip install perfetto
    curl -fsS http://127.0.0.1:3000/x/LINK.pftrace -o run.pftrace
    curl -fsS http://127.0.0.1:3000/x/LINK.json -o run.json
    python server/tests/pftrace_check.py run.pftrace run.json

Fails when a field is not one of Perfetto's, a track or an event is not well-formed, arrows do not lead anywhere, or
computing does not add up to the report's.
"""

import collections
import json
import sys

from perfetto.protos.perfetto.trace.perfetto_trace_pb2 import Trace, TrackEvent


def main(trace_path, report_path):
    trace = Trace()
    with open(trace_path, "rb") as file:
        data = file.read()
    trace.ParseFromString(data)
    assert trace.SerializeToString() == data or not unknown(trace), "fields that Perfetto does not know"
    tracks = read_tracks(trace)
    sums, flows = read_events(trace, tracks)
    check_flows(flows)
    with open(report_path, encoding="utf-8") as file:
        report = json.load(file)
    for result in report["results"]:
        for name, key in (("Python", "python"), ("native, GIL released", "native")):
            told = sums[result["label"], name] / 1e6
            assert abs(told - result["time_ms"][key]) < 1e-6 * (1 + told), (result["label"], name, told)
    print(f"{len(data):,} bytes, {len(trace.packet):,} packets, {len(tracks)} tracks, {len(flows):,} ways: all is well")


def unknown(message):
    from google.protobuf.unknown_fields import UnknownFieldSet

    if len(UnknownFieldSet(message)):
        return True
    for field, value in message.ListFields():
        if field.message_type:
            values = value if field.is_repeated else [value]
            if any(unknown(one) for one in values):
                return True
    return False


def read_tracks(trace):
    """Of every track: the label of its model."""
    tracks, threads = {}, {}
    for packet in trace.packet:
        assert packet.trusted_packet_sequence_id, "a packet without a sequence is dropped"
        if not packet.HasField("track_descriptor"):
            continue
        about = packet.track_descriptor
        assert about.uuid not in tracks, "a track twice"
        if about.HasField("process"):
            assert about.process.pid > 0
            tracks[about.uuid] = about.process.process_name.split(":")[0]
            continue
        assert about.parent_uuid in tracks, "a track without its parent"
        tracks[about.uuid] = tracks[about.parent_uuid]
        if about.HasField("thread"):
            assert about.thread.tid not in threads, "a thread's number twice"
            threads[about.thread.tid] = about.thread.pid
        else:
            assert about.name
    return tracks


def read_events(trace, tracks):
    """Time by model and name, and the slices of every flow in their order."""
    events = [packet for packet in trace.packet if packet.HasField("track_event")]
    events.sort(key=lambda packet: packet.timestamp)
    open_slices, sums, flows = collections.defaultdict(list), collections.Counter(), collections.defaultdict(list)
    for packet in events:
        event = packet.track_event
        assert event.track_uuid in tracks, "an event without a track"
        stack = open_slices[event.track_uuid]
        if event.type == TrackEvent.TYPE_SLICE_BEGIN:
            stack.append((event.name, packet.timestamp))
            for flow in event.flow_ids:
                flows[flow].append(False)
            for flow in event.terminating_flow_ids:
                flows[flow].append(True)
        elif event.type == TrackEvent.TYPE_SLICE_END:
            assert stack, "an end without a begin"
            name, begin = stack.pop()
            sums[tracks[event.track_uuid], name] += packet.timestamp - begin
        else:
            assert event.type == TrackEvent.TYPE_COUNTER and event.HasField("counter_value")
    assert not any(open_slices.values()), "slices that do not end"
    return sums, flows


def check_flows(flows):
    assert flows
    for flow, ends in flows.items():
        assert len(ends) > 1 and ends[-1] and not any(ends[:-1]), f"flow {flow}: {ends}"


if __name__ == "__main__":
    main(*sys.argv[1:])
