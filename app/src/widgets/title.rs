//! The document's title, which follows a signal.

use leptos::prelude::*;

/// Writes the title.
#[component]
pub fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    // Read now: the head is written last, when signals may be gone.
    return leptos_meta::Title(
        leptos_meta::TitleProps::builder().text(escaped(&text.get_untracked())).build(),
    );
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| document().set_title(&text.get()));
}

/// A title as it stands in HTML: leptos writes it there as it is.
#[cfg(feature = "ssr")]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
