//! Which program this is: a hash of its own file, so that two builds that differ in anything are told apart.

use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::sync::LazyLock;

static FINGERPRINT: LazyLock<u64> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    let opened = std::env::current_exe().and_then(std::fs::File::open);
    let hashed = opened.and_then(|mut file| {
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                read => hasher.write(&piece[..read]),
            }
        }
    });
    if let Err(fault) = hashed {
        // Then every start counts as a build of its own: nothing stale is ever called fresh.
        tracing::warn!(%fault, "cannot read this program's own file");
        hasher.write_u128(std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos()));
    }
    hasher.finish()
});

/// The hash as a number.
pub(crate) fn number() -> u64 {
    *FINGERPRINT
}

/// The hash as sixteen letters and digits.
pub(crate) fn fingerprint() -> String {
    format!("{:016x}", number())
}
