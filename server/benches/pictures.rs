//! What a picture costs: worked out anew, looked up, and when the reader has it already. Each through the whole server,
//! from request to last byte.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use criterion::{Criterion, criterion_group, criterion_main};
use http_body_util::BodyExt;
use server::config::{Config, Limits};
use simulator::scenario::{link, presets};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// A server that keeps no runs.
fn router() -> Router {
    let site = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public");
    let limits = Limits { kept_bytes: 0, ..Limits::default() };
    server::app(&Config { limits, ..Config::of(site) })
}

/// Asks, and reads the answer to its end; its length and tag.
async fn ask(router: &Router, address: &str, tag: Option<&str>) -> (u16, usize, String) {
    let request = Request::get(address).header("if-none-match", tag.unwrap_or_default());
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let status = response.status().as_u16();
    (status, response.into_body().collect().await.unwrap().to_bytes().len(), tag)
}

fn pictures(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let router = runtime.block_on(async { router() });
    let scenario = link::print(&presets::get(presets::DEFAULT_ID).unwrap().scenario());
    // Each request is another address, so that none has been answered before.
    let count = AtomicU64::new(0);
    let fresh = |end: &str| format!("/x/{scenario}.{end}&n={}", count.fetch_add(1, Ordering::Relaxed));
    for (name, end) in [
        ("page.svg", "svg?theme=auto"),
        ("page.png", "png?theme=light"),
        ("card.png", "png?view=card"),
        ("page@2.png", "png?scale=2"),
    ] {
        let (status, bytes, _) = runtime.block_on(ask(&router, &fresh(end), None));
        assert_eq!(status, 200);
        println!("{name}: {bytes} bytes");
        criterion.bench_function(&format!("{name}, new"), |bencher| {
            bencher.iter(|| runtime.block_on(ask(&router, &fresh(end), None)));
        });
    }
    let address = fresh("png?view=card");
    let (_, _, tag) = runtime.block_on(ask(&router, &address, None));
    criterion.bench_function("card.png, known to the server", |bencher| {
        bencher.iter(|| runtime.block_on(ask(&router, &address, None)));
    });
    criterion.bench_function("card.png, known to the reader", |bencher| {
        bencher.iter(|| assert_eq!(runtime.block_on(ask(&router, &address, Some(&tag))).0, 304));
    });
}

criterion_group!(benches, pictures);
criterion_main!(benches);
