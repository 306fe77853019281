//! Whether the server is alive.

/// `GET /healthz`.
pub async fn healthz() -> &'static str {
    "ok\n"
}
