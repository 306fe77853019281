//! The pages, by address.

mod home;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use home::HomePage;

/// The page's root: which address shows what.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Lockstep" />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/s/:link") view=HomePage ssr=SsrMode::Async />
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
        <main>
            <h1>"There is no such page"</h1>
            <p><a href="/">"Go to the workbench"</a></p>
        </main>
    }
}
