//! What others show of a link: the tags of its page, what oEmbed tells of it, and the page for frames.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use simulator::scenario::{link, presets};

use crate::support::{Client, Reply};

fn known() -> String {
    link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario())
}

async fn get(path: &str) -> Reply {
    let request = Request::get(path).header("host", "lockstep.example").header("x-forwarded-proto", "https");
    Client::new().send(request.body(Body::empty()).unwrap()).await
}

/// The contents of a page's `meta` tags of one name or property.
fn content(page: &str, name: &str) -> Option<String> {
    let tag = page.split("<meta ").find(|tag| tag.contains(&format!("\"{name}\"")))?;
    let (_, rest) = tag.split('>').next()?.split_once("content=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

#[tokio::test]
async fn a_page_has_a_card_with_its_own_picture() {
    for path in ["/".to_owned(), format!("/s/{}", known())] {
        let page = get(&path).await.text;
        let of = |name: &str| content(&page, name).unwrap_or_else(|| panic!("{name} is not in {path}"));
        assert_eq!(of("og:title"), "Fetch, parse, score");
        assert_eq!(of("og:url"), format!("https://lockstep.example/s/{}", known()));
        assert_eq!((of("og:image:width"), of("og:image:height")), ("1200".to_owned(), "630".to_owned()));
        assert_eq!(of("twitter:card"), "summary_large_image");
        assert!(of("og:description").chars().count() <= 200 && !of("og:description").is_empty());
        assert!(of("og:image:alt").contains("Sequential "), "the result in words: {}", of("og:image:alt"));
        let head = &page[..page.find("og:image:alt").unwrap()];
        assert!(head.len() < 16_000, "some readers stop after 16 KB");
        let picture = of("og:image");
        let picture = picture.strip_prefix("https://lockstep.example").unwrap().replace("&amp;", "&");
        let picture = get(&picture).await;
        assert_eq!(
            (picture.status.as_u16(), picture.headers["content-type"].to_str().unwrap()),
            (200, "image/png")
        );
    }
}

#[tokio::test]
async fn the_page_leads_to_oembed_and_that_to_a_frame_that_is_there() {
    let page = get(&format!("/s/{}", known())).await.text;
    let (_, rest) = page.split_once("application/json+oembed").unwrap();
    let (_, rest) = rest.split_once("href=\"https://lockstep.example").unwrap();
    let told = get(&rest.split('"').next().unwrap().replace("&amp;", "&")).await;
    assert_eq!(
        (told.status.as_u16(), told.headers["content-type"].to_str().unwrap()),
        (200, "application/json")
    );
    let told = told.json();
    assert_eq!((&told["type"], &told["version"]), (&Value::from("rich"), &Value::from("1.0")));
    assert!(told["width"].is_u64() && told["height"].is_u64());
    let html = told["html"].as_str().unwrap();
    assert!(html.len() < 4_000 && html.contains("width=\"100%\""), "{html}");
    let (_, frame) = html.split_once("src=\"https://lockstep.example").unwrap();
    assert_eq!(get(frame.split('"').next().unwrap()).await.status, 200);
    let picture = told["thumbnail_url"].as_str().unwrap().strip_prefix("https://lockstep.example").unwrap();
    assert_eq!(get(picture).await.status, 200);
}

#[tokio::test]
async fn oembed_keeps_to_sizes_formats_and_its_own_addresses() {
    let ask = async |query: &str| {
        get(&format!("/oembed?url=https%3A%2F%2Flockstep.example%2Fs%2F{}{query}", known())).await
    };
    let small = ask("&maxwidth=500&maxheight=300").await.json();
    for (key, most) in [("width", 500), ("height", 300), ("thumbnail_width", 500), ("thumbnail_height", 300)]
    {
        assert!(small[key].as_u64().unwrap() <= most, "{small}");
    }
    let tiny = ask("&maxwidth=100").await.json();
    assert!(tiny["thumbnail_url"].is_null() && tiny["thumbnail_width"].is_null(), "all three or none");
    let xml = ask("&format=xml").await;
    assert_eq!(xml.headers["content-type"], "text/xml; charset=utf-8");
    assert!(xml.text.contains("<type>rich</type>") && xml.text.contains("&lt;iframe"), "{}", xml.text);
    assert_eq!(ask("&format=yaml").await.status, 501);
    assert_eq!(ask("&maxwidth=wide").await.status, 400);
    for other in
        ["https%3A%2F%2Fother.example%2Fs%2F1.", "https%3A%2F%2Flockstep.example%2Fs%2Fnonsense", "x"]
    {
        assert_eq!(get(&format!("/oembed?url={other}")).await.status, 404, "{other}");
    }
}

#[tokio::test]
async fn a_frame_is_whole_without_scripts_and_may_stand_anywhere() {
    let frame = get(&format!("/embed/{}?theme=dark", known())).await;
    assert_eq!(frame.status, 200);
    let policy = frame.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!frame.headers.contains_key("x-frame-options") && !frame.headers.contains_key("set-cookie"));
    assert!(frame.text.len() < 60_000, "{} bytes", frame.text.len());
    for told in ["<svg", "<table>", "Sequential", "Open in Lockstep", "https://lockstep.example/s/"] {
        assert!(frame.text.contains(told), "{told}");
    }
    assert_eq!(frame.text.matches("<script").count(), 1);
    let (_, script) = frame.text.split_once("<script src=\"https://lockstep.example").unwrap();
    let script = get(script.split('"').next().unwrap()).await;
    assert_eq!(script.headers["content-type"], "text/javascript; charset=utf-8");
    let page = get(&format!("/s/{}", known())).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'self'"), "only the embed may: {policy}");
}

#[tokio::test]
async fn a_frame_leads_to_the_workbench_in_its_own_place() {
    let frame = get(&format!("/embed/{}?theme=dark", known())).await;
    let (_, live) = frame.text.split_once("id=\"live\" href=\"https://lockstep.example").unwrap();
    let live = get(live.split('"').next().unwrap()).await;
    assert_eq!(live.status, 200);
    let html = live.text.split_once("<head>").unwrap().0;
    assert!(html.contains("data-framed") && html.contains("data-theme=\"dark\""), "{html}");
    assert!(live.text.contains("<base target=\"_blank\""), "other pages open beside the one around");
    let page = get(&format!("/s/{}", known())).await;
    assert!(!page.text.split_once("<head>").unwrap().0.contains("data-framed"));
    assert!(!page.text.contains("<base"));
}

#[tokio::test]
async fn a_frame_that_cannot_be_had_says_why() {
    let frame = get("/embed/1.cores=0,m=threads").await;
    assert_eq!(frame.status, 422);
    assert!(frame.text.contains("cannot be read") && frame.text.contains("cores"), "{}", frame.text);
    assert!(frame.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
    let again = get(&format!("/embed/{}", known())).await;
    let tag = again.headers["etag"].to_str().unwrap();
    let request = Request::get(format!("/embed/{}", known())).header("host", "lockstep.example");
    let request = request.header("x-forwarded-proto", "https").header("if-none-match", tag);
    assert_eq!(Client::new().send(request.body(Body::empty()).unwrap()).await.status, 304);
}
