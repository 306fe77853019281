//! Throughput, latency and where the time goes: drawn by the server first, by plotly once they are seen, and told
//! as tables always.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use simulator::Report;
use simulator::observe::report::ModelResult;
use simulator::observe::timeline::SliceState;

use super::numbers::{latency_table, throughput_table, time_table};
use crate::browser;
use crate::charts::{Figures, key_line, preview, series};
use crate::client;
use crate::names::name;
use crate::state::{Asking, Session};
use crate::words;

/// The three charts.
#[component]
pub fn Charts(session: Session) -> impl IntoView {
    let live = Live::new(session.settled);
    let section = NodeRef::<leptos::html::Section>::new();
    Effect::new(move |_| {
        if let Some(section) = section.get() {
            browser::plot::when_seen(&section, 0, move || {
                live.seen.try_set(true);
            });
        }
    });
    live.keep_asking();
    let chart = move |title: &'static str, about: &'static str, part: Part| {
        view! { <Chart session live title about part/> }
    };
    view! {
        <section class="charts" node_ref=section aria-label="Charts">
            {chart("Throughput", "tasks/s over time", Part::Throughput)}
            {chart("Latency", "share of tasks done within", Part::Latency)}
            {chart("Where the time goes", "per task, once begun", Part::Time)}
        </section>
    }
}

/// One of the charts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Throughput,
    Latency,
    Time,
}

impl Part {
    fn preview(self, results: &[ModelResult]) -> String {
        match self {
            Part::Throughput => preview::throughput(&series::throughput(results), series::until_ms(results)),
            Part::Latency => preview::latency(&series::latency(results), series::until_ms(results)),
            Part::Time => preview::time(&series::time(results)),
        }
    }

    fn figure(self, figures: &Figures) -> &str {
        match self {
            Part::Throughput => &figures.throughput,
            Part::Latency => &figures.latency,
            Part::Time => &figures.time,
        }
    }

    fn table(self, results: &[ModelResult]) -> AnyView {
        match self {
            Part::Throughput => throughput_table(results),
            Part::Latency => latency_table(results),
            Part::Time => time_table(results),
        }
    }
}

/// One chart: drawing, key, table.
#[component]
fn Chart(
    session: Session,
    live: Live,
    title: &'static str,
    about: &'static str,
    part: Part,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let drawn = RwSignal::new(false);
    Effect::new(move |_| {
        session.stage.theme.track();
        let (Some(node), Some(figures)) = (node.get(), live.figures.get()) else { return };
        spawn_local(async move {
            let result = browser::plot::draw(&node, part.figure(&figures)).await;
            drawn.try_set(result.is_ok());
        });
    });
    let first = move || {
        if drawn.get() { String::new() } else { session.settled.with(|report| part.preview(&report.results)) }
    };
    // Nobody looks at it before it is opened; without JavaScript it is there to be opened.
    let opened = RwSignal::new(cfg!(feature = "ssr"));
    let table = move || opened.get().then(|| session.settled.with(|report| part.table(&report.results)));
    view! {
        <article class="chart">
            <h2>{title} " " <small>{about}</small></h2>
            <div class="plot">
                <svg
                    class="plot-preview"
                    aria-hidden="true"
                    inner_html=first
                ></svg>
                <div class="plot-live" node_ref=node></div>
            </div>
            <Key session part/>
            <details on:toggle=move |_| opened.set(true)>
                <summary>"As a table"</summary>
                {table}
            </details>
        </article>
    }
}

/// Which line is whose, or which colour is which state.
#[component]
fn Key(session: Session, part: Part) -> impl IntoView {
    let marks = Memo::new(move |_| {
        session.settled.with(|report| match part {
            Part::Time => series::states(&series::time(&report.results)).into_iter().map(state).collect(),
            Part::Throughput | Part::Latency => lines(&report.results),
        })
    });
    let item = |mark: Mark| {
        view! { <li title=mark.about><span class=mark.class></span>{mark.name}</li> }
    };
    view! { <ul class="chart-key">{move || marks.get().into_iter().map(item).collect_view()}</ul> }
}

/// A mark in a key, and what it stands for.
#[derive(Clone, PartialEq)]
struct Mark {
    class: String,
    name: String,
    about: String,
}

fn lines(results: &[ModelResult]) -> Vec<Mark> {
    let all = results.iter().map(|r| r.label.as_str());
    let mark = |(index, label): (usize, &str)| Mark {
        class: key_line(index),
        name: name(all.clone(), index).whole(),
        about: label.to_owned(),
    };
    all.clone().enumerate().map(mark).collect()
}

fn state(state: SliceState) -> Mark {
    Mark {
        class: ["swatch state-", words::token(state)].concat(),
        name: words::name(state).to_owned(),
        about: words::meaning(state).to_owned(),
    }
}

/// The figures that the server builds, asked for when the results change: one question at a time, the newest wins.
#[derive(Clone, Copy)]
struct Live {
    report: RwSignal<Arc<Report>>,
    /// A chart has been in view.
    seen: RwSignal<bool>,
    figures: RwSignal<Option<Arc<Figures>>>,
    asking: Asking,
}

impl Live {
    fn new(report: RwSignal<Arc<Report>>) -> Live {
        Live { report, seen: RwSignal::new(false), figures: RwSignal::new(None), asking: Asking::new() }
    }

    fn keep_asking(self) {
        Effect::new(move |_| {
            self.report.track();
            if self.seen.get() {
                self.ask();
            }
        });
    }

    fn ask(self) {
        self.asking.ask(async move || {
            let report = self.report.get_untracked();
            if let Ok(figures) = client::charts(&report.results).await {
                self.figures.try_set(Some(Arc::new(figures)));
            }
        });
    }
}
