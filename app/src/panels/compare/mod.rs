//! What is on screen beside the version that was pinned: what was changed, and what came of it.

mod difference;

use leptos::prelude::*;
use simulator::observe::report::ModelResult;

use crate::draft::changes::in_short;
use crate::format;
use crate::state::Session;

use difference::{By, Difference, of_model};

/// So many changes are named; the others are counted.
const CHANGES: usize = 4;

/// The button that keeps this version.
#[component]
pub fn PinButton(session: Session) -> impl IntoView {
    let pinned = move || session.pinned.with(Option::is_some);
    view! {
        <button
            type="button"
            class="button"
            title="Keeps this scenario and its results: what you change then is shown against it"
            on:click=move |_| session.pin()
        >
            {move || if pinned() { "Pin this version instead" } else { "Pin this version to compare" }}
        </button>
    }
}

/// The pinned version, once there is one.
#[component]
pub fn Compare(session: Session) -> impl IntoView {
    let is_pinned = Memo::new(move |_| session.pinned.with(Option::is_some));
    let changed = Memo::new(move |_| session.changed_since_pin());
    let told = move || match changed.get() {
        Some(changes) if changes.is_empty() => "Nothing is changed yet.".to_owned(),
        Some(changes) => format!("Changed: {}.", in_short(&changes, CHANGES)),
        None => String::new(),
    };
    let verdict = Memo::new(move |_| {
        let pinned = session.pinned.get()?;
        let then = pinned.report.results.get(pinned.report.verdict.recommended)?.clone();
        session.report(|report| {
            Some(verdict(By::of(&report.scenario), &then, report.results.get(report.verdict.recommended)?))
        })
    });
    move || {
        is_pinned.get().then(|| {
            view! {
                <section class="compare" aria-label="Compared with the pinned version">
                    <div>
                        <p>
                            <strong>"Against the pinned version"</strong>
                            <span class="compare-legend">" (" <span class="compare-mark"></span> " where its rows end)"</span>
                        </p>
                        <p class="compare-changed">{told}</p>
                        <p>{move || verdict.get()}</p>
                    </div>
                    <div class="group-actions">
                        <button
                            type="button"
                            class="button button-small"
                            title="Shows the pinned version, and pins this one"
                            on:click=move |_| session.swap_pinned()
                        >
                            "⇄ Swap"
                        </button>
                        <button type="button" class="button button-small" on:click=move |_| session.unpin()>
                            "Unpin"
                        </button>
                    </div>
                </section>
            }
        })
    }
}

/// The recommended model then and now.
fn verdict(by: By, then: &ModelResult, now: &ModelResult) -> String {
    let difference = Difference::between(by, then, now).words;
    let (was, is) = (format::duration(by.ms(then)), format::duration(by.ms(now)));
    if then.label == now.label {
        format!("{}, recommended then and now. {}: {was} then, {is} now: {difference}.", now.label, by.name())
    } else {
        let name = by.name();
        format!(
            "Recommended then: {}. Now: {}. {name}: {was} then, {is} now: {difference}.",
            then.label, now.label
        )
    }
}

/// Beside a model: how it differs from the same model of the pinned version.
#[component]
pub fn RowDifference(session: Session, index: usize) -> impl IntoView {
    let difference = Memo::new(move |_| difference_of(session, index));
    move || {
        difference.get().map(|(difference, hint)| {
            let class = format!("row-fact row-difference {}", difference.class());
            view! { <p class=class title=hint>{difference.words}</p> }
        })
    }
}

/// The difference, and what it says at length.
fn difference_of(session: Session, index: usize) -> Option<(Difference, String)> {
    let pinned = session.pinned.get()?;
    session.report(|report| {
        let now = report.results.get(index)?;
        let Some(then) = of_model(&pinned.report.results, &report.results, index) else {
            return Some((Difference::new_model(), "The pinned version has no such model.".to_owned()));
        };
        let by = By::of(&report.scenario);
        let (was, is) = (format::duration(by.ms(then)), format::duration(by.ms(now)));
        let hint = format!("{}: {was} in the pinned version, {is} now", by.name());
        Some((Difference::between(by, then, now), hint))
    })
}

/// Where the pinned version's row ended, on the same time axis.
#[component]
pub fn GhostEnd(session: Session, index: usize) -> impl IntoView {
    let place = Memo::new(move |_| {
        let pinned = session.pinned.get()?;
        let end = session.report(|report| {
            of_model(&pinned.report.results, &report.results, index).map(|then| then.makespan_ms)
        })?;
        let share = session.stage.share(end);
        (0.0..=1.0).contains(&share).then(|| format!("{:.3}%", 100.0 * share))
    });
    move || place.get().map(|x| view! { <span class="lanes-ghost" style:inset-inline-start=x></span> })
}
