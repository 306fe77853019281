//! Pictures by their address: there is always one, it stands by itself, and is asked for once.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use simulator::scenario::{link, presets};

use crate::support::{Client, Reply, scenario};

fn known() -> String {
    link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario())
}

/// Width and height of a PNG.
fn size(reply: &Reply) -> (u32, u32) {
    assert_eq!(reply.bytes[..8], *b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(reply.bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
async fn an_svg_shows_every_model_and_needs_nothing_else() {
    let reply = Client::new().get(&format!("/x/{}.svg", known())).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], "image/svg+xml; charset=utf-8");
    assert_eq!(reply.headers["access-control-allow-origin"], "*");
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
    for told in ["Sequential", "Threads", "asyncio", "prefers-color-scheme:dark", "Fetch, parse, score"] {
        assert!(reply.text.contains(told), "{told}");
    }
    assert!(reply.text.len() < 100_000, "{} bytes", reply.text.len());
}

#[tokio::test]
async fn a_theme_is_as_asked_for() {
    let client = Client::new();
    for (theme, colour, other) in [("light", "#d07c00", "#f2a63b"), ("dark", "#f2a63b", "#d07c00")] {
        let svg = client.get(&format!("/x/{}.svg?theme={theme}", known())).await.text;
        assert!(svg.contains(colour) && !svg.contains(other) && !svg.contains("@media"), "{theme}");
    }
}

#[tokio::test]
async fn a_png_has_the_size_that_was_asked_for() {
    let client = Client::new();
    for (query, expected) in [
        ("?view=card", (1200, 630)),
        ("?view=card&w=600&h=315", (600, 315)),
        ("?view=card&scale=2", (2400, 1260)),
        ("?w=800&h=400", (800, 400)),
    ] {
        let reply = client.get(&format!("/x/{}.png{query}", known())).await;
        assert_eq!((reply.status.as_u16(), size(&reply)), (200, expected), "{query}");
        assert_eq!(reply.headers["content-type"], "image/png");
        let most = if query.contains("scale") { 600_000 } else { 300_000 };
        assert!(reply.bytes.len() < most, "{query}: {} bytes", reply.bytes.len());
    }
    assert_eq!(size(&client.get(&format!("/x/{}.png", known())).await).0, 960);
}

#[tokio::test]
async fn a_link_that_cannot_be_read_is_a_picture_that_says_so() {
    let client = Client::new();
    let long = format!("1.{}", "a".repeat(6_000));
    for link in ["nonsense", "1.cores=0,m=threads", "1z.AAAAz", "%ff%00", "a/b/c", "", &long] {
        let svg = client.get(&format!("/x/{link}.svg")).await;
        assert_eq!(svg.status, 200, "{link}");
        assert!(svg.text.contains("cannot be read"), "{link}: {}", svg.text);
        assert!(!svg.headers.contains_key("etag"));
        assert_eq!(svg.headers["cache-control"], "public, max-age=60");
        assert!(svg.headers["x-scenario-error"].to_str().unwrap().contains("cannot be read"));
        assert!(size(&client.get(&format!("/x/{link}.png?view=card")).await) == (1200, 630), "{link}");
    }
}

#[tokio::test]
async fn a_server_that_is_busy_or_small_answers_with_a_picture_too() {
    let busy = Client::with(|limits| {
        limits.concurrency = 0;
        limits.patience = std::time::Duration::ZERO;
    });
    let reply = busy.get(&format!("/x/{}.svg", known())).await;
    assert_eq!((reply.status.as_u16(), reply.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert!(reply.text.contains("busy"));
    let small = Client::with(|limits| limits.events = 10.0);
    let reply = small.get(&format!("/x/{}.svg", known())).await;
    assert!(reply.status == 200 && reply.text.contains("10 events"), "{}", reply.text);
}

#[tokio::test]
async fn who_has_a_picture_is_told_so_before_anything_is_worked_out() {
    let address = format!("/x/{}.png?view=card", known());
    let first = Client::new().get(&address).await;
    let tag = first.headers["etag"].to_str().unwrap();
    assert!(tag.starts_with('"'), "a strong tag: {tag}");
    // This server could not work anything out.
    let busy = Client::with(|limits| {
        limits.concurrency = 0;
        limits.patience = std::time::Duration::ZERO;
    });
    let again = Request::get(&address).header("if-none-match", tag).body(Body::empty()).unwrap();
    let again = busy.send(again).await;
    assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
    let other = client_tag("?view=card&theme=dark").await;
    assert_ne!(tag, other, "another picture has another tag");
}

async fn client_tag(query: &str) -> String {
    let reply = Client::new().get(&format!("/x/{}.png{query}", known())).await;
    reply.headers["etag"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_picture_is_the_same_bytes_every_time() {
    let address = format!("/x/{}.png?view=card&theme=dark", known());
    let (one, other) = (Client::new().get(&address).await, Client::new().get(&address).await);
    assert!(one.bytes == other.bytes);
}

#[tokio::test]
async fn hostile_names_are_drawn_and_nothing_else() {
    let client = Client::new();
    for name in
        ["</text><script>alert(1)</script>", "\u{202e}\u{5d0}\u{5d1}", "\u{1f600} 中文 naïve", "&amp;&#0;\"'"]
    {
        let mut wanted = scenario();
        wanted["name"] = json!(name);
        wanted["workload"][0]["name"] = json!(name);
        let link = link::print(&simulator::parse(&wanted.to_string()).unwrap());
        let svg = client.get(&format!("/x/{link}.svg")).await.text;
        assert!(!svg.contains("<script") && !svg.contains('\u{202e}'), "{name}");
        assert!(size(&client.get(&format!("/x/{link}.png")).await).1 > 200, "{name}");
    }
}
