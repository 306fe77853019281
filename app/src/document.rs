//! The HTML document around the page: head, scripts, stylesheet.

use std::sync::Arc;

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

use simulator::scenario::link;

use crate::client::Refusal;
use crate::gallery::Card;
use crate::measured::costs::with_own_costs;
use crate::opening::{Opening, PLACE};
use crate::pages::{MissingPage, PresetsPage, PrivacyPage, ValidationPage, WorkbenchPage};
use crate::panels::handover::SiteAddress;
use crate::preview;
use crate::validation::{Selection, Validation};

/// What an address shows.
#[derive(Clone, Debug)]
pub enum Page {
    /// The workbench: what it opens with; where the site is that others see, such as `https://lockstep.example`; how it
    /// stands in a frame, if it does.
    Workbench(Arc<Opening>, String, Option<Framed>),
    /// The gallery of presets.
    Presets(Vec<Card>),
    /// What the simulator was held against, and the cases that were asked for.
    Validation(Box<Result<Validation, Refusal>>, Selection),
    /// What is kept of those who come.
    Privacy,
    /// There is no such address.
    Missing,
}

/// The workbench in a frame of somebody's page: that page has ways of its own around it, and a history that is not ours to
/// write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framed {
    /// `light` or `dark`, if that page wants one.
    pub theme: Option<&'static str>,
}

/// The addresses of the page's own files: their names may have hashes in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFiles {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

/// Applies the theme that the reader chose, before anything is drawn.
const THEME: &str = "try{const t=localStorage.getItem('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}";

/// The whole document, rendered on the server.
pub fn document(options: LeptosOptions, files: &PageFiles, page: Page) -> impl IntoView + use<> {
    provide_meta_context();
    let framed = if let Page::Workbench(_, _, framed) = &page { *framed } else { None };
    let (head, body) = match page {
        Page::Workbench(opening, base, _) => workbench(files, opening, &base),
        Page::Validation(found, selection) => {
            (().into_any(), view! { <ValidationPage found=*found selection/> }.into_any())
        }
        Page::Presets(cards) => (().into_any(), view! { <PresetsPage cards/> }.into_any()),
        Page::Privacy => (().into_any(), view! { <PrivacyPage/> }.into_any()),
        Page::Missing => (().into_any(), view! { <MissingPage/> }.into_any()),
    };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-framed=framed.map(|_| "") data-theme=framed.and_then(|framed| framed.theme)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                // All other pages open beside the one around.
                {framed.map(|_| view! { <base target="_blank" /> })}
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <script nonce=use_nonce()>{THEME}</script>
                <link id="stylesheet" rel="stylesheet" href=files.css.clone() />
                <AutoReload options />
                {head}
                <MetaTags />
            </head>
            <body>{body}</body>
        </html>
    }
}

/// The workbench's scripts and address for the head; the page, and the data that the browser builds it from, for the
/// body.
fn workbench(files: &PageFiles, opening: Arc<Opening>, base: &str) -> (AnyView, AnyView) {
    let preview = opening.answer.as_ref().ok().and_then(|workbench| {
        let link = link::print(&with_own_costs(&workbench.report.scenario));
        // What is too long for a link has no address that others could ask for.
        (link.len() <= link::MAX_LENGTH).then(|| preview::tags(&workbench.report, &link, base))
    });
    let head = view! {
        {preview}
        // plotly.js writes its rules into this sheet; one of its own would violate the policy.
        <style id="plotly.js-style-global" nonce=use_nonce()></style>
        <link rel="modulepreload" href=files.js.clone() crossorigin="" />
        <script type="module" nonce=use_nonce()>{takeover(files)}</script>
    };
    // Within a script no `<` may stand that could end it.
    let data = serde_json::to_string(&*opening).unwrap_or_default().replace('<', "\\u003c");
    provide_context(opening);
    provide_context(SiteAddress(base.to_owned()));
    let body = view! {
        <WorkbenchPage/>
        <script type="application/json" id=PLACE nonce=use_nonce() inner_html=data></script>
    };
    (head.into_any(), body.into_any())
}

/// The script that fetches the page's code and starts it, each in a turn of the browser's own. It waits for the first
/// picture: on a slow line the code would share it with what the picture needs. leptos' own script looks for the files'
/// names on the disk, again for each page.
fn takeover(PageFiles { js, wasm, .. }: &PageFiles) -> String {
    format!(
        "requestAnimationFrame(()=>setTimeout(()=>import({js:?}).then(page=>\
         page.default({{module_or_path:{wasm:?}}}).then(()=>setTimeout(page.hydrate)))))"
    )
}
