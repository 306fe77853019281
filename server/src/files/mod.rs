//! The site's files: scripts, styles, pictures, help. From a folder beside the server, or from within the program.

mod folder;
mod names;
#[cfg(feature = "embedded")]
mod within;

use axum::Router;

use crate::config::Config;

pub(crate) use names::{fault, names};

/// The folder of scripts and styles within the site.
pub(crate) const PKG: &str = "pkg";

/// A name with a hash in it never changes its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Any other is asked for again each time.
const ASKED_AGAIN: &str = "no-cache";

/// Every file of the site; what is none is for `missing`.
pub(crate) fn router(config: &Config, missing: Router) -> Router {
    match &config.site {
        Some(site) => folder::router(site, config.hashed, missing),
        #[cfg(feature = "embedded")]
        None => within::router(missing),
        #[cfg(not(feature = "embedded"))]
        None => missing,
    }
}
