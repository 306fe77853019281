//! What the page's own files are called in this build.

use std::path::Path;

use app::PageFiles;

use super::PKG;
use crate::config::Config;

/// The file in which cargo-leptos notes the hashes, beside the server's program.
const HASHES: &str = "hash.txt";

/// The addresses of the page's style, script and WASM.
pub(crate) fn names(config: &Config) -> PageFiles {
    let hashes = match &config.site {
        Some(_) if config.hashed => read(&beside_program()),
        Some(_) => String::new(),
        #[cfg(feature = "embedded")]
        None => super::within::hashes(),
        #[cfg(not(feature = "embedded"))]
        None => String::new(),
    };
    let named = |kind: &str| {
        let hash = hashes.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == kind);
        match hash {
            Some((_, hash)) => format!("/{PKG}/lockstep.{}.{kind}", hash.trim()),
            None => format!("/{PKG}/lockstep.{kind}"),
        }
    };
    PageFiles { css: named("css"), js: named("js"), wasm: named("wasm") }
}

fn beside_program() -> std::path::PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.parent().unwrap_or(Path::new("")).join(HASHES)
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file)
        .inspect_err(|fault| tracing::error!(%fault, file = %file.display(), "no hashes of the site's files"))
        .unwrap_or_default()
}
