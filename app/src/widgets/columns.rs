//! The head of a table.

use leptos::prelude::*;

/// A column a name. One more may have a name for screen readers alone, where sighted people see what it is.
#[component]
pub(crate) fn Columns(
    names: &'static [&'static str],
    #[prop(optional)] hidden: Option<&'static str>,
) -> impl IntoView {
    let name = |name: &&'static str| view! { <th scope="col">{*name}</th> };
    let names = names.iter().map(name).collect_view();
    let hidden =
        hidden.map(|name| view! { <th scope="col"><span class="visually-hidden">{name}</span></th> });
    view! { <thead><tr>{names}{hidden}</tr></thead> }
}
