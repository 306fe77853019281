//! The pages as they leave the server: complete without JavaScript, protected, cached rightly.

use axum::body::Body;
use axum::http::Request;
use simulator::models;
use simulator::scenario::{link, presets};

use crate::support::Client;
use crate::validation::ready;

#[tokio::test]
async fn the_page_shows_its_results_before_any_script_runs() {
    let reply = Client::new().get("/").await;
    assert_eq!(reply.status, 200);
    for text in ["<!DOCTYPE html>", "lang=\"en\"", "name=\"viewport\"", "Sequential", "asyncio"] {
        assert!(reply.text.contains(text), "{text} is not in the page");
    }
}

#[test]
fn a_page_is_sent_whole_by_whatever_thread() {
    let client = Client::new();
    for path in ["/", "/presets", "/validation", "/privacy", "/s/1.m=threads", "/nowhere"] {
        assert!(client.send_from_another_thread(path) > 500, "{path}");
    }
}

#[tokio::test]
async fn the_page_says_where_scripts_may_come_from() {
    let reply = Client::new().get("/").await;
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    assert!(!policy.contains("unsafe-eval'") || policy.contains("'wasm-unsafe-eval'"));
    assert!(policy.contains("script-src 'self' 'nonce-"), "{policy}");
    for script in reply.text.split("<script").skip(1) {
        assert!(script.starts_with(&format!(" nonce=\"{nonce}\"")) || script.contains(nonce), "{script}");
    }
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_reader_who_has_a_page_is_told_so() {
    let client = Client::new();
    // Until the measured cases are replayed, a page is another from one moment to the next.
    ready(&client, "/validation").await;
    for path in ["/", "/presets", "/privacy"] {
        let first = client.get(path).await;
        assert_eq!(first.headers["cache-control"], "private, no-cache", "{path}");
        let ask = |tag: &str| Request::get(path).header("if-none-match", tag).body(Body::empty()).unwrap();
        let known = client.send(ask(first.headers["etag"].to_str().unwrap())).await;
        assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0), "{path}");
        assert!(!known.headers.contains_key("content-security-policy"), "it has the nonce that it came with");
        assert_eq!(client.send(ask("W/\"0\"")).await.status, 200);
    }
    assert!(!client.get("/s/nonsense").await.headers.contains_key("etag"));
}

#[tokio::test]
async fn what_is_kept_is_told_and_found_from_the_workbench() {
    let client = Client::new();
    let reply = client.get("/privacy").await;
    assert_eq!(reply.status, 200);
    assert!(reply.text.contains("<h1>Nothing is kept</h1>"));
    assert!(reply.headers.get("set-cookie").is_none());
    assert!(client.get("/").await.text.contains("<a href=\"/privacy\">"));
}

#[tokio::test]
async fn an_address_that_does_not_exist_says_so() {
    assert_eq!(Client::new().get("/nowhere").await.status, 404);
    assert_eq!(Client::new().get("/pkg/nothing.js").await.status, 404);
}

#[tokio::test]
async fn a_permalink_shows_its_scenario() {
    let client = Client::new();
    for preset in presets::all() {
        let scenario = preset.scenario();
        let reply = client.get(&format!("/s/{}", link::print(&scenario))).await;
        assert_eq!(reply.status, 200, "{}", preset.id);
        let label = scenario.models[0].label(&models::catalogue());
        assert!(reply.text.contains(&label), "{}", preset.id);
    }
}

/// Also without JavaScript; and what is refused is not taken for a script.
#[tokio::test]
async fn commands_name_the_site_that_the_page_was_asked_of() {
    let asked = Request::get("/").header("host", "lockstep.example").header("x-forwarded-proto", "https");
    let page = Client::new().send(asked.body(Body::empty()).unwrap()).await.text;
    let command = "curl -fsS 'https://lockstep.example/run/1.";
    assert!(page.contains(command), "{command}");
    let trace = "https://ui.perfetto.dev/#!/?url=https%3A%2F%2Flockstep.example%2Fx%2F1.";
    assert!(page.contains(trace), "{trace}");
}

#[tokio::test]
async fn a_permalink_that_is_broken_says_so() {
    let long = format!("1.{}", "a".repeat(5_000));
    for link in ["nonsense", "1.", "1.cores=0", "1z.AAAAz", "9.cores=4", &long] {
        let reply = Client::new().get(&format!("/s/{link}")).await;
        assert_eq!(reply.status, 422, "{link}");
        assert!(reply.text.contains("<!DOCTYPE html>"), "{link}");
    }
}
