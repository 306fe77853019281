//! The site's files: scripts, styles, pictures, help. From a folder beside the server, or from within the program.

mod folder;
mod names;
#[cfg(feature = "embedded")]
mod within;

use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::Config;

pub(crate) use names::{fault, names};

/// The folder of scripts and styles within the site.
pub(crate) const PKG: &str = "pkg";

/// A name with a hash in it never changes its content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Any other is asked for again each time.
const ASKED_AGAIN: &str = "no-cache";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Every file of the site; what is none is for `missing`.
pub(crate) fn router(config: &Config, missing: Router) -> Router {
    let files = match &config.site {
        Some(site) => folder::router(site, config.hashed, missing),
        #[cfg(feature = "embedded")]
        None => within::router(missing),
        #[cfg(not(feature = "embedded"))]
        None => missing,
    };
    // A frame whose origin is nobody's loads styles from us as from strangers.
    let cross_origin = HeaderValue::from_static("cross-origin");
    files.layer(SetResponseHeaderLayer::if_not_present(RESOURCE_POLICY, cross_origin))
}
