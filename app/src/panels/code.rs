//! The scenario as Python, under one of its models: written by the server when it is seen, and followed from then on.

use leptos::html::Section;
use leptos::prelude::*;
use simulator::Scenario;
use simulator::scenario::link;

use super::handover::{Command, CopyButton};
use crate::browser;
use crate::client::{self, Code, Refusal};
use crate::state::{Asking, Session};

/// The panel.
#[component]
pub fn CodePanel(session: Session) -> impl IntoView {
    let chosen = RwSignal::new(None::<usize>);
    let place = Memo::new(move |_| {
        let (recommended, count) = session.settled.with(|r| (r.verdict.recommended, r.results.len()));
        chosen.get().filter(|place| *place < count).unwrap_or(recommended)
    });
    let asked = Asked::new(session, place);
    let node = NodeRef::<Section>::new();
    Effect::new(move |_| {
        if let Some(section) = node.get() {
            browser::plot::when_seen(&section, browser::plot::AHEAD_PX, move || {
                asked.seen.try_set(true);
            });
        }
    });
    asked.keep_asking();
    let part = move |of: fn(&Code) -> String| {
        Signal::derive(move || asked.code.with(|c| c.as_ref().map(of).unwrap_or_default()))
    };
    let address = move || session.settled.with(|r| address(&r.scenario, place.get()));
    let note = part(|code| code.note.clone().unwrap_or_default());
    view! {
        <section class="chart code" id="code" aria-labelledby="code-title" node_ref=node>
            <h2 id="code-title">"Code" <small>" · this scenario as Python, to start from"</small></h2>
            <div class="code-head">
                <label class="code-model">
                    "Model"
                    <select
                        class="input"
                        prop:value=move || place.get().to_string()
                        on:change=move |event| chosen.set(event_target_value(&event).parse().ok())
                    >
                        <ModelOptions session place/>
                    </select>
                </label>
                <CopyButton text=part(|code| code.code.clone())/>
                {move || address().map(|path| view! { <a class="button button-small" href=path rel="external" download="">"Download"</a> })}
            </div>
            <Failed asked/>
            <div class="code-body" hidden=move || asked.code.with(Option::is_none)>
                <Command label="The line that runs it" text=part(|code| code.run.clone())/>
                <p class="note" hidden=move || note.with(String::is_empty)>{note}</p>
                <pre class="code-text" tabindex="0" role="group" aria-label="The program">
                    <code inner_html=move || asked.code.with(|c| c.as_ref().map(|code| code.html.clone()).unwrap_or_default())></code>
                </pre>
            </div>
            <p class="note" hidden=move || asked.code.with(Option::is_some)>
                "One file, the standard library only: every step is a stand-in for your own code."
            </p>
        </section>
    }
}

/// The models to choose from.
#[component]
fn ModelOptions(session: Session, place: Memo<usize>) -> impl IntoView {
    let labels = Memo::new(move |_| {
        session.settled.with(|report| report.results.iter().map(|r| r.label.clone()).collect::<Vec<_>>())
    });
    let item = move |(index, label): (usize, String)| {
        view! { <option value=index.to_string() selected=move || place.get() == index>{label}</option> }
    };
    move || labels.get().into_iter().enumerate().map(item).collect_view()
}

/// Why there is no code.
#[component]
fn Failed(asked: Asked) -> impl IntoView {
    let told = move |refusal: Refusal| {
        view! {
            <div class="notice notice-bad" role="alert">
                {refusal.error} " " <button type="button" on:click=move |_| asked.ask()>"Try again"</button>
            </div>
        }
    };
    move || asked.failed.get().map(told)
}

/// Where the program of a model can be fetched; none if the scenario is too long for a link.
fn address(scenario: &Scenario, place: usize) -> Option<String> {
    let mut bare = scenario.clone();
    bare.runtime.costs.clear();
    let link = link::print(&bare);
    (link.len() <= link::MAX_LENGTH).then(|| format!("/code/{link}.py?model={place}"))
}

/// The code that was asked for: one question at a time, the newest wins.
#[derive(Clone, Copy)]
struct Asked {
    session: Session,
    place: Memo<usize>,
    /// The panel has been in view.
    seen: RwSignal<bool>,
    code: RwSignal<Option<Code>>,
    failed: RwSignal<Option<Refusal>>,
    asking: Asking,
}

impl Asked {
    fn new(session: Session, place: Memo<usize>) -> Asked {
        Asked {
            session,
            place,
            seen: RwSignal::new(false),
            code: RwSignal::new(None),
            failed: RwSignal::new(None),
            asking: Asking::new(),
        }
    }

    fn keep_asking(self) {
        Effect::new(move |_| {
            self.session.settled.track();
            self.place.track();
            if self.seen.get() {
                self.ask();
            }
        });
    }

    fn ask(self) {
        self.asking.ask(async move || {
            let report = self.session.settled.get_untracked();
            match client::code(&report.scenario, self.place.get_untracked()).await {
                Ok(code) => {
                    self.failed.set(None);
                    self.code.set(Some(code));
                }
                Err(refusal) => self.failed.set(Some(refusal)),
            }
        });
    }
}
