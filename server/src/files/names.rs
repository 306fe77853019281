//! What the page's own files are called in this build.

use std::path::{Path, PathBuf};

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

/// Why the site of these settings cannot be served: it is not there, or its files have other names than the page's.
pub(crate) fn fault(config: &Config) -> Option<String> {
    let site = config.site.as_ref()?;
    let shown = site.display();
    if !site.is_dir() {
        return Some(format!(
            "There is no built site at {shown}. Run make run, or name its folder by --site."
        ));
    }
    if !config.hashed {
        return None;
    }
    let hashes = beside_program();
    if let Err(fault) = std::fs::read_to_string(&hashes) {
        return Some(format!(
            "The site's files have hashes in their names (--hashed), and {} that lists them cannot be read: {fault}. Put \
             it beside the program as it was built, or serve a site without hashes.",
            hashes.display()
        ));
    }
    let PageFiles { css, js, wasm } = names(config);
    let missing =
        [css, js, wasm].into_iter().find(|file| !site.join(file.trim_start_matches('/')).is_file())?;
    Some(format!(
        "The site at {shown} has no {missing}, which {} lists: take program, list and site from one build.",
        hashes.display()
    ))
}

fn beside_program() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.parent().unwrap_or(Path::new("")).join(HASHES)
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file)
        .inspect_err(|fault| tracing::error!(%fault, file = %file.display(), "no hashes of the site's files"))
        .unwrap_or_default()
}
