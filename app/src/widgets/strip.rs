//! A bar divided to scale.

use leptos::prelude::*;

/// Parts side by side: the class that colours each, and its share of the whole.
#[component]
pub fn Strip(
    /// Class, share and words of each part.
    #[prop(into)]
    parts: Signal<Vec<(String, f64, String)>>,
    /// The strip in words.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let bars = move || {
        let mut left = 0.0;
        let bar = |(class, share, words): (String, f64, String)| {
            let x = format!("{:.2}%", left * 100.0);
            let width = format!("{:.2}%", (share * 100.0 - 0.4).max(0.6));
            left += share;
            view! {
                <rect class=class x=x y="0" width=width height="100%">
                    <title>{words}</title>
                </rect>
            }
        };
        parts.get().into_iter().map(bar).collect_view()
    };
    view! {
        <svg class="strip" role="img" aria-label=label>{bars}</svg>
    }
}
