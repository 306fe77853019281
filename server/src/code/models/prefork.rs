//! Server processes: a WSGI or ASGI application in plain Python, and the line that deploys it.

use super::super::names::slug;
use super::super::plan::{ClassPlan, Plan};
use super::super::steps::call;
use super::super::words::quoted;
use super::Program;

pub(super) fn program(plan: &Plan) -> Program {
    let processes = plan.model.processes.unwrap_or(1);
    let inner = plan.model.inner.as_deref();
    let kind = inner.map_or("sequential", |inner| inner.kind.as_str());
    let (about, tool, serve) = match (kind, inner.and_then(|inner| inner.workers)) {
        ("asyncio", _) => (
            format!("an ASGI application for {processes} uvicorn processes, each with an event loop"),
            "uvicorn",
            format!("uvicorn --workers {processes} {{module}}:app"),
        ),
        ("threads", Some(threads)) => (
            format!("a WSGI application for {processes} gunicorn processes with {threads} threads each"),
            "gunicorn",
            format!("gunicorn -w {processes} -k gthread --threads {threads} {{module}}:app"),
        ),
        _ => (
            format!("a WSGI application for {processes} gunicorn processes, each with one request at a time"),
            "gunicorn",
            format!("gunicorn -w {processes} {{module}}:app"),
        ),
    };
    let loops = kind == "asyncio";
    let note =
        format!("Needs {tool} (pip install {tool}). Run as a script, it answers one request of each kind.");
    Program {
        about,
        note: Some(note),
        tasks: Some(handlers(plan, loops)),
        main: if loops { asgi(plan) } else { WSGI.to_owned() },
        serve: Some(serve),
        ..Program::default()
    }
}

/// A function for each class, and the table of addresses.
fn handlers(plan: &Plan, loops: bool) -> String {
    let head = if loops { "async def" } else { "def" };
    let mut text = String::from("# --- The requests. ---\n");
    for class in &plan.classes {
        let patience = class.spec.timeout_ms.map(|ms| {
            format!(
                "    # Whoever asked waits {} ms; this goes on after that, so give your calls timeouts.\n",
                super::super::words::plain(ms)
            )
        });
        let mut body: Vec<String> = class.steps.iter().map(|step| call(&plan.steps[*step], plan)).collect();
        if body.is_empty() {
            body.push("pass".to_owned());
        }
        text.push_str(&format!(
            "\n\n{head} {}() -> None:\n    \"\"\"{}: one request.\"\"\"\n{}    {}\n",
            class.name,
            quoted(&class.spec.name),
            patience.unwrap_or_default(),
            body.join("\n    ")
        ));
    }
    let route =
        |class: &ClassPlan| format!("    \"/{}\": {},\n", slug(&class.name).replace('_', "-"), class.name);
    let routes: String = plan.classes.iter().map(route).collect();
    text.push_str(&format!("\n\nROUTES = {{\n{routes}}}\n"));
    text
}

const WSGI: &str = r#"

def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The application: an address for each kind of request."""
    respond = ROUTES.get(environ["PATH_INFO"])
    if respond is None:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"not here\n"]
    respond()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done\n"]


def main() -> None:
    """Answers one request of each kind, without a server."""
    for path in ROUTES:
        environ: WSGIEnvironment = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        started = time.perf_counter()
        app(environ, lambda status, headers, error=None: print(status, end=" "))
        print(f"{path} in {time.perf_counter() - started:.3f} s")


if __name__ == "__main__":
    main()
"#;

/// The ASGI application, with a limit of requests in flight where there is one.
fn asgi(plan: &Plan) -> String {
    let limit = plan.model.inner.as_ref().and_then(|inner| inner.concurrency);
    let (limit, respond) = match limit {
        Some(n) => (
            format!(
                "\n# Requests in flight in one process; more wait.\nIN_FLIGHT = asyncio.Semaphore({n})\n"
            ),
            "async with IN_FLIGHT:\n            await respond()",
        ),
        None => (String::new(), "await respond()"),
    };
    ASGI.replace("<limit>", &limit).replace("<respond>", respond)
}

const ASGI: &str = r#"<limit>

async def app(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
    """The application: an address for each kind of request."""
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])  # neither lifespan nor websockets
    respond = ROUTES.get(scope["path"])
    status, body = (200, b"done\n") if respond else (404, b"not here\n")
    if respond:
        <respond>
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def main() -> None:
    """Answers one request of each kind, without a server."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if "status" in message:
            print(message["status"], end=" ")

    for path in ROUTES:
        started = time.perf_counter()
        await app({"type": "http", "path": path}, receive, send)
        print(f"{path} in {time.perf_counter() - started:.3f} s")


if __name__ == "__main__":
    asyncio.run(main())
"#;
