//! Run it for real: the script of this scenario, the box that takes what it measured, and both side by side.

use leptos::prelude::*;
use serde_json::json;
use simulator::scenario::{Scenario, link};

use super::handover::{Command, PasteBox, origin};
use super::real_table::{Bars, Figures};
use crate::draft::path;
use crate::measured::{Comparison, RealRun};
use crate::state::{Phase, Session};

/// The panel.
#[component]
pub fn RunForReal(session: Session) -> impl IntoView {
    let origin = origin();
    let script = Memo::new(move |_| session.scenario.with(|s| script_path(s)));
    let command = Signal::derive(move || match script.get() {
        Some(path) => {
            format!("curl -fsS '{origin}{path}' -o run_real.py && python3 run_real.py > measured.json")
        }
        None => format!(
            "curl -fsS -H 'content-type: application/json' -d @scenario.json '{origin}/api/v1/script' -o run_real.py && python3 run_real.py > measured.json"
        ),
    });
    let take = Callback::new(move |text: String| {
        let run = RealRun::read(&text)?;
        let words = format!("Measured with Python {} on {}.", run.python, run.machine);
        session.take_real(run);
        Ok(words)
    });
    view! {
        <section class="chart" aria-labelledby="run-for-real">
            <h2 id="run-for-real">
                "Run it for real" <small>" · this scenario in your own Python, beside what is simulated"</small>
            </h2>
            <Compared session/>
            <details class="handover-fold" open=true>
                <summary>"Get the script, run it, paste what it prints"</summary>
                <div class="handover">
                    <Command label="The command that runs it" text=command/>
                    <p class="note">
                        {move || script.get().map(|path| view! {
                            <a href=path rel="external" download="run_real.py">"run_real.py"</a>
                            " is one file for Linux and macOS and needs only the standard library. "
                        })}
                        {move || script.with(Option::is_none).then_some(
                            "This scenario is too long for a link: save it by the button JSON as scenario.json first. "
                        )}
                        "It runs every model three times, each time in a fresh interpreter, on as many cores as the scenario has."
                    </p>
                    <PasteBox label="What was measured" action="Compare" take/>
                </div>
            </details>
        </section>
    }
}

/// Where the script of a scenario is; none if its link is too long. Costs are the simulator's affair.
fn script_path(scenario: &Scenario) -> Option<String> {
    let mut bare = scenario.clone();
    bare.runtime.costs.clear();
    let link = link::print(&bare);
    (link.len() <= link::MAX_LENGTH).then(|| format!("/run/{link}.py"))
}

/// What was measured beside what is simulated; or why the two do not belong together.
#[component]
fn Compared(session: Session) -> impl IntoView {
    let run = move || session.real.get();
    let valid = move || session.comparison.get().filter(|compared| compared.differs.is_empty());
    let void = move || session.comparison.get().filter(|compared| !compared.differs.is_empty());
    view! {
        {move || void().map(|compared| view! { <Void session compared/> })}
        {move || {
            valid()
                .zip(run())
                .map(|(compared, run)| {
                    view! {
                        <p class="real-summary">{summary(&compared)}</p>
                        <Notes session run=run/>
                        <Bars compared=compared.clone()/>
                        <Figures compared/>
                        <p>
                            <button type="button" class="button button-small" on:click=move |_| session.real.set(None)>
                                "Forget what was measured"
                            </button>
                        </p>
                    }
                })
        }}
    }
}

/// What was measured belongs to another scenario.
#[component]
fn Void(session: Session, compared: std::sync::Arc<Comparison>) -> impl IntoView {
    let name = session.real.with(|run| run.as_ref().map(|run| run.scenario.name.clone()).unwrap_or_default());
    let differs = compared.differs.join(", ");
    view! {
        <div class="notice notice-warn" role="status">
            "What was measured belongs to “" {name} "”, of which this scenario differs in " {differs} ". "
            <button type="button" on:click=move |_| session.show_real()>"Show the scenario that was measured"</button>
        </div>
    }
}

/// In what the machine and its Python are not the scenario's.
#[component]
fn Notes(session: Session, run: std::sync::Arc<RealRun>) -> impl IntoView {
    let simulated = session.report(|report| report.scenario.runtime.python);
    let other = run.version.filter(|version| *version != simulated);
    let python = run.python.clone();
    let button = other.map(|version| {
        let change = move |_| {
            session.edit(Phase::Done, |draft| path::set(draft, "runtime.python", json!(version.name())));
        };
        view! {
            <li>
                {format!("It ran in Python {python}, and Python {} is simulated. ", simulated.name())}
                <button type="button" on:click=change>{format!("Simulate Python {}", version.name())}</button>
            </li>
        }
    });
    let notes = run.notes.iter().map(|note| view! { <li>{sentence(note)}</li> }).collect_view();
    (button.is_some() || !run.notes.is_empty())
        .then(|| view! { <div class="notice notice-warn"><ul>{button} {notes}</ul></div> })
}

fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How far off the simulated makespans are.
fn summary(compared: &Comparison) -> String {
    let mut errors: Vec<(f64, &str)> =
        compared.rows.iter().filter_map(|row| Some((row.error()?.abs(), row.label.as_str()))).collect();
    errors.sort_by(|a, b| a.0.total_cmp(&b.0));
    let percent = |share: f64| crate::format::percent(share);
    match errors.as_slice() {
        [] => "No model was measured.".to_owned(),
        [(error, label)] => format!("The simulated makespan of {label} is off by {}.", percent(*error)),
        all => {
            let (worst, label) = all[all.len() - 1];
            let middle = 0.5 * (all[(all.len() - 1) / 2].0 + all[all.len() / 2].0);
            format!(
                "Over {} models the simulated makespans are off by {} in the median; the most by {} ({label}).",
                all.len(),
                percent(middle),
                percent(worst)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::compare::Row;
    use crate::measured::real::{Figures, Latency, Spread};

    fn row(label: &str, simulated_ms: f64, measured_ms: f64) -> Row {
        let makespan_ms = Spread { median: measured_ms, p10: measured_ms, p90: measured_ms, n: 3 };
        let measured = Ok(Figures { makespan_ms, latency_ms: Latency::default() });
        Row { label: label.to_owned(), simulated_ms, simulated_p95_ms: 0.0, measured }
    }

    #[test]
    fn the_summary_names_the_middle_and_the_worst() {
        let rows = vec![row("a", 110.0, 100.0), row("b", 80.0, 100.0), row("c", 101.0, 100.0)];
        let compared = Comparison { differs: Vec::new(), rows };
        let words = summary(&compared);
        assert!(words.contains("10 % in the median") && words.contains("20 % (b)"), "{words}");
        let none = Comparison { differs: Vec::new(), rows: Vec::new() };
        assert_eq!(summary(&none), "No model was measured.");
    }

    #[test]
    fn notes_are_sentences() {
        assert_eq!(sentence("the scenario has 4 cores"), "The scenario has 4 cores.");
    }
}
