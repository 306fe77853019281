//! Files that a person chooses or drops.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{DragEvent, Event, File, HtmlInputElement};
use wasm_bindgen_futures::JsFuture;

/// The file that was chosen; the field forgets it, so that the same one can be chosen again.
pub fn chosen(event: &Event) -> Option<File> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The file that was dropped.
pub fn dropped(event: &DragEvent) -> Option<File> {
    event.data_transfer()?.files()?.get(0)
}

/// A file's text; none if it cannot be read, or has more bytes than this.
pub async fn text(file: &File, most_bytes: f64) -> Option<String> {
    if file.size() > most_bytes {
        return None;
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}
