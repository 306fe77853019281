//! Connections that dawdle, swamp or dig are refused, and the server goes on; when it stops, it finishes.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::socket::{Answer, Site, answer, rest};
use crate::support::scenario;

/// So short that a test does not wait for long, so long that a whole request arrives.
const SHORT: Duration = Duration::from_millis(400);

fn post(stream: &mut TcpStream, length: usize) {
    write!(
        stream,
        "POST /api/v1/validate HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {length}\r\n\r\n"
    )
    .unwrap();
}

fn refused(answer: &Answer) -> String {
    let told: Value = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"));
    told["error"].as_str().unwrap().to_owned()
}

#[test]
fn a_head_that_trickles_in_is_not_waited_for() {
    let site = Site::open(|config| config.connections.head_time = SHORT);
    let mut slow: Vec<TcpStream> = (0..20).map(|_| site.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: local").unwrap();
    }
    for stream in &mut slow {
        assert!(!rest(stream).contains(" 200 "));
    }
    assert_eq!(site.get("/healthz", "").status, 200);
}

#[test]
fn a_connection_without_another_request_is_ended() {
    let site = Site::open(|config| config.connections.head_time = SHORT);
    let mut stream = site.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    assert_eq!(answer(&mut stream).status, 200);
    assert_eq!(rest(&mut site.connect()), "", "nor is one that never asks anything waited for");
}

#[test]
fn a_body_that_trickles_in_is_not_waited_for() {
    let site = Site::open(|config| config.connections.request_time = SHORT);
    let mut stream = site.connect();
    post(&mut stream, 1_000);
    stream.write_all(b"{\"version\"").unwrap();
    let told = answer(&mut stream);
    assert_eq!(told.status, 408, "{told:?}");
    assert!(refused(&told).contains("too long"));
}

#[test]
fn a_body_of_a_gigabyte_is_refused_before_it_comes() {
    let site = Site::open(|_| {});
    let mut stream = site.connect();
    post(&mut stream, 1_000_000_000);
    let told = answer(&mut stream);
    assert_eq!((told.status, told.header("connection")), (413, Some("close")), "{told:?}");
    assert!(refused(&told).contains("larger"));
}

#[test]
fn a_body_that_does_not_tell_its_size_is_refused_once_it_is_too_large() {
    let site = Site::open(|config| config.limits.body_bytes = 100_000);
    let mut stream = site.connect();
    let head = "POST /api/v1/validate HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let piece = format!("{:x}\r\n{}\r\n", 10_000, "1".repeat(10_000));
    let mut sent = 0;
    while sent < 100_000_000 && stream.write_all(piece.as_bytes()).is_ok() {
        sent += piece.len();
    }
    assert!(sent < 100_000_000, "it takes whatever comes");
    let told = rest(&mut stream);
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 413 "), "{told}");
    assert_eq!(site.get("/healthz", "").status, 200);
}

#[test]
fn json_of_ten_thousand_levels_is_refused() {
    let site = Site::open(|_| {});
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let body = [open.repeat(10_000), "1".to_owned(), close.repeat(10_000)].concat();
        let mut stream = site.connect();
        post(&mut stream, body.len());
        stream.write_all(body.as_bytes()).unwrap();
        let told = answer(&mut stream);
        assert_eq!(told.status, 400);
        assert!(refused(&told).contains("recursion limit"), "{told:?}");
    }
}

#[test]
fn floods_of_headers_are_refused() {
    let site = Site::open(|_| {});
    let many: String = (0..5_000).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(1_000_000));
    for headers in [many, long] {
        let mut stream = site.connect();
        // The server may have hung up before all is sent.
        let _ = stream.write_all(format!("GET / HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n").as_bytes());
        let told = rest(&mut stream);
        assert!(told.is_empty() || told.starts_with("HTTP/1.1 431 "), "{told}");
    }
    let some: String = (0..90).map(|n| format!("x-{n}: 1\r\n")).collect();
    assert_eq!(site.get("/healthz", &some).status, 200);
}

#[test]
fn only_so_many_connections_are_heard_at_once() {
    let site = Site::open(|config| config.connections.most = 2);
    let (first, _second) = (site.connect(), site.connect());
    let mut third = site.connect();
    third.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    third.set_read_timeout(Some(SHORT)).unwrap();
    assert!(third.peek(&mut [0]).is_err(), "it has to wait");
    drop(first);
    third.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    assert_eq!(answer(&mut third).status, 200);
}

#[test]
fn who_takes_nothing_of_an_answer_is_given_up() {
    let site = Site::open(|config| {
        config.connections.most = 1;
        config.connections.write_time = SHORT;
    });
    let mut greedy = site.connect();
    // Far more than fits between the two: the answers are not read.
    for _ in 0..200 {
        if greedy.write_all(b"GET /api/v1/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n").is_err() {
            break;
        }
    }
    // There is one place only: this is answered when the other has lost it.
    assert_eq!(site.get("/healthz", "").status, 200);
    drop(greedy);
}

#[test]
fn requests_that_were_begun_are_answered_before_it_ends() {
    let mut site = Site::open(|_| {});
    let body = scenario().to_string();
    let mut begun = site.connect();
    post(&mut begun, body.len());
    begun.write_all(&body.as_bytes()[..10]).unwrap();
    // The server knows of it: what it answers another proves nothing, but its own first look at the body does.
    assert_eq!(site.get("/healthz", "").status, 200);
    let address = site.address;
    site.stop();
    while TcpStream::connect(address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    begun.write_all(&body.as_bytes()[10..]).unwrap();
    assert_eq!(answer(&mut begun).status, 200);
    site.ended();
}

#[test]
fn it_does_not_wait_for_ever_to_end() {
    let mut site = Site::open(|config| config.connections.drain = SHORT);
    let mut begun = site.connect();
    post(&mut begun, 1_000);
    assert_eq!(site.get("/healthz", "").status, 200);
    site.stop();
    site.ended();
}
