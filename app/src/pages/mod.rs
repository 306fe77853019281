//! The pages, by address.

mod validation;
mod workbench;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use validation::ValidationPage;
use workbench::WorkbenchPage;

/// The page's root: which address shows what. Both addresses of the workbench are one route, so that going from one
/// to the other keeps the page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=WorkbenchPage ssr=SsrMode::Async>
                    <Route path=path!("/") view=|| () ssr=SsrMode::Async/>
                    <Route path=path!("/s/:link") view=|| () ssr=SsrMode::Async/>
                </ParentRoute>
                <Route path=path!("/validation") view=ValidationPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// What an address that does not exist shows.
#[component]
fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found · Lockstep"/>
        <main class="plain-page">
            <h1>"There is no such page"</h1>
            <p>
                <a href="/">"Go to the workbench"</a>
            </p>
        </main>
    }
}
