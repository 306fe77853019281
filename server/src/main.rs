//! The server's start.

use server::config::{Config, Limits};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let config = Config {
        address: ([127, 0, 0, 1], 3000).into(),
        site: "target/site".into(),
        hashed: false,
        limits: Limits::default(),
    };
    let listener = tokio::net::TcpListener::bind(config.address).await?;
    axum::serve(listener, server::app(&config)).await
}
