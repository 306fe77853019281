//! Links that must stay readable for ever, the round trip, and what strangers may send.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::scenario::arbitrary::{self, CATALOGUE};
use crate::scenario::presets;

#[track_caller]
fn refused(link: &str, message: &str) {
    let error = parse(link, CATALOGUE).expect_err("this is no link");
    assert_eq!(error.to_string(), message);
}

/// Never change these: they stand in other people's pages.
const GOLDEN: &[(&str, &str)] = &[
    (
        "1.cores=2,task=a,n=1,m=sequential",
        r#"{"version":1,"name":"Untitled","machine":{"cores":2,"cpu_quota":null},"runtime":{"python":"3.14","switch_interval_ms":5,"import_ms":0,"resident_bytes":0,"costs":{}},"workload":[{"name":"a","tasks":1,"arrival":{"kind":"batch"},"steps":[],"payload":{"arguments_bytes":0,"result_bytes":0,"kind":"bytes"},"timeout_ms":null,"retries":0}],"order":"interleave","services":[],"models":[{"kind":"sequential"}],"run":{"seed":1,"replications":1,"until":{"kind":"all_done"}}}"#,
    ),
    (
        "1.name=Na.C3.AFve_.26_co.2E,cores=4,quota=1.5,py=3.12,switch=0.5ms,import=20ms,order=shuffle,seed=7,\
         reps=3,until=duration_10000ms,gil_handoff_us=30.5,service=db_pool,limit=5,rate=100,task=a,n=10,\
         arrive=closed_20_100ms,in=2000,out=500,data=dicts,timeout=900ms,retries=2,cpu=5ms,\
         gil=released,call=1ms,native=4,io=lognormal_40ms_0.3,at=db_pool,as=query,on=loop,\
         lock=exponential_1ms,as=cache,m=prefork,p=2,inner=threads,w=8",
        r#"{"version":1,"name":"Naïve & co.","machine":{"cores":4,"cpu_quota":1.5},"runtime":{"python":"3.12","switch_interval_ms":0.5,"import_ms":20,"costs":{"gil_handoff_us":30.5}},"workload":[{"name":"a","tasks":10,"arrival":{"kind":"closed","clients":20,"think_ms":100},"steps":[{"kind":"cpu","ms":5,"gil":"released","call_ms":1,"native_threads":4},{"kind":"io","ms":{"lognormal":{"mean":40,"cv":0.3}},"service":"db pool","name":"query","on":"loop"},{"kind":"lock","ms":{"exponential":{"mean":1}},"name":"cache"}],"payload":{"arguments_bytes":2000,"result_bytes":500,"kind":"dicts"},"timeout_ms":900,"retries":2}],"order":"shuffle","services":[{"name":"db pool","concurrency":5,"rate_per_s":100}],"models":[{"kind":"prefork","processes":2,"inner":{"kind":"threads","workers":8}}],"run":{"seed":7,"replications":3,"until":{"kind":"duration","ms":10000}}}"#,
    ),
    (
        "1.cores=8,task=a,n=3,arrive=poisson_0.5,cpu=uniform_1ms_3ms,blocking_io=pareto_5ms_1.5,\
         io=empirical_12ms_15.25ms_90ms,m=processes,w=4,start=spawn,chunk=10,child=25,m=asyncio,c=48,m=asyncio",
        r#"{"version":1,"name":"Untitled","machine":{"cores":8},"workload":[{"name":"a","tasks":3,"arrival":{"kind":"poisson","rate_per_s":0.5},"steps":[{"kind":"cpu","gil":"held","ms":{"uniform":{"min":1,"max":3}}},{"kind":"blocking_io","ms":{"pareto":{"min":5,"alpha":1.5}}},{"kind":"io","ms":{"empirical":[12,15.25,90]}}]}],"models":[{"kind":"processes","workers":4,"start_method":"spawn","chunksize":10,"max_tasks_per_child":25},{"kind":"asyncio","concurrency":48},{"kind":"asyncio"}]}"#,
    ),
];

#[test]
fn links_of_version_1_keep_their_meaning() {
    for (link, json) in GOLDEN {
        let value = serde_json::from_str(json).unwrap();
        let scenario = read::read(&value, CATALOGUE).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(parse(link, CATALOGUE).as_ref(), Ok(&scenario), "{link}");
        assert_eq!(print(&scenario), *link);
    }
}

#[test]
fn packed_links_of_version_1_keep_their_meaning() {
    let packed = "1z.VccxCoAwEATAD20TQbHZxxzxQNFEzV7w-9paTj6biwPCtNNQmZCvzrEIhfK7e43Njg-xNrdFeDj_lKYXz";
    let body = "1.cores=2,task=a,n=1,cpu=5ms,m=sequential,m=threads,w=8,m=threads,w=16";
    assert!(parse(packed, CATALOGUE).is_ok());
    assert_eq!(parse(packed, CATALOGUE), parse(body, CATALOGUE));
}

/// Links as they were given out, each with the whole scenario that it stood for, defaults and all. Lines are added to the
/// file and never changed; what a later contract adds to a scenario is not in them.
const GIVEN_OUT: &str = include_str!("golden.jsonl");

/// Whether all that was meant is still there and the same.
fn holds(meant: &Value, read: &Value) -> bool {
    match (meant, read) {
        (Value::Object(meant), Value::Object(read)) => {
            meant.iter().all(|(key, value)| read.get(key).is_some_and(|other| holds(value, other)))
        }
        (Value::Array(meant), Value::Array(read)) => {
            meant.len() == read.len() && meant.iter().zip(read).all(|(meant, read)| holds(meant, read))
        }
        (Value::Number(meant), Value::Number(read)) => meant.as_f64() == read.as_f64(),
        _ => meant == read,
    }
}

#[test]
fn links_that_were_given_out_keep_their_scenarios() {
    let lines: Vec<Value> = GIVEN_OUT.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for version in VERSIONS {
        let own = |line: &&Value| line["link"].as_str().is_some_and(|link| link.starts_with(version.mark));
        assert!(lines.iter().filter(own).count() >= 5, "version {} has links in the file", version.mark);
    }
    for line in &lines {
        let link = line["link"].as_str().unwrap();
        let read = parse(link, &crate::models::catalogue()).unwrap_or_else(|fault| panic!("{link}: {fault}"));
        let read = serde_json::to_value(read).unwrap();
        assert!(holds(&line["scenario"], &read), "{link} meant {}, but is read as {read}", line["scenario"]);
    }
}

#[test]
fn what_differs_from_what_was_meant_is_seen() {
    let meant = serde_json::json!({ "a": [1, { "b": null }] });
    assert!(holds(&meant, &serde_json::json!({ "a": [1.0, { "b": null, "new": 1 }], "c": 2 })));
    for other in
        [r#"{}"#, r#"{"a":[1]}"#, r#"{"a":[2,{"b":null}]}"#, r#"{"a":[1,{"b":0}]}"#, r#"{"a":[1,{}]}"#]
    {
        assert!(!holds(&meant, &serde_json::from_str(other).unwrap()), "{other}");
    }
}

#[test]
fn every_preset_has_a_link_that_reads_back() {
    for preset in presets::all() {
        let scenario = preset.scenario();
        let link = print(&scenario);
        assert_eq!(parse(&link, &crate::models::catalogue()), Ok(scenario), "{link}");
        assert!(link.len() < 620, "{} has {} bytes", preset.id, link.len());
    }
}

#[test]
fn people_can_write_links() {
    let short = parse("1.task=fetch,cores=4,n=48,cpu=250us,io=2s,m=threads,m=asyncio", CATALOGUE).unwrap();
    assert_eq!(short.models[0].workers, Some(8));
    assert_eq!(print(&short), "1.cores=4,task=fetch,n=48,cpu=0.25ms,io=2000ms,m=threads,w=8,m=asyncio");
}

#[test]
fn what_is_wrong_is_told() {
    refused("", "the link must begin with \"1.\" or \"1z.\"");
    refused("2.cores=1", "the link must begin with \"1.\" or \"1z.\"");
    refused("1.", "\"\" in the link must be key=value");
    refused("1.cores=4,speed=2", "\"speed=2\" in the link has a key that is not known");
    refused("1.cores=4,cores=8", "\"cores=8\" in the link is given twice");
    refused("1.cpu=1ms", "\"cpu=1ms\" in the link must come after a task");
    refused("1.w=1", "\"w=1\" in the link must come after a model");
    refused("1.inner=threads", "\"inner=threads\" in the link must come after a model");
    refused("1.cores=1e3", "\"cores=1e3\" in the link must be a number");
    refused("1.cores=-1", "\"cores=-1\" in the link must be a number");
    refused("1.switch=soon", "\"switch=soon\" in the link must be a duration such as 5ms");
    refused("1.until=never", "\"until=never\" in the link must begin with one of all_done, duration");
    let text = "must be letters, digits and -, with _ for a space and .XX for any other byte";
    refused("1.name=a%20b", &format!("\"name=a%20b\" in the link {text}"));
    refused("1.name=.C3", &format!("\"name=.C3\" in the link {text}"));
    let parts = "must have 2 parts after lognormal: mean, cv";
    refused("1.task=a,cpu=lognormal_1ms", &format!("\"cpu=lognormal_1ms\" in the link {parts}"));
    let Err(LinkError::Scenario(problems)) = parse("1.cores=0,task=a,n=1,m=sequential", CATALOGUE) else {
        panic!("no machine has no cores");
    };
    assert_eq!(problems[0].path, "machine.cores");
}

#[test]
fn long_and_packed_links_are_bounded() {
    let long = format!("1.{}", "a".repeat(MAX_LENGTH));
    assert_eq!(parse(&long, CATALOGUE), Err(LinkError::TooLong(MAX_LENGTH + 2)));
    let bomb = format!("1z.{}z", packed::pack(&"a".repeat(1 << 20)));
    assert!(bomb.len() < MAX_LENGTH);
    assert_eq!(parse(&bomb, CATALOGUE), Err(LinkError::Damaged));
    let most = format!("1z.{}z", packed::pack(&"a".repeat(64 << 10)));
    assert!(matches!(parse(&most, CATALOGUE), Err(LinkError::Entry { .. })));
    let nested = format!("1.cores=1,m=prefork{}", ",inner=prefork".repeat(250));
    assert!(matches!(parse(&nested, CATALOGUE), Err(LinkError::Entry { .. })));
}

proptest! {
    #[test]
    fn reading_what_was_printed_gives_the_same(scenario in arbitrary::scenario()) {
        let link = print(&scenario);
        prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_=,".contains(&b)), "{}", link);
        prop_assert!(link.ends_with(|c: char| c.is_ascii_alphanumeric()), "{}", link);
        if link.len() <= MAX_LENGTH {
            prop_assert_eq!(parse(&link, CATALOGUE), Ok(scenario));
        } else {
            prop_assert_eq!(parse(&link, CATALOGUE), Err(LinkError::TooLong(link.len())));
        }
    }

    #[test]
    fn a_link_that_was_read_prints_canonically(scenario in arbitrary::scenario(), cut in any::<prop::sample::Index>()) {
        let link = format!("1.{}", grammar::print(&scenario));
        let cut = &link[..cut.index(link.len())];
        if let Ok(read) = parse(cut, CATALOGUE) {
            prop_assert_eq!(parse(&print(&read), CATALOGUE), Ok(read));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(1[.z-])?[.]?(\\PC|[a-z0-9=,_.]){0,60}") {
        if let Err(error) = parse(&text, CATALOGUE) {
            prop_assert!(!error.to_string().is_empty());
            prop_assert!(!error.problems().is_empty());
        }
    }

    #[test]
    fn any_entries_are_read_or_refused(
        entries in prop::collection::vec(
            (prop::sample::select(vec![
                "name", "cores", "until", "service", "limit", "task", "n", "arrive", "data", "cpu", "io", "gil",
                "at", "m", "w", "inner", "gil_handoff_us",
            ]), "(batch|closed_|all_done|duration|lognormal_|empirical|[0-9.]{1,9}|[a-z_]{0,4}){0,3}"),
            0..12,
        ),
    ) {
        let body: Vec<String> = entries.iter().map(|(key, text)| format!("{key}={text}")).collect();
        let link = format!("1.{}", body.join(","));
        if let Ok(read) = parse(&link, CATALOGUE) {
            prop_assert_eq!(parse(&print(&read), CATALOGUE), Ok(read));
        }
    }
}
