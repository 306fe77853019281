//! What is printed is read back as the same, and what is wrong is pointed at.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::scenario::arbitrary;

fn json_of(text: &str) -> serde_json::Value {
    serde_json::to_value(parse(text).expect(text)).unwrap()
}

#[test]
fn people_write_it_so() {
    assert_eq!(
        json_of("cpu 3ms, io ~40ms @api, cpu 25ms nogil"),
        json!([
            { "kind": "cpu", "ms": 3.0, "gil": "held" },
            { "kind": "io", "ms": { "lognormal": { "mean": 40.0, "cv": 0.3 } }, "service": "api" },
            { "kind": "cpu", "ms": 25.0, "gil": "released", "native_threads": 1 },
        ])
    );
    assert_eq!(
        json_of(
            "lock cache 1 ms\nblocking exp 0.02s on thread as \"read, write\",\n cpu 1.5s x4 call 500us nogil ,"
        ),
        json!([
            { "kind": "lock", "name": "cache", "ms": 1.0 },
            { "kind": "blocking_io", "ms": { "exponential": { "mean": 20.0 } }, "on": "thread", "name": "read, write" },
            { "kind": "cpu", "ms": 1500.0, "gil": "released", "native_threads": 4, "call_ms": 0.5 },
        ])
    );
    assert_eq!(json_of(" \n,"), json!([]));
}

#[test]
fn the_scenarios_and_the_pages_own_words_are_read_too() {
    assert_eq!(parse("blocking_io 3ms"), parse("blocking 3ms"));
    assert_eq!(parse("CPU 1 ms, IO 2 ms, Lock cache 1ms"), parse("cpu 1ms, io 2ms, lock cache 1ms"));
    assert_eq!(print(&parse("CPU 1 ms, BLOCKING_IO 2ms").unwrap()), "cpu 1ms, blocking 2ms");
}

#[test]
fn every_distribution_has_its_words() {
    let cases = [
        ("uniform 1..3ms", json!({ "uniform": { "min": 1.0, "max": 3.0 } })),
        ("uniform 250us..3ms", json!({ "uniform": { "min": 0.25, "max": 3.0 } })),
        ("pareto 5ms a1.5", json!({ "pareto": { "min": 5.0, "alpha": 1.5 } })),
        ("~40ms cv0.5", json!({ "lognormal": { "mean": 40.0, "cv": 0.5 } })),
        ("~40ms", json!({ "lognormal": { "mean": 40.0, "cv": 0.3 } })),
        ("exp 20ms", json!({ "exponential": { "mean": 20.0 } })),
        ("from 12ms 15ms 9s", json!({ "empirical": [12.0, 15.0, 9000.0] })),
        ("0ms", json!(0.0)),
    ];
    for (text, ms) in cases {
        let text = format!("io {text}");
        assert_eq!(json_of(&text)[0]["ms"], ms);
        assert_eq!(print(&parse(&text).unwrap()), text);
    }
}

#[test]
fn times_are_printed_in_the_shortest_unit() {
    let text = "cpu 1500ms, cpu 0.25ms call 1000us, cpu 0.5ms, cpu 20000ms nogil x1 call 0.001ms, cpu 3.25ms as \"a b\"";
    let printed = "cpu 1.5s, cpu 250us call 1ms, cpu 0.5ms, cpu 20s nogil call 1us, cpu 3.25ms as \"a b\"";
    assert_eq!(print(&parse(text).unwrap()), printed);
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let cases = [
        ("cpuu 3ms", "cpuu", "one of cpu, io, blocking, lock"),
        ("cpu 3ms, io", "", "a duration"),
        ("cpu 3", "3", "unit"),
        ("cpu 3min", "3min", "unit"),
        ("cpu fast", "fast", "duration"),
        ("cpu -3ms", "-3ms", "duration"),
        ("cpu 1e3ms", "1e3ms", "unit"),
        ("cpu 1.2.3ms", "1.2.3ms", "unit"),
        ("io 3ms @", "@", "name"),
        ("cpu 3ms @api", "@api", "io and blocking"),
        ("io 3ms nogil", "nogil", "cpu steps only"),
        ("lock a 3ms call 1ms", "call", "cpu steps only"),
        ("cpu 3ms x4", "x4", "nogil"),
        ("cpu 3ms nogil x4 x5", "x5", "twice"),
        ("cpu 3ms nogil xx", "xx", "setting"),
        ("io 3ms on core", "core", "loop, thread or process"),
        ("lock", "", "lock's name"),
        ("lock a 1ms as b", "as", "name already"),
        ("io uniform 3..1ms", "3..1ms", "shorter time first"),
        ("io uniform 3ms", "3ms", ".."),
        ("io pareto 3ms 1.5", "1.5", "a1.5"),
        ("io 3ms as \"x", "\"x", "not closed"),
        ("io 3ms as \"x\"y\"", "\"", "not closed"),
        ("io 3ms as \"x\"\"y\"", "\"x\"\"y\"", "after the closing quote"),
    ];
    for (text, place, words) in cases {
        let fault = parse(text).expect_err(text);
        assert!(fault.message.contains(words), "{text}: {}", fault.message);
        assert_eq!(&text[fault.from..fault.to], place, "{text}: {}", fault.message);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_printed_reads_back_as_the_same(steps in vec(arbitrary::any_step(), 0..6)) {
        let text = print(&steps);
        let read = parse(&text);
        prop_assert_eq!(read.as_ref().ok(), Some(&steps), "{}: {:?}", text, read);
    }

    #[test]
    fn any_text_is_read_or_pointed_at(text in "(cpu|io|lock|from|uniform|~|@|x|\\.\\.|ms|[0-9]|[\" ,\\\\µé]|as|on|\\PC){0,12}") {
        if let Err(fault) = parse(&text) {
            prop_assert!(fault.from <= fault.to);
            prop_assert!(text.get(fault.from..fault.to).is_some(), "{:?}", fault);
        }
    }
}
