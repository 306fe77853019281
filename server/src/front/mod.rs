//! What stands between the network and the answers: connections, limits of a client, headers, figures, health.

mod admin;
mod client;
mod guard;
mod headers;
mod health;
mod listen;
mod log;
mod metrics;
mod rates;
mod refuse;

pub use listen::serve;
pub(crate) use refuse::refuse;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::config::Config;
use crate::ops::{Ready, Tally};
use guard::{Guard, guard};
use metrics::Metrics;

/// What lines of the log about answered requests are filed under.
pub const ACCESS: &str = "lockstep::access";

/// Both faces of the server: what everybody sees, and what those see who run it.
#[derive(Debug)]
pub struct Faces {
    pub site: Router,
    pub admin: Router,
    pub ready: Ready,
}

/// Puts what every request meets before the site's own answers.
pub(crate) fn faces(site: Router, config: &Config, tally: &Tally) -> Faces {
    let metrics = Metrics::new(tally);
    let ready = Ready::new();
    let site = site.layer(from_fn_with_state(Guard::new(config, metrics.clone()), guard));
    // Health passes the guard by: it is asked about just when others are refused.
    let site = site.merge(health::router(ready.clone()));
    let site = headers::add(site, config.url.as_deref())
        .layer(headers::readable_by_all())
        .layer(from_fn_with_state(metrics.clone(), log::told));
    Faces { site, admin: admin::router(metrics, ready.clone()), ready }
}
