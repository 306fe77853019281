//! Which cases to show: a form whose query the server understands. With scripts, what it finds comes at once
//! (`public/filter.js`); without, by its button.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::validation::{Compared, Selection, Sort, Work};

/// A value and what people read.
type Item = (String, String);

/// The lists and the search field.
#[component]
pub(super) fn Filter(
    /// All cases, to know what there is to choose from.
    cases: Vec<Compared>,
    selection: Selection,
) -> impl IntoView {
    let works = Work::ALL.map(|work| (work.name().to_owned(), work.words().to_owned()));
    let sorts = Sort::ALL.map(|sort| (sort.name().to_owned(), sort.words().to_owned()));
    let work = selection.work.map_or("", Work::name);
    view! {
        <form class="filter" id="filter" method="get" action="/validation" role="search" aria-label="Cases">
            {list("model", "Model", with_all("all models", models(&cases)), &selection.model)}
            {list("python", "Python", with_all("all versions", pythons(&cases)), &selection.python)}
            {list("work", "Work", with_all("all kinds", works.to_vec()), work)}
            {list("sort", "Order", sorts.to_vec(), selection.sort.name())}
            <div class="filter-field">
                <label class="field-label" for="filter-text">"Search"</label>
                <input
                    class="input"
                    id="filter-text"
                    type="search"
                    name="text"
                    placeholder="I/O, spawn, rand…"
                    value=selection.text
                />
            </div>
            <noscript>
                <button class="button" type="submit">"Show"</button>
            </noscript>
            <script src="/filter.js" nonce=use_nonce() defer></script>
        </form>
    }
}

fn with_all(words: &str, items: Vec<Item>) -> Vec<Item> {
    std::iter::once((String::new(), words.to_owned())).chain(items).collect()
}

/// The kinds of model that occur, by their titles, each once.
fn models(cases: &[Compared]) -> Vec<Item> {
    let title = |case: &Compared| case.label.split(" · ").next().unwrap_or_default().to_owned();
    let mut items: Vec<Item> = Vec::new();
    for case in cases {
        if items.iter().all(|(kind, _)| *kind != case.model) {
            items.push((case.model.clone(), title(case)));
        }
    }
    items
}

/// The interpreters that occur, each once.
fn pythons(cases: &[Compared]) -> Vec<Item> {
    let mut names: Vec<&String> = cases.iter().map(|case| &case.python).collect();
    names.sort();
    names.dedup();
    let words = |name: &String| match name.strip_suffix('t') {
        Some(version) => format!("{version} free-threaded"),
        None => name.clone(),
    };
    names.into_iter().map(|name| (name.clone(), words(name))).collect()
}

/// One of the lists: the query's key, what people read, what there is, and what was chosen.
fn list(name: &'static str, label: &'static str, items: Vec<Item>, chosen: &str) -> impl IntoView + use<> {
    let options = items.into_iter().map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    let options = options.collect_view();
    let id = format!("filter-{name}");
    view! {
        <div class="filter-field">
            <label class="field-label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name>
                {options}
            </select>
        </div>
    }
}
