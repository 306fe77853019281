//! The address bar.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsValue;

/// The link that the address holds, if it is a permalink.
pub fn link() -> Option<String> {
    let path = window().location().pathname().ok()?;
    path.strip_prefix("/s/").map(str::to_owned)
}

/// The whole address of a path on this site.
pub fn absolute(path: &str) -> String {
    format!("{}{path}", window().location().origin().unwrap_or_default())
}

/// A text as the value of an address' query.
#[cfg(feature = "ssr")]
pub fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes().map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A text as the value of an address' query.
#[cfg(not(feature = "ssr"))]
pub fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// Whether the address has these words behind its question mark.
pub fn asks_for(words: &str) -> bool {
    window().location().search().is_ok_and(|search| search.contains(words))
}

/// A new entry in the browser's history.
pub fn push(path: &str) {
    write(path, true);
}

/// The present entry gets another address.
pub fn replace(path: &str) {
    write(path, false);
}

/// A browser may refuse (too often); the page works on without. In a frame the history is that of the page around it.
fn write(path: &str, new_entry: bool) {
    if super::page::is_framed() {
        return;
    }
    let Ok(history) = window().history() else { return };
    let written = if new_entry {
        history.push_state_with_url(&JsValue::NULL, "", Some(path))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(path))
    };
    if written.is_err() {
        leptos::logging::log!("the address could not be changed");
    }
}
