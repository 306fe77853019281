//! Long bodies: deflated and in base64 of the URL alphabet.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::{deflate, inflate};

/// Bytes of the longest body that is unpacked: a link cannot make a server hold more.
const UNPACKED: usize = 64 * 1024;
/// Deflate's level: links are short, so the best costs nothing.
const BEST: u8 = 9;

pub(super) fn pack(body: &str) -> String {
    URL_SAFE_NO_PAD.encode(deflate::compress_to_vec(body.as_bytes(), BEST))
}

/// The body, unless it is damaged or too long.
pub(super) fn unpack(packed: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(packed).ok()?;
    let body = inflate::decompress_to_vec_with_limit(&bytes, UNPACKED).ok()?;
    String::from_utf8(body).ok()
}
