//! The HTML document around the page: head, scripts, stylesheet.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};

use crate::client::Refusal;
use crate::pages::{MissingPage, ValidationPage, WorkbenchPage};
use crate::validation::{Selection, Validation};

/// What an address shows.
#[derive(Clone, Debug)]
pub enum Page {
    /// The workbench; what it opens with is in the context.
    Workbench,
    /// What the simulator was held against, and the cases that were asked for.
    Validation(Result<Validation, Refusal>, Selection),
    /// There is no such address.
    Missing,
}

/// Applies the theme that the reader chose, before anything is drawn.
const THEME: &str = "try{const t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

/// The whole document, rendered on the server.
pub fn document(options: LeptosOptions, page: Page) -> impl IntoView {
    provide_meta_context();
    // Only the workbench is taken over in the browser; the others are complete as they are.
    let scripts = matches!(page, Page::Workbench).then(|| {
        let options = options.clone();
        view! { <HydrationScripts options/> }
    });
    let body = match page {
        Page::Workbench => view! { <WorkbenchPage/> }.into_any(),
        Page::Validation(found, selection) => view! { <ValidationPage found selection/> }.into_any(),
        Page::Missing => view! { <MissingPage/> }.into_any(),
    };
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <script nonce=use_nonce()>{THEME}</script>
                // plotly.js writes its rules into this sheet; one of its own would violate the policy.
                <style id="plotly.js-style-global" nonce=use_nonce()></style>
                <HashedStylesheet id="stylesheet" options=options.clone() />
                <AutoReload options />
                {scripts}
                <MetaTags />
            </head>
            <body>{body}</body>
        </html>
    }
}
