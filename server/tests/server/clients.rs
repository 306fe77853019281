//! How often one client may ask: who asks too often is told when to come again, and pictures never are.

use serde_json::Value;
use server::config::Config;
use simulator::scenario::{link, presets};

use crate::socket::Site;

/// Behind a proxy on this machine, a client may ask twelve times at once.
fn few(config: &mut Config) {
    config.clients.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    config.clients.rate_per_s = 1;
    config.clients.burst = 12;
}

fn from(address: &str) -> String {
    format!("x-forwarded-for: {address}\r\n")
}

#[test]
fn who_asks_too_often_is_told_when_to_come_again() {
    let site = Site::open(few);
    let answers: Vec<_> = (0..20).map(|_| site.get("/api/v1/presets", &from("192.0.2.1"))).collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count().min(12), 12);
    let refused = answers.iter().find(|answer| answer.status == 429).expect("nobody is refused");
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    let told: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(told["passing"], true);
    assert_eq!(site.get("/api/v1/presets", &from("192.0.2.2")).status, 200, "each client has its own");
    let spoofed = site.get("/api/v1/presets", &from("203.0.113.7, 192.0.2.1"));
    assert_eq!(spoofed.status, 429, "what a client says of itself is not believed");
}

#[test]
fn pictures_files_and_health_are_never_refused() {
    let site = Site::open(few);
    let link = link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario());
    let picture = format!("/x/{link}.svg");
    while site.get("/api/v1/presets", &from("192.0.2.1")).status != 429 {}
    for path in [picture.as_str(), "/x/1.nonsense.png", "/favicon.svg", "/embed.js", "/healthz", "/readyz"] {
        for _ in 0..15 {
            assert_eq!(site.get(path, &from("192.0.2.1")).status, 200, "{path}");
        }
    }
    // A second gives another request: asked often enough, the page is refused too.
    let page = loop {
        let page = site.get("/", &from("192.0.2.1"));
        if page.status == 429 {
            break page;
        }
    };
    assert!(page.body.starts_with("<!DOCTYPE html>"), "{}", page.body);
}

#[test]
fn a_frame_shows_why_it_was_refused() {
    let site = Site::open(few);
    let link = link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario());
    for path in [format!("/embed/{link}"), format!("/live/{link}")] {
        let refused = loop {
            let frame = site.get(&path, &from("192.0.2.1"));
            if frame.status == 429 {
                break frame;
            }
        };
        assert!(refused.body.contains("Too many requests"), "{}", refused.body);
        let policy = refused.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(refused.header("cross-origin-embedder-policy"), Some("credentialless"), "{path}");
        assert_eq!(refused.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
    }
}

#[test]
fn this_machine_itself_is_not_limited() {
    let site = Site::open(few);
    for _ in 0..30 {
        assert_eq!(site.get("/api/v1/presets", "").status, 200);
    }
}
