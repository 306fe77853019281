//! Which cases to show: a form whose query the server understands, and which the page follows at once where it can.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;

use crate::validation::{Compared, Selection, Sort, Work};

/// A value and what people read.
type Item = (String, String);

/// The lists and the search field.
#[component]
pub(super) fn Filter(
    /// All cases, to know what there is to choose from.
    cases: StoredValue<Vec<Compared>>,
    selection: Memo<Selection>,
) -> impl IntoView {
    let navigate = use_navigate();
    let go = Callback::new(move |selection: Selection| {
        let mut query = ParamsMap::new();
        for (key, value) in selection.pairs() {
            query.insert(key, value.to_owned());
        }
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&format!("/validation{}", query.to_query_string()), options);
    });
    let change = move |write: fn(&mut Selection, String)| {
        move |event: leptos::ev::Event| {
            let mut selection = selection.get_untracked();
            write(&mut selection, event_target_value(&event));
            go.run(selection);
        }
    };
    let list = move |name: &'static str,
                     label: &'static str,
                     items: Vec<Item>,
                     write: fn(&mut Selection, String)| {
        view! { <List name label items selection on_change=Callback::new(change(write))/> }
    };
    let (models, pythons) = cases.with_value(|cases| (models(cases), pythons(cases)));
    let works = Work::ALL.map(|work| (work.name().to_owned(), work.words().to_owned()));
    let sorts = Sort::ALL.map(|sort| (sort.name().to_owned(), sort.words().to_owned()));
    view! {
        <form class="filter" method="get" action="/validation" role="search" aria-label="Cases">
            {list("model", "Model", with_all("all models", models), |s, value| s.model = value)}
            {list("python", "Python", with_all("all versions", pythons), |s, value| s.python = value)}
            {list("work", "Work", with_all("all kinds", works.to_vec()), |s, value| {
                s.work = Work::ALL.into_iter().find(|work| work.name() == value);
            })}
            {list("sort", "Order", sorts.to_vec(), |s, value| {
                s.sort = Sort::ALL.into_iter().find(|sort| sort.name() == value).unwrap_or_default();
            })}
            <div class="filter-field">
                <label class="field-label" for="filter-text">"Search"</label>
                <input
                    class="input"
                    id="filter-text"
                    type="search"
                    name="text"
                    placeholder="I/O, spawn, rand…"
                    value=selection.get_untracked().text
                    on:input=change(|s, value| s.text = value)
                />
            </div>
            <noscript>
                <button class="button" type="submit">"Show"</button>
            </noscript>
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

/// One of the lists.
#[component]
fn List(
    /// The query's key.
    name: &'static str,
    label: &'static str,
    items: Vec<Item>,
    selection: Memo<Selection>,
    on_change: Callback<leptos::ev::Event>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        let value =
            selection.with(|s| s.pairs().into_iter().find(|(key, _)| *key == name).map(|p| p.1.to_owned()));
        value
            .unwrap_or_else(|| if name == "sort" { Sort::default().name().to_owned() } else { String::new() })
    });
    let options = items.into_iter().map(|(value, words)| {
        let own = value.clone();
        view! { <option value=value selected=move || chosen.with(|c| *c == own)>{words}</option> }
    });
    let id = format!("filter-{name}");
    view! {
        <div class="filter-field">
            <label class="field-label" for=id.clone()>{label}</label>
            <select class="input" id=id name=name prop:value=chosen on:change=move |event| on_change.run(event)>
                {options.collect_view()}
            </select>
        </div>
    }
}
