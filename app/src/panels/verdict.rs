//! The answer: which model, why, by which path, and which mistakes are being made.

use leptos::prelude::*;
use simulator::observe::report::{Verdict, Warning};

use super::part::Part;
use super::places::Later;
use crate::state::Session;

/// The verdict, which is also read out when it has changed.
#[component]
pub fn VerdictCard(session: Session) -> impl IntoView {
    let verdict = Memo::new(move |_| session.report(|report| report.verdict.clone()));
    let headline = Memo::new(move |_| verdict.with(|v| v.headline.clone()));
    let path = move || verdict.with(path);
    let main =
        move || verdict.with(|v| v.warnings.iter().filter(|w| is_main(v, w)).map(warning).collect_view());
    let others = move || verdict.with(others);
    view! {
        <section class="verdict" aria-label="Verdict">
            <div>
                <h1 class="verdict-headline">{headline}</h1>
                <p class="verdict-reason">{move || verdict.with(|v| v.reason.clone())}</p>
                <p class="note" hidden=move || !verdict.with(tells_of_gil)>
                    "The GIL (global interpreter lock) lets one thread at a time run Python in a process; native code and waiting can do without it. Free-threaded Python is a build of its own without a GIL."
                </p>
                <Later session part=Part::Accuracy/>
            </div>
            {path}
            <ul class="verdict-warnings" hidden=move || verdict.with(|v| !v.warnings.iter().any(|w| is_main(v, w)))>
                {main}
            </ul>
            {others}
            <Later session part=Part::Ladder/>
            <Later session part=Part::Said/>
        </section>
    }
}

/// Whether it turns on the GIL, which not every reader knows.
fn tells_of_gil(verdict: &Verdict) -> bool {
    let words = [&verdict.headline, &verdict.reason].into_iter().chain(&verdict.path);
    words.into_iter().any(|words| words.contains("GIL") || words.contains("ree-threaded"))
}

/// The steps of the decision; the last one is what was decided.
fn path(verdict: &Verdict) -> impl IntoView + use<> {
    let last = verdict.path.len().saturating_sub(1);
    let chip = |(index, words): (usize, &String)| {
        let class = if index == last { "chip chip-good" } else { "chip" };
        view! { <li><span class=class>{words.clone()}</span></li> }
    };
    let chips = verdict.path.iter().enumerate().map(chip).collect_view();
    view! { <ol class="verdict-path" aria-label="How it was decided">{chips}</ol> }
}

/// Whether a warning is about the whole scenario or the model that is recommended; the others are folded away.
fn is_main(verdict: &Verdict, warning: &Warning) -> bool {
    warning.model.is_none_or(|model| model == verdict.recommended)
}

/// The mistakes of the models that are not recommended.
fn others(verdict: &Verdict) -> Option<impl IntoView + use<>> {
    let others: Vec<&Warning> = verdict.warnings.iter().filter(|w| !is_main(verdict, w)).collect();
    let words = match others.len() {
        0 => return None,
        1 => "One mistake in another model".to_owned(),
        n => format!("{n} mistakes in the other models"),
    };
    let lines = others.into_iter().map(warning).collect_view();
    Some(view! {
        <details class="verdict-others">
            <summary>{words}</summary>
            <ul>{lines}</ul>
        </details>
    })
}

fn warning(warning: &Warning) -> impl IntoView + use<> {
    view! {
        <li class="notice notice-warn">
            {warning.message.clone()}
            " "
            <span class="verdict-remedy">{warning.remedy.clone()}</span>
        </li>
    }
}
