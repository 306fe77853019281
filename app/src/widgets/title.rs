//! The document's title.

use leptos::prelude::*;
use leptos_meta::{Title, TitleProps};

/// Writes the title. Read now: the head is written last, when signals may be gone.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    Title(TitleProps::builder().text(escaped(&text)).build())
}

/// A title as it stands in HTML: leptos writes it there as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
