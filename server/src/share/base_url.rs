//! Where this site is, as others see it: cards, pictures and embeds need whole addresses.

use axum::http::HeaderMap;
use axum::http::header::HOST;

/// `https://lockstep.example`, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    /// What the server was told, or else what the request was sent to. Behind a proxy that ends TLS the request says so.
    pub(crate) fn of(told: Option<&str>, headers: &HeaderMap) -> BaseUrl {
        if let Some(told) = told {
            return BaseUrl(told.trim_end_matches('/').to_owned());
        }
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let https = header("x-forwarded-proto").is_some_and(|first| first.starts_with("https"));
        let host = header(HOST.as_str()).filter(|host| is_host(host)).unwrap_or("localhost");
        BaseUrl(format!("{}://{host}", if https { "https" } else { "http" }))
    }

    /// The address of a path.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The path of an address of this site, with or without TLS; none: it is another site's.
    pub(crate) fn path_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let bare = |address: &'a str| address.split_once("://").map(|(_, rest)| rest);
        let (_, own) = self.0.split_once("://")?;
        let path = bare(address)?.strip_prefix(own)?;
        (path.is_empty() || path.starts_with(['/', '?', '#'])).then_some(path)
    }

    /// Whether nobody but this machine reaches it.
    pub(crate) fn is_local(&self) -> bool {
        let host = self.0.split_once("://").map_or("", |(_, host)| host);
        let is = |name: &str| {
            host.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        };
        is("localhost") || is("[::1]") || host.starts_with("127.")
    }

    /// Whether it has TLS, without which pages that have it show nothing of it.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Nothing that could mean something else where it is written.
fn is_host(host: &str) -> bool {
    let known = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let parsed = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        HeaderMap::from_iter(parsed)
    }

    #[test]
    fn the_request_tells_unless_the_server_was_told() {
        let plain = headers(&[("host", "127.0.0.1:3000")]);
        assert_eq!(BaseUrl::of(None, &plain).at("/s/1."), "http://127.0.0.1:3000/s/1.");
        let proxied = headers(&[("host", "lockstep.example"), ("x-forwarded-proto", "https")]);
        assert_eq!(BaseUrl::of(None, &proxied).as_str(), "https://lockstep.example");
        assert_eq!(BaseUrl::of(Some("https://told.example/"), &plain).as_str(), "https://told.example");
    }

    #[test]
    fn an_address_of_another_site_has_no_path_here() {
        let base = BaseUrl("https://lockstep.example".to_owned());
        assert_eq!(base.path_of("https://lockstep.example/s/1."), Some("/s/1."));
        assert_eq!(base.path_of("http://lockstep.example"), Some(""));
        for other in ["https://lockstep.example.evil/s/1.", "https://other.example/s/1.", "/s/1.", ""] {
            assert_eq!(base.path_of(other), None, "{other}");
        }
    }

    #[test]
    fn what_others_reach_is_known() {
        let base = |text: &str| BaseUrl(text.to_owned());
        for local in ["http://localhost:3000", "http://127.0.0.1", "https://localhost", "http://[::1]:3000/a"]
        {
            assert!(base(local).is_local(), "{local}");
        }
        for other in ["https://lockstep.example", "http://localhost.example", "https://10.0.0.1:8080"] {
            assert!(!base(other).is_local(), "{other}");
        }
        assert!(base("https://lockstep.example").is_secure() && !base("http://lockstep.example").is_secure());
    }

    #[test]
    fn a_strange_host_is_not_repeated() {
        for host in ["\"><script>", "a b", "", "user@host"] {
            assert_eq!(BaseUrl::of(None, &headers(&[("host", host)])).as_str(), "http://localhost");
        }
    }
}
