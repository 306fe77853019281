//! A server to ask, which checks every answer of the API against the document that describes it.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::config::{Config, Limits};
use simulator::scenario::presets;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The server's runtime, which outlives every test: what the page's framework starts once belongs to all requests,
/// and would end with the runtime of the test that came first.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// A server, and the document of its API.
pub(crate) struct Client {
    router: Router,
    document: Value,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    /// The same; what is no text has signs of replacement in it.
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|fault| panic!("{fault}: {}", self.text))
    }

    /// The paths of the problems that were told.
    pub(crate) fn paths(&self) -> Vec<String> {
        let problems = self.json()["problems"].as_array().cloned().unwrap_or_default();
        problems.iter().map(|p| p["path"].as_str().unwrap().to_owned()).collect()
    }
}

impl Client {
    pub(crate) fn new() -> Client {
        Client::with(|_| {})
    }

    /// A server whose limits are changed.
    pub(crate) fn with(change: impl FnOnce(&mut Limits)) -> Client {
        let patience = Duration::from_secs(60);
        let mut limits = Limits { patience, crowded_patience: patience, ..Limits::default() };
        change(&mut limits);
        let site = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public");
        let config = Config { limits, ..Config::of(site) };
        Client { router: server::app(&config), document: server::api::document() }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a JSON value.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_text(path, &body.to_string()).await
    }

    /// Sends text that calls itself JSON.
    pub(crate) async fn post_text(&self, path: &str, body: &str) -> Reply {
        let request = Request::post(path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Sends a JSON value, reads the first piece of the answer, and goes away.
    pub(crate) async fn leave(&self, path: &str, body: &Value) -> String {
        let request = Request::post(path).header("content-type", "application/json");
        let request = request.body(Body::from(body.to_string())).unwrap();
        let router = self.router.clone();
        let answered = RUNTIME.spawn(async move {
            let mut response = router.oneshot(request).await.unwrap();
            response.body_mut().frame().await.unwrap().unwrap().into_data().unwrap()
        });
        String::from_utf8(answered.await.unwrap().to_vec()).unwrap()
    }

    /// How much of an answer comes whole where another thread sends it than has worked it out.
    pub(crate) fn send_from_another_thread(&self, path: &str) -> usize {
        let answered = self.router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap());
        let response = RUNTIME.block_on(answered).unwrap();
        let send = move || RUNTIME.block_on(response.into_body().collect()).unwrap().to_bytes().len();
        std::thread::spawn(send).join().expect("it is sent to its end")
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
        let router = self.router.clone();
        let answered = RUNTIME.spawn(async move {
            let response = router.oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            (status, headers, response.into_body().collect().await.unwrap().to_bytes())
        });
        let (status, headers, bytes) = answered.await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let reply = Reply { status, headers, bytes: bytes.to_vec(), text };
        if path.starts_with("/api") {
            self.check(&method, &path, &reply);
        }
        reply
    }

    /// That an answer of the API is what the document promises; errors have one shape everywhere.
    fn check(&self, method: &str, path: &str, reply: &Reply) {
        let kind = reply.headers["content-type"].to_str().unwrap();
        let refusal = json!({ "$ref": "#/components/schemas/Refusal" });
        let promised = self.operation(method, path).map(|operation| &operation["responses"]);
        let schema = match (promised, reply.status.as_u16()) {
            (None, 400..) | (Some(_), 405) => refusal,
            (None, status) => panic!("{method} {path} answered {status} and is not in the document"),
            (Some(responses), status) => {
                let response = &responses[status.to_string()];
                assert!(
                    !response.is_null(),
                    "{method} {path}: {status} is not in the document: {}",
                    reply.text
                );
                let content = &response["content"][kind];
                assert!(
                    content.is_object(),
                    "{method} {path} answered in {kind}, which is not in the document"
                );
                content["schema"].clone()
            }
        };
        let value = if kind == "application/json" { reply.json() } else { json!(reply.text) };
        self.matches(schema, &value);
    }

    /// That a value is as a schema of the document says.
    pub(crate) fn matches(&self, mut schema: Value, value: &Value) {
        schema["components"] = self.document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let paths = self.document["paths"].as_object().unwrap();
        let found = paths.iter().find(|(pattern, _)| alike(pattern, path));
        found.map(|(_, operations)| &operations[method]).filter(|operation| !operation.is_null())
    }

    pub(crate) fn document(&self) -> &Value {
        &self.document
    }
}

/// Whether a path is of a pattern such as `/presets/{id}`.
fn alike(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len() && pattern.iter().zip(&path).all(|(p, q)| p.starts_with('{') || p == q)
}

/// The preset that a newcomer sees, as it stands in its file.
pub(crate) fn scenario() -> Value {
    let preset = presets::get(presets::DEFAULT_ID).unwrap();
    serde_json::from_str(preset.scenario_json).unwrap()
}

/// The same with one value changed; a path as JSON pointers write it.
pub(crate) fn changed(pointer: &str, value: Value) -> Value {
    let mut scenario = scenario();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match scenario.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        object => object[key] = value,
    }
    scenario
}
