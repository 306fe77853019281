//! How often one client may ask for what costs something. Pictures, files and health are free.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::client::Client;
use crate::config::Clients;
use crate::share;

/// What a sweep or a ladder, which runs many simulations, counts as.
const MANY: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// After so many requests, clients whose allowance is whole again are forgotten.
const TIDY_EVERY: usize = 4_096;

/// The allowances of all clients.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    allowances: Arc<DefaultKeyedRateLimiter<Client>>,
    asked: Arc<AtomicUsize>,
}

impl Rates {
    /// None: nobody is limited.
    pub(super) fn new(limits: &Clients) -> Option<Rates> {
        let rate = NonZeroU32::new(limits.rate_per_s)?;
        let burst = NonZeroU32::new(limits.burst).unwrap_or(rate).max(MANY);
        let allowances = RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst));
        Some(Rates { allowances: Arc::new(allowances), asked: Arc::default() })
    }

    /// Takes a request's cost from a client's allowance; or how long until it has so much.
    pub(super) fn take(&self, client: Client, cost: NonZeroU32) -> Result<(), Duration> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.allowances.retain_recent();
            self.allowances.shrink_to_fit();
        }
        match self.allowances.check_key_n(&client, cost) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(early)) => Err(early.wait_time_from(DefaultClock::default().now())),
            // No allowance is ever so large; they all hold at least what the dearest request costs.
            Err(_) => Err(Duration::from_secs(1)),
        }
    }
}

/// What a request for a path counts as; none: it is free.
pub(super) fn cost(path: &str) -> Option<NonZeroU32> {
    let is_free = share::is_picture(path)
        || ["/pkg/", "/help/", "/vendor/"].iter().any(|folder| path.starts_with(folder))
        || [
            "/healthz",
            "/readyz",
            "/favicon.svg",
            "/robots.txt",
            "/filter.js",
            "/embed.js",
            "/embed/frame.js",
        ]
        .contains(&path);
    let is_many = path == "/api/v1/sweep"
        || path == "/api/v1/ladder"
        || path.starts_with("/parts/sweep/")
        || path.starts_with("/parts/ladder/");
    if is_free {
        None
    } else if is_many {
        Some(MANY)
    } else {
        Some(NonZeroU32::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    #[test]
    fn an_allowance_is_used_up_and_each_client_has_its_own() {
        let rates = Rates::new(&Clients { rate_per_s: 1, burst: 12, ..Clients::default() }).unwrap();
        let client = |text: &str| Client::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(rates.take(client("192.0.2.1"), MANY), Ok(()));
        assert_eq!(rates.take(client("192.0.2.1"), NonZeroU32::MIN), Ok(()));
        let wait = rates.take(client("192.0.2.1"), MANY).unwrap_err();
        assert!(wait > Duration::from_secs(5) && wait < Duration::from_secs(10), "{wait:?}");
        assert_eq!(rates.take(client("192.0.2.2"), MANY), Ok(()));
        assert!(Rates::new(&Clients { rate_per_s: 0, ..Clients::default() }).is_none());
    }

    #[test]
    fn pictures_files_and_health_are_free() {
        for free in ["/x/1.m=threads.svg", "/x/1.m=threads.png", "/pkg/a.wasm", "/healthz", "/embed.js"] {
            assert_eq!(cost(free), None, "{free}");
        }
        for one in ["/", "/s/1.m=threads", "/x/1.m=threads.csv", "/api/v1/simulate", "/nowhere"] {
            assert_eq!(cost(one), Some(NonZeroU32::MIN), "{one}");
        }
        assert_eq!(cost("/parts/sweep/1.m=threads"), Some(MANY));
    }
}
