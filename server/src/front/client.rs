//! Who asks: the address that limits are counted by.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use crate::config::ForwardedBy;

/// One who asks: an address, of IPv6 the network of 64 bits, since whoever has one address of it has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Client {
        const NETWORK: u128 = u128::MAX << 64;
        Client(match address.to_canonical() {
            IpAddr::V6(v6) if !v6.is_loopback() => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & NETWORK)),
            other => other,
        })
    }
}

impl Client {
    /// Whether it is this very machine.
    pub(super) fn is_here(self) -> bool {
        self.0.is_loopback()
    }

    /// Who sent a request: the last one on its way that is no trusted proxy. A client can write whatever it likes at
    /// the front of the way, and nothing at its end.
    pub(super) fn of(
        extensions: &Extensions,
        headers: &HeaderMap,
        trusted: &[IpNet],
        header: ForwardedBy,
    ) -> Client {
        // Without a connection, as in tests of the router, it is this machine.
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        let mut last = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
        for hop in way(headers, header).into_iter().rev() {
            if !trusted.iter().any(|network| network.contains(&last)) {
                break;
            }
            // What is no address says nothing of who stands behind it.
            let Some(hop) = hop else { break };
            last = hop;
        }
        Client::from(last)
    }
}

/// The hops that a header names, the client's own word first.
fn way(headers: &HeaderMap, header: ForwardedBy) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(header.name()).into_iter().filter_map(|line| line.to_str().ok());
    let hops = lines.flat_map(|line| line.split(','));
    match header {
        ForwardedBy::XForwardedFor => hops.map(address).collect(),
        ForwardedBy::Forwarded => hops.map(|hop| address(for_of(hop)?)).collect(),
    }
}

/// The `for` of one hop of RFC 7239: `for="[2001:db8::1]:443";proto=https`.
fn for_of(hop: &str) -> Option<&str> {
    let pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(key, _)| key.trim().eq_ignore_ascii_case("for"))?;
    Some(value.trim().trim_matches('"'))
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    parsed.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lines: &[(&'static str, &str)], trusted: &[&str], by: ForwardedBy) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 5_000)));
        let mut headers = HeaderMap::new();
        lines.iter().for_each(|(name, value)| {
            headers.append(*name, value.parse().unwrap());
        });
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        Client::of(&extensions, &headers, &trusted, by).0.to_string()
    }

    #[test]
    fn a_header_is_believed_only_from_a_trusted_proxy() {
        let x = ForwardedBy::XForwardedFor;
        let told = [("x-forwarded-for", "192.0.2.7")];
        assert_eq!(client("198.51.100.1", &told, &[], x), "198.51.100.1");
        assert_eq!(client("198.51.100.1", &told, &["10.0.0.0/8"], x), "198.51.100.1");
        assert_eq!(client("10.1.2.3", &told, &["10.0.0.0/8"], x), "192.0.2.7");
        assert_eq!(client("::ffff:10.1.2.3", &told, &["10.0.0.0/8"], x), "192.0.2.7");
        assert_eq!(client("10.1.2.3", &told, &["10.0.0.0/8"], ForwardedBy::Forwarded), "10.1.2.3");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        let x = ForwardedBy::XForwardedFor;
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        let lines = [("x-forwarded-for", "203.0.113.9, 192.0.2.7"), ("x-forwarded-for", "10.9.9.9")];
        assert_eq!(client("10.1.2.3", &lines, &trusted, x), "192.0.2.7");
        let only_proxies = [("x-forwarded-for", "10.7.7.7, 10.8.8.8")];
        assert_eq!(client("10.1.2.3", &only_proxies, &trusted, x), "10.7.7.7");
        let nonsense = [("x-forwarded-for", "192.0.2.7, unknown, 10.8.8.8")];
        assert_eq!(client("10.1.2.3", &nonsense, &trusted, x), "10.8.8.8");
    }

    #[test]
    fn both_headers_are_read_as_they_are_written() {
        let by = ForwardedBy::Forwarded;
        let lines = [("forwarded", "for=192.0.2.1, For=\"[2001:db8:1:2:3:4:5:6]:443\";proto=https")];
        assert_eq!(client("127.0.0.1", &lines, &["127.0.0.0/8"], by), "2001:db8:1:2::");
        let hidden = [("forwarded", "for=_hidden")];
        assert_eq!(client("127.0.0.1", &hidden, &["127.0.0.0/8"], by), "127.0.0.1");
        let ports = [("x-forwarded-for", "192.0.2.7:80")];
        assert_eq!(client("127.0.0.1", &ports, &["127.0.0.0/8"], ForwardedBy::XForwardedFor), "192.0.2.7");
    }
}
