//! Whether a reader has an answer already: strong entity tags, known before anything is worked out.
//!
//! The same link gives the same bytes as long as the program is the same. So a tag is a hash of the address and of the
//! program itself.

use std::hash::{DefaultHasher, Hasher};

use axum::http::HeaderMap;
use axum::http::header::IF_NONE_MATCH;

use crate::program;

/// Works out the program's hash now, so that no request waits for it.
pub(super) fn prepare() {
    program::number();
}

/// The tag of what stands at an address, in its quotes. `parts`: all that the answer depends on.
pub(crate) fn tag(parts: &[&str]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write_u64(program::number());
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part.as_bytes());
    }
    format!("\"{:016x}\"", hasher.finish())
}

/// Whether a request names this tag among those that it has.
pub(crate) fn has(headers: &HeaderMap, tag: &str) -> bool {
    let named = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|list| list.split(',')).map(str::trim).any(|one| {
        // Proxies that compress make tags weak.
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_tell_parts_apart() {
        let tags = [tag(&["ab", "c"]), tag(&["a", "bc"]), tag(&["abc"]), tag(&[])];
        for (place, one) in tags.iter().enumerate() {
            assert!(tags[..place].iter().all(|other| other != one));
            assert!(one.starts_with('"') && one.ends_with('"') && one.len() == 18);
        }
        assert_eq!(tag(&["a"]), tag(&["a"]));
    }

    #[test]
    fn a_list_of_tags_is_searched() {
        let headers = |value: &str| HeaderMap::from_iter([(IF_NONE_MATCH, value.parse().unwrap())]);
        for with in ["\"a\"", "\"b\", W/\"a\"", "*"] {
            assert!(has(&headers(with), "\"a\""), "{with}");
        }
        assert!(!has(&headers("\"b\""), "\"a\"") && !has(&HeaderMap::new(), "\"a\""));
    }
}
