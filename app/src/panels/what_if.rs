//! What if: a form for one or two numbers, the sweep while it runs, and what it found. Form, picture and figure come
//! from the server; the page puts them in place.

use leptos::ev::{Event, KeyboardEvent, SubmitEvent};
use leptos::html::{Div, Form, Section};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{Element, EventTarget};
use send_wrapper::SendWrapper;

use crate::browser::events::{self, Events};
use crate::browser::{self, form};
use crate::client;
use crate::draft::typed;
use crate::state::Session;

/// How the sweep goes.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Idle,
    Running(f64, f64),
    Done,
    Cancelled,
    Failed(String),
}

/// The panel's memory.
#[derive(Clone, Copy)]
struct Panel {
    session: Session,
    form: NodeRef<Form>,
    fields: RwSignal<String>,
    phase: RwSignal<Phase>,
    picture: RwSignal<String>,
    figure: RwSignal<Option<String>>,
    /// The scenario has changed since.
    stale: RwSignal<bool>,
    /// The stream of the sweep that runs.
    events: StoredValue<Option<SendWrapper<Events>>>,
    /// The scenario's name and the query of the sweep on screen.
    ran: StoredValue<(String, String)>,
    /// The next change of the scenario comes from the map, which stays right.
    from_map: StoredValue<bool>,
}

impl Panel {
    fn query(self) -> String {
        self.form.get_untracked().map(|form| form::query(&form)).unwrap_or_default()
    }

    /// Asks for the form, with what was chosen so far.
    fn load(self) {
        let query = ["?", &self.query()].concat();
        spawn_local(async move {
            self.fields.try_set(self.session.part("/parts/what-if/", &query).await);
        });
    }

    fn run(self) {
        let query = self.query();
        self.figure.set(None);
        self.picture.set(String::new());
        self.stale.set(false);
        self.phase.set(Phase::Running(0.0, 1.0));
        spawn_local(async move {
            let name = self.session.part_name().await;
            // It may have been cancelled meanwhile.
            if matches!(self.phase.get_untracked(), Phase::Running(..)) {
                match name {
                    Ok(name) => self.follow(name, query),
                    Err(reason) => self.phase.set(Phase::Failed(reason)),
                }
            }
        });
    }

    /// Opens the stream of a sweep.
    fn follow(self, name: String, query: String) {
        let url = format!("/parts/sweep/{name}?{query}");
        self.ran.set_value((name, query));
        let names = ["progress", "picture", "figure", "done", "problem", "error"];
        let stream = events::listen(&url, &names, move |name, data| self.told(name, data));
        if stream.is_none() {
            self.phase.set(Phase::Failed("This browser cannot follow a sweep.".to_owned()));
        }
        self.events.set_value(stream.map(SendWrapper::new));
    }

    fn told(self, name: &str, data: String) {
        match name {
            // A stream that is over says so once more when it closes.
            _ if !matches!(self.phase.get_untracked(), Phase::Running(..)) => {}
            "progress" => {
                let mut numbers = data.split(' ').map(|n| typed::float(n).unwrap_or(0.0));
                self.phase.set(Phase::Running(numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(1.0)));
            }
            "picture" => self.picture.set(data),
            "figure" => self.figure.set(Some(data)),
            "done" => self.stop(Phase::Done),
            "problem" => self.stop(Phase::Failed(data)),
            _ => self.stop(Phase::Failed("The server broke off. Try again.".to_owned())),
        }
    }

    /// Closes the stream, so that the server stops, too.
    fn stop(self, phase: Phase) {
        self.events.with_value(|events| events.iter().for_each(|events| events.close()));
        self.phase.set(phase);
    }

    fn is_running(self) -> bool {
        matches!(self.phase.get(), Phase::Running(..))
    }

    /// Takes over the scenario of a cell.
    fn take(self, at: &str) {
        let (name, query) = self.ran.get_value();
        let query = format!("?{query}&at={at}");
        spawn_local(async move {
            match client::part(&["/parts/point/", &name].concat(), &query).await {
                Ok(json) => {
                    if let Ok(scenario) = simulator::parse(&json) {
                        self.from_map.set_value(true);
                        self.session.replace(&scenario);
                    }
                }
                Err(reason) => self.phase.set(Phase::Failed(reason)),
            }
        });
    }
}

/// The panel.
#[component]
pub fn WhatIf(session: Session) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    let panel = Panel {
        session,
        form: NodeRef::new(),
        fields: RwSignal::new(String::new()),
        phase: RwSignal::new(Phase::Idle),
        picture: RwSignal::new(String::new()),
        figure: RwSignal::new(None),
        stale: RwSignal::new(false),
        events: StoredValue::new(None),
        ran: StoredValue::new((String::new(), String::new())),
        from_map: StoredValue::new(false),
    };
    let seen = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(section) = section.get() {
            browser::plot::when_seen(&section, browser::plot::AHEAD_PX, move || {
                seen.try_set(true);
            });
        }
    });
    Effect::new(move |before: Option<()>| {
        session.scenario.track();
        if !seen.get() {
            return;
        }
        let own = panel.from_map.get_value();
        panel.from_map.set_value(false);
        if before.is_some() && !own && panel.phase.get_untracked() != Phase::Idle {
            panel.stale.set(true);
        }
    });
    Effect::new(move |_| {
        session.settled.track();
        if seen.get() {
            panel.load();
        }
    });
    view! {
        <section class="chart whatif" node_ref=section aria-labelledby="what-if">
            <h2 id="what-if">"What if " <small>"one or two numbers were others: where does the answer change?"</small></h2>
            <Controls panel/>
            <Found panel/>
        </section>
    }
}

/// The form, progress and cancel.
#[component]
fn Controls(panel: Panel) -> impl IntoView {
    let run = move |event: SubmitEvent| {
        event.prevent_default();
        panel.run();
    };
    // Another number has another range.
    let changed = move |event: Event| {
        let name = form::around(event.target(), "name").map(|(_, name)| name);
        if name.is_some_and(|name| name == "x" || name == "y") {
            panel.load();
        }
    };
    let running = move || panel.is_running();
    let count = move || match panel.phase.get() {
        Phase::Running(done, of) => format!("{done} of {of} points"),
        _ => String::new(),
    };
    let words = move || match panel.phase.get() {
        Phase::Idle | Phase::Running(..) => String::new(),
        Phase::Done => "Done.".to_owned(),
        Phase::Cancelled => "Cancelled: what was known by then stands below.".to_owned(),
        Phase::Failed(reason) => reason,
    };
    let share = move || match panel.phase.get() {
        Phase::Running(done, of) => (done / of).to_string(),
        _ => "0".to_owned(),
    };
    view! {
        <form class="whatif-form" node_ref=panel.form on:submit=run on:change=changed>
            <div class="whatif-fields" inner_html=panel.fields></div>
            <div class="group-actions">
                <button type="submit" class="button button-main" disabled=move || panel.fields.with(String::is_empty) || running()>
                    "Run the sweep"
                </button>
                <button type="button" class="button" hidden=move || !running() on:click=move |_| panel.stop(Phase::Cancelled)>
                    "Cancel"
                </button>
                <progress class="whatif-progress" max="1" value=share hidden=move || !running() aria-label="Progress of the sweep"></progress>
                <span class="whatif-count" hidden=move || !running()>{count}</span>
                <span class="whatif-words" role="status" class:is-bad=move || matches!(panel.phase.get(), Phase::Failed(_))>
                    {words}
                </span>
            </div>
        </form>
    }
}

/// What was found so far.
#[component]
fn Found(panel: Panel) -> impl IntoView {
    let plot = NodeRef::<Div>::new();
    Effect::new(move |_| {
        panel.session.stage.theme.track();
        let (Some(plot), Some(figure)) = (plot.get(), panel.figure.get()) else { return };
        spawn_local(async move {
            if browser::plot::draw(&plot, &figure).await.is_err() {
                leptos::logging::log!("the curves could not be drawn; the table has them");
            }
        });
    });
    let node = NodeRef::<Div>::new();
    let read = move |target: Option<EventTarget>| {
        let told = node.get_untracked().and_then(|node| form::find(&node, ".map-told"));
        if let (Some(told), Some((cell, _))) = (told, form::around(target, "data-at")) {
            told.set_text_content(cell.get_attribute("aria-label").as_deref());
        }
    };
    let keys = move |event: KeyboardEvent| {
        if let Some(node) = node.get_untracked()
            && go(&node, &event)
        {
            event.prevent_default();
        }
    };
    let take = move |target: Option<EventTarget>| {
        if let Some((_, at)) = form::around(target, "data-at") {
            panel.take(&at);
        }
    };
    view! {
        <p class="whatif-empty" hidden=move || panel.phase.get() != Phase::Idle>
            "A sweep runs the scenario at each value and draws a curve for each model, with the values where the recommended model changes. Two numbers make a map."
        </p>
        <p class="notice notice-warn" role="status" hidden=move || !panel.stale.get()>
            "The scenario has changed since this was run. Run it again to follow."
        </p>
        <div class="plot whatif-plot" hidden=move || panel.figure.with(Option::is_none)>
            <div class="plot-live" node_ref=plot></div>
        </div>
        <div
            class="whatif-found"
            node_ref=node
            inner_html=panel.picture
            on:click=move |event| take(event.target())
            on:mouseover=move |event| read(event.target())
            on:focusin=move |event| read(event.target())
            on:keydown=keys
        ></div>
    }
}

/// Goes from a cell of the map to the next by an arrow key.
fn go(found: &Element, event: &KeyboardEvent) -> bool {
    let number = |text: String| text.parse::<i32>().ok();
    let cell = form::around(event.target(), "data-cell").and_then(|(cell, n)| Some((cell, number(n)?)));
    let columns = form::around(event.target(), "data-columns").and_then(|(_, n)| number(n));
    let (Some((cell, at)), Some(columns)) = (cell, columns) else { return false };
    let column = at % columns;
    let next = match event.key().as_str() {
        "ArrowLeft" if column > 0 => at - 1,
        "ArrowRight" if column + 1 < columns => at + 1,
        "ArrowUp" => at - columns,
        "ArrowDown" => at + columns,
        _ => return false,
    };
    let Some(next) = form::find(found, &format!("[data-cell=\"{next}\"]")) else { return false };
    let moved =
        cell.set_attribute("tabindex", "-1").and(next.set_attribute("tabindex", "0")).and(next.focus());
    moved.is_ok()
}
