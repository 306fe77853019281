//! The validation page: how far predictions are off, case by case, and what was published by others.

mod cases;
mod filter;
mod method;
mod published;
mod summary;

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::client::Refusal;
use crate::panels::Brand;
use crate::validation::{Selection, Validation};
use cases::Cases;
use method::Method;
use published::PublishedCases;
use summary::SummaryCard;

/// Shows what the server found, or says that it is still at work.
#[component]
pub fn ValidationPage(
    found: Result<Validation, Refusal>,
    /// The cases that the address asks for.
    selection: Selection,
) -> impl IntoView {
    let found = match found {
        Ok(validation) => view! { <Found validation selection/> }.into_any(),
        Err(refusal) => view! { <NotYet refusal/> }.into_any(),
    };
    view! {
        <Title text="Validation · Lockstep"/>
        <a class="skip-link" href="#cases">"To the cases"</a>
        <header class="header">
            <Brand/>
            <span class="header-place">"Validation"</span>
            <div class="header-actions">
                <a class="button" href="/" rel="external">"To the workbench"</a>
            </div>
        </header>
        {found}
    }
}

/// The page, once the cases have been replayed.
#[component]
fn Found(validation: Validation, selection: Selection) -> impl IntoView {
    let Validation { measured, published } = validation;
    let summary = measured.summary.clone();
    view! {
        <main class="validation">
            <SummaryCard summary count=measured.cases.len()/>
            <Cases measured selection/>
            <PublishedCases published/>
            <Method/>
        </main>
    }
}

/// The replay goes on, or failed. While it goes on, the page asks again by itself.
#[component]
fn NotYet(refusal: Refusal) -> impl IntoView {
    let again = refusal.passing.then(|| view! { <Meta http_equiv="refresh" content="2"/> });
    view! {
        {again}
        <main class="plain-page">
            <h1>{refusal.error}</h1>
            <p class="plain-ways">
                <a class="button" href="/validation" rel="external">"Look again"</a>
            </p>
        </main>
    }
}
