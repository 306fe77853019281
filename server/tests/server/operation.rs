//! What those who run the server see: health, figures, ids of requests, headers that protect.

use std::io::Write;

use crate::socket::{Site, answer, get};
use simulator::scenario::{link, presets};

#[test]
fn it_is_ready_until_it_is_told_to_stop() {
    let site = Site::open(|_| {});
    let ready = site.get("/readyz", "");
    assert_eq!(
        (ready.status, ready.body.as_str(), ready.header("cache-control")),
        (200, "ready\n", Some("no-store"))
    );
    site.ready.stop();
    assert_eq!(site.get("/readyz", "").status, 503);
    assert_eq!(site.get("/healthz", "").status, 200, "it is alive all the same");
}

#[test]
fn figures_are_told_to_those_who_run_it_only() {
    let site = Site::open(|_| {});
    let link = link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario());
    for _ in 0..2 {
        assert_eq!(site.get(&format!("/x/{link}.svg"), "").status, 200);
    }
    assert_eq!(site.get(&format!("/embed/{link}"), "").status, 200);
    let figures = get(site.admin, "/metrics", "");
    let content = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!((figures.status, figures.header("content-type")), (200, Some(content)));
    for line in [
        "lockstep_requests_total{method=\"GET\",route=\"/x/{*file}\",status=\"200\"} 2",
        "lockstep_request_duration_seconds_count{route=\"/embed/{*link}\"} 1",
        "lockstep_simulations_total 1",
        "lockstep_kept_runs_total 1",
        "lockstep_written_total 2",
        "lockstep_kept_answers_total 1",
        "lockstep_limited_total 0",
        "lockstep_waiting{line=\"turns\"} 0",
        "lockstep_shed_total{line=\"turns\"} 0",
        "lockstep_build_info{version=",
        "# EOF",
    ] {
        assert!(figures.body.contains(line), "{line}: {}", figures.body);
    }
    assert!(!figures.body.contains(&link), "no scenario is told");
    assert_eq!(get(site.admin, "/readyz", "").status, 200);
    assert_eq!(site.get("/metrics", "").status, 404);
}

#[test]
fn a_request_has_an_id_its_own_or_a_new_one() {
    let site = Site::open(|_| {});
    assert_eq!(site.get("/healthz", "x-request-id: trace-17\r\n").header("x-request-id"), Some("trace-17"));
    let made = site.get("/healthz", "x-request-id: a b\r\n");
    assert_eq!(made.header("x-request-id").unwrap().len(), 16);
    assert!(site.get("/nowhere", "").header("x-request-id").is_some());
}

#[test]
fn every_answer_protects_its_reader() {
    let site = Site::open(|_| {});
    let link = link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario());
    for path in ["/", "/api/v1/presets", "/favicon.svg", "/nowhere", "/healthz", "/measure.py"] {
        let answer = site.get(path, "");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin-allow-popups"), "{path}");
        // Files are for frames of no origin, too.
        let files = ["/favicon.svg", "/nowhere"].contains(&path);
        let readers = if files { "cross-origin" } else { "same-origin" };
        assert_eq!(answer.header("cross-origin-resource-policy"), Some(readers), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("strict-origin-when-cross-origin"), "{path}");
        assert!(answer.header("permissions-policy").unwrap().contains("camera=()"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("frame-ancestors 'self'") || policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("'unsafe-eval'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), None, "it is not reached by TLS");
    }
    for place in ["embed/", "live/", "x/"] {
        let path = format!("/{place}{link}{}", if place == "x/" { ".png" } else { "" });
        let answer = site.get(&path, "");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("x-frame-options"), None);
        if place != "x/" {
            assert!(
                answer.header("content-security-policy").unwrap().contains("frame-ancestors *"),
                "{path}"
            );
            assert_eq!(answer.header("cross-origin-embedder-policy"), Some("credentialless"), "{path}");
            assert_eq!(answer.header("x-robots-tag"), Some("noindex"), "{path}");
        }
    }
    let frame = site.get(&format!("/embed/{link}"), "");
    let tag = format!("if-none-match: {}\r\n", frame.header("etag").unwrap());
    let known = site.get(&format!("/embed/{link}"), &tag);
    let policy = known.header("content-security-policy");
    assert_eq!((known.status, policy), (304, None), "it would take the place of the frame's own");
    let secure = Site::open(|config| config.url = Some("https://lockstep.example".to_owned()));
    assert_eq!(secure.get("/", "").header("strict-transport-security"), Some("max-age=31536000"));
}

#[test]
fn a_page_of_any_origin_may_ask_the_api() {
    let site = Site::open(|_| {});
    let asks = "origin: null\r\naccess-control-request-method: POST\r\n\
                access-control-request-headers: content-type\r\n";
    let mut stream = site.connect();
    write!(stream, "OPTIONS /api/v1/simulate HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{asks}\r\n")
        .unwrap();
    let answer = answer(&mut stream);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
    for name in ["access-control-allow-methods", "access-control-allow-headers"] {
        assert_eq!(answer.header(name), Some("*"), "{name}");
    }
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    assert!(answer.header("vary").is_none_or(|vary| !vary.contains("origin")), "one answer for all");
}
