//! The pages as they leave the server: complete without JavaScript, protected, cached rightly.

use crate::support::Client;

#[tokio::test]
async fn the_page_shows_its_results_before_any_script_runs() {
    let reply = Client::new().get("/").await;
    assert_eq!(reply.status, 200);
    for text in ["<!DOCTYPE html>", "lang=\"en\"", "name=\"viewport\"", "Sequential", "asyncio"] {
        assert!(reply.text.contains(text), "{text} is not in the page");
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
async fn an_address_that_does_not_exist_says_so() {
    assert_eq!(Client::new().get("/nowhere").await.status, 404);
    assert_eq!(Client::new().get("/pkg/nothing.js").await.status, 404);
}
