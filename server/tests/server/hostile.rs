//! Names from strangers, wherever they are shown: each answer is read by the rules of its format, holds the name as text
//! and nothing that could run; or the name is refused at its path.

use app::picture::clean;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use simulator::Scenario;
use simulator::scenario::link;

use crate::code::{faults, programs};
use crate::markup::{document, drawing, harmless, texts};
use crate::protobuf::Message;
use crate::scripts::compiles;
use crate::support::{Client, Reply};

/// Names that mean something to one reader or another, and are allowed.
const NAMES: [&str; 19] = [
    "</title></script></style><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "]]><!-- --><?php echo 1 ?><![CDATA[",
    "javascript:alert(1)",
    "&lt;b&gt; &#60;script&#62; &amp;amp;",
    "{{7*7}} ${7*7} <%= 7 %> #{7} {x}",
    "\u{202e}gpj.exe \u{2066}x\u{2069}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{5d0}\u{5d1} a\u{301}\u{302}\u{303}",
    "=1+1",
    "@SUM(A1)",
    "+1 -1",
    "-2+3 | cmd",
    "a | b `c` ![d](javascript:e) [f](g) # h ~~i~~ <j@k.l> https://m.example",
    "- [ ] 1. > *x* _y_ $z$ \\",
    "\"\"\" ''' \\ {x!r} %s \\N{DIGIT ONE} \\x41 \\u0041 \\",
    "'); __import__('os').abort() #",
    "line\u{2028}para\u{2029}end\u{feff}",
    "..%2f..%00%0d%0aSet-Cookie:%20a=b",
];

/// A scenario with a name in each place that has one.
fn named(name: &str) -> Value {
    json!({
        "version": 1, "name": name, "machine": { "cores": 2 },
        "services": [{ "name": name, "concurrency": 2 }],
        "workload": [{ "name": name, "tasks": 6, "steps": [
            { "kind": "cpu", "ms": 1, "name": name },
            { "kind": "io", "ms": 5, "service": name, "name": name },
            { "kind": "lock", "ms": 0.5, "name": name },
        ] }],
        "models": [
            { "kind": "sequential" }, { "kind": "threads", "workers": 2 }, { "kind": "thread_per_task" },
            { "kind": "free_threads", "workers": 2 }, { "kind": "processes", "workers": 2 },
            { "kind": "interpreters", "workers": 2 }, { "kind": "asyncio" }, { "kind": "asyncio_threads" },
            { "kind": "asyncio_processes", "workers": 2 },
            { "kind": "prefork", "processes": 2, "inner": { "kind": "threads", "workers": 2 } },
        ],
    })
}

fn read(name: &str) -> (Scenario, String) {
    let scenario = simulator::parse(&named(name).to_string()).unwrap_or_else(|p| panic!("{name}: {p:?}"));
    let link = link::print(&scenario);
    (scenario, link)
}

async fn got(client: &Client, path: &str) -> Reply {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply
}

fn select(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect()).collect()
}

#[tokio::test]
async fn a_page_shows_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let reply = got(&client, &format!("/s/{link}")).await;
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        let html = Html::parse_document(&reply.text);
        harmless(&html, |script| script.attr("nonce") == Some(nonce));
        assert_eq!(
            select(&html, "script").len(),
            select(&read_page(&client).await, "script").len(),
            "{name}"
        );
        let texts = texts(&html);
        for shown in [name, &clean(name)] {
            assert!(texts.iter().any(|text| text.contains(shown)), "{shown} is not in the page");
        }
        let data: Value = serde_json::from_str(&select(&html, "script[type='application/json']")[0]).unwrap();
        assert!(data.to_string().contains(&json!(name).to_string()), "{name}");
    }
}

async fn read_page(client: &Client) -> Html {
    Html::parse_document(&got(client, &format!("/s/{}", read("plain").1)).await.text)
}

#[tokio::test]
async fn a_frame_shows_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let html = Html::parse_document(&got(&client, &format!("/embed/{link}")).await.text);
        harmless(&html, |script| script.attr("src") == Some("http://localhost/embed/frame.js"));
        assert_eq!(select(&html, "script"), [""]);
        assert_eq!(select(&html, "head title"), [clean(name)]);
        assert_eq!(select(&html, "header p")[0], clean(name));
        assert_eq!(select(&html, "tbody tr").len(), 10, "{name}");
    }
}

#[tokio::test]
async fn pictures_hold_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        for query in ["", "?view=card", "?theme=dark&w=320&h=160"] {
            let svg = got(&client, &format!("/x/{link}.svg{query}")).await;
            assert_eq!(drawing(&svg.text), clean(name), "{name}");
        }
        let png = got(&client, &format!("/x/{link}.png?w=320")).await;
        let drawn = png::Decoder::new(std::io::Cursor::new(&png.bytes)).read_info().unwrap();
        assert!(drawn.info().height > 400, "{name}: a row for each model");
    }
}

#[tokio::test]
async fn oembed_tells_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let path = format!("/oembed?url=http%3A%2F%2Flocalhost%2Fs%2F{link}");
        let told = got(&client, &path).await.json();
        let xml = got(&client, &format!("{path}&format=xml")).await.text;
        let xml = roxmltree::Document::parse(&xml).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let of =
            |key: &str| xml.descendants().find(|node| node.has_tag_name(key)).and_then(|node| node.text());
        for key in ["title", "html", "thumbnail_url"] {
            assert_eq!(of(key), told[key].as_str(), "{key} in both");
        }
        assert_eq!(told["title"], json!(clean(name)));
        let html = Html::parse_fragment(told["html"].as_str().unwrap());
        harmless(&html, |_| false);
        let frame = Selector::parse("html > *").unwrap();
        let all: Vec<_> = html.select(&frame).map(|element| element.value()).collect();
        assert_eq!(
            (all.len(), all[0].name(), all[0].attr("title")),
            (1, "iframe", Some(clean(name).as_str()))
        );
    }
}

#[tokio::test]
async fn tables_and_reports_hold_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (scenario, link) = read(name);
        let report = got(&client, &format!("/x/{link}.json")).await.json();
        assert_eq!(report["scenario"]["workload"][0]["name"], json!(name));
        let csv = got(&client, &format!("/x/{link}.csv")).await;
        let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .from_reader(csv.bytes.as_slice())
            .records()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows.len(), scenario.models.len());
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '@', '\t', '\r']), "{cell} is a formula");
        }
        let (heading, rows) = document(&got(&client, &format!("/x/{link}.md")).await.text);
        assert_eq!(heading, clean(name), "{name}");
        assert!(rows.len() == 11 && rows.iter().all(|cells| *cells == rows[0]), "{name}: {rows:?}");
    }
}

#[tokio::test]
async fn traces_hold_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let chrome = got(&client, &format!("/x/{link}.trace.json")).await.json();
        assert_eq!(chrome["otherData"]["scenario"], json!(name));
        let written = json!(name).to_string();
        let events = chrome["traceEvents"].as_array().unwrap();
        let told = |event: &Value| event.to_string().contains(written.trim_matches('"'));
        assert!(events.iter().any(told), "{name}");
        let profile = got(&client, &format!("/x/{link}.speedscope.json")).await.json();
        let frames = profile["shared"]["frames"].as_array().unwrap();
        let shown = |frame: &Value| frame["name"].as_str().is_some_and(|text| text.contains(name));
        assert!(frames.iter().any(shown), "{name}: {frames:?}");
        let packets = Message::read(&got(&client, &format!("/x/{link}.pftrace")).await.bytes);
        assert!(packets.messages(1).count() > 100, "{name}");
    }
}

#[tokio::test]
async fn the_page_s_parts_show_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let dialog = Html::parse_fragment(&got(&client, &format!("/parts/share/{link}")).await.text);
        harmless(&dialog, |_| false);
        assert_eq!(select(&dialog, "[role=tab]").len(), 14, "{name}");
        assert_eq!(select(&dialog, ".share-card strong")[0], clean(name));
        assert!(select(&dialog, "pre.share-code").iter().all(|code| !code.trim().is_empty()));
        let form = Html::parse_fragment(&got(&client, &format!("/parts/what-if/{link}")).await.text);
        harmless(&form, |_| false);
        assert!(select(&form, "option").iter().any(|text| text.contains(name)), "{name}");
        let ladder = got(&client, &format!("/parts/ladder/{link}?model=1")).await;
        harmless(&Html::parse_fragment(&ladder.text), |_| false);
        let query =
            "x=services[0].concurrency&x_from=1&x_to=3&x_points=3&x_scale=linear&y=".replace('[', "%5B");
        let sweep = got(&client, &format!("/parts/sweep/{link}?{}", query.replace(']', "%5D"))).await;
        assert!(sweep.text.contains("event: done"), "{name}: {}", sweep.text);
        for event in sweep.text.split("\n\n") {
            let data: String = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
            match event.lines().next() {
                Some("event: picture") => harmless(&Html::parse_fragment(&data), |_| false),
                // plotly reads tags in its texts.
                Some("event: figure") => assert!(!name.contains('<') || !data.contains(name), "{data}"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn programs_hold_names_as_text() {
    let client = Client::new();
    for name in NAMES {
        let (_, link) = read(name);
        let all = programs(&client, &named(name)).await;
        let code: Vec<_> = all.iter().map(|(model, code)| (model.to_string(), code.clone())).collect();
        assert_eq!(faults(&code), json!({}), "{name}");
        for (model, code) in &all {
            assert!(
                !code.contains(['\u{202e}', '\u{2066}', '\u{2028}']),
                "{name} as {model} turns the code round"
            );
        }
        let shown = client.post("/api/v1/code", &json!({ "scenario": named(name), "model": 6 })).await.json();
        let html = Html::parse_fragment(shown["html"].as_str().unwrap());
        harmless(&html, |_| false);
        assert_eq!(html.root_element().text().collect::<String>(), shown["code"].as_str().unwrap());
        let script = got(&client, &format!("/run/{link}.py")).await.text;
        compiles("hostile", &script);
    }
}

/// What no name may be, and what is said of it.
#[tokio::test]
async fn names_that_are_no_names_are_refused_at_their_paths() {
    let client = Client::new();
    let long = "x".repeat(10 * 1024);
    for name in [&long, "a\u{0}b", "a\nb", "a\r\nSet-Cookie: b", "\u{85}", "\u{1b}[31m", " ", ""] {
        let paths = ["name", "workload[0].name", "workload[0].steps[0].name", "services[0].name"];
        for address in ["/api/v1/validate", "/api/v1/simulate", "/api/v1/export/csv"] {
            let reply = client.post(address, &named(name)).await;
            assert_eq!(reply.status, 422, "{name}");
            for path in paths {
                assert!(reply.paths().contains(&path.to_owned()), "{path} in {:?}", reply.paths());
            }
            assert!(reply.text.len() < 4_000, "it does not say all of it again");
            let told = reply.json().to_string();
            assert!(
                !told.contains("\\u0000") && !told.contains("\\u001b") && !told.contains("\\r"),
                "{told}"
            );
        }
    }
    for text in [r#"{"version":1,"name":"\ud800"}"#, r#"{"version":1,"name":"\udc00\ud800"}"#] {
        let reply = client.post_text("/api/v1/validate", text).await;
        assert_eq!(reply.status, 400, "{text}: {}", reply.text);
        assert!(reply.json()["error"].as_str().unwrap().contains("column"), "{}", reply.text);
    }
}

/// What is wrong in an address is repeated where it is refused.
#[tokio::test]
async fn addresses_that_are_no_links_are_repeated_as_text() {
    let client = Client::new();
    for entry in NAMES.into_iter().chain(["a\u{0}b", "a\r\nSet-Cookie: b", "\u{1b}[31m"]) {
        let encoded: String = entry.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for place in ["s", "embed"] {
            let reply = client.get(&format!("/{place}/1.{encoded}=1")).await;
            assert_eq!(reply.status, 422, "{place} {entry}");
            assert!(!reply.headers.contains_key("set-cookie"));
            let policy = reply.headers["content-security-policy"].to_str().unwrap().to_owned();
            harmless(&Html::parse_document(&reply.text), |script| {
                let nonce =
                    script.attr("nonce").is_some_and(|nonce| policy.contains(&format!("'nonce-{nonce}'")));
                nonce || script.attr("src") == Some("http://localhost/embed/frame.js")
            });
        }
        drawing(&got(&client, &format!("/x/1.{encoded}=1.svg")).await.text);
        let refused = client.get(&format!("/x/1.{encoded}=1.csv")).await;
        assert_eq!((refused.status.as_u16(), refused.paths().len()), (422, 1), "{entry}");
        for part in ["share", "what-if", "ladder"] {
            let refused = client.get(&format!("/parts/{part}/1.{encoded}=1")).await;
            assert_eq!(refused.status, 422, "{part} {entry}");
            let kind = refused.headers["content-type"].to_str().unwrap();
            assert!(kind.starts_with("text/plain"), "{part} {entry}: {kind}");
            assert_eq!(refused.headers["x-content-type-options"], "nosniff");
        }
    }
}
