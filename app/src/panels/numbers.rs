//! All numbers as tables: one of everything, and one for each chart.

use leptos::prelude::*;
use simulator::observe::report::{ModelResult, ThroughputBin};
use simulator::observe::timeline::SliceState;

use crate::format;
use crate::state::Session;
use crate::words;

/// Parts of a makespan in the throughput table.
const PARTS: usize = 6;
/// Quarters of the tasks, and what they are called where tasks are few.
const QUARTERS: [(&str, u64); 5] = [("the first", 0), ("25 %", 1), ("50 %", 2), ("75 %", 3), ("all", 4)];
/// Shares of the latency table, percent.
const SHARES: [usize; 8] = [10, 25, 50, 75, 90, 95, 99, 100];

/// Name, meaning and text of a number of a result.
type Column = (&'static str, &'static str, fn(&ModelResult) -> String);

const COLUMNS: [Column; 14] = [
    ("Makespan", "From the start to the last completion", makespan),
    (
        "Tasks done",
        "Completed, of all that were submitted; others timed out or were not over at the end",
        done,
    ),
    ("Throughput", "Tasks completed a second", throughput),
    ("Speed-up", "Over one thread doing everything", |r| of_done(r, format::times(r.speedup))),
    ("Latency p50", "Half of the tasks were done within this time after they were submitted", |r| {
        of_done(r, format::duration(r.latency_ms.p50))
    }),
    ("p95", "95 of 100 tasks were done within this time", |r| of_done(r, format::duration(r.latency_ms.p95))),
    ("p99", "99 of 100 tasks were done within this time", |r| of_done(r, format::duration(r.latency_ms.p99))),
    ("Cores", "Share of the cores' time that was used", |r| format::percent(r.cores.utilization)),
    ("Switches", "How often a core changed from one thread to another", |r| {
        format::significant(a_run(r, r.cores.context_switches))
    }),
    ("GIL held", "Share of the makespan that the busiest GIL was held", |r| {
        r.gil.map_or("–".to_owned(), |g| format::percent(g.utilization))
    }),
    ("GIL forced", "How often a thread was made to let go of the GIL", |r| {
        r.gil.map_or("–".to_owned(), |g| format::significant(a_run(r, g.forced_switches)))
    }),
    ("Loop lag p99", "99 of 100 callbacks waited no longer than this for their turn", |r| {
        r.event_loop.map_or("–".to_owned(), |l| format::duration(l.lag_p99_ms))
    }),
    ("Loop blocked", "The longest that the event loop stood still", |r| {
        r.event_loop.map_or("–".to_owned(), |l| format::duration(l.longest_block_ms))
    }),
    ("Memory", "Threads, tasks, processes and payloads at their peak, on top of the bare program", |r| {
        format::bytes(r.memory.peak_bytes as f64)
    }),
];

fn makespan(result: &ModelResult) -> String {
    let told = format::duration(result.makespan_ms);
    let spread = result.intervals.and_then(|i| i.makespan_ms.plus_minus());
    spread.map_or(told.clone(), |ms| format!("{told} {}", format::plus_minus_ms(ms)))
}

fn done(result: &ModelResult) -> String {
    let tasks = &result.tasks;
    let all = tasks.completed + tasks.timed_out + tasks.failed + tasks.unfinished;
    let told = format::thousands(tasks.completed as i64);
    if tasks.completed == all { told } else { format!("{told} of {}", format::thousands(all as i64)) }
}

/// A figure of completed tasks; where there are none, there is no figure.
fn of_done(result: &ModelResult, told: String) -> String {
    if result.tasks.completed == 0 { "–".to_owned() } else { told }
}

fn throughput(result: &ModelResult) -> String {
    let spread = result.intervals.and_then(|i| i.throughput_per_s.plus_minus());
    format::rate_within(result.throughput_per_s, spread)
}

/// What a sum over all runs is for one of them.
fn a_run(result: &ModelResult, sum: u64) -> f64 {
    sum as f64 / result.replications.len().max(1) as f64
}

/// Every number of every model.
#[component]
pub fn Numbers(session: Session) -> impl IntoView {
    let rows = move || session.settled.with(|report| report.results.iter().map(row).collect_view());
    let heads =
        COLUMNS.iter().map(|(name, meaning, _)| view! { <th scope="col" title=*meaning>{*name}</th> });
    let meanings =
        COLUMNS.iter().map(|(name, meaning, _)| view! { <div><dt>{*name}</dt><dd>{*meaning}</dd></div> });
    view! {
        <section class="chart" aria-labelledby="all-numbers">
            <h2 id="all-numbers">"All numbers " <small>"every model on the same tasks"</small></h2>
            <div class="table-frame" tabindex="0" role="group" aria-labelledby="all-numbers">
                <table class="table">
                    <caption class="visually-hidden">"Every model on the same tasks"</caption>
                    <thead>
                        <tr><th scope="col">"Model"</th>{heads.collect_view()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <details>
                <summary>"What the columns mean"</summary>
                <dl class="meanings">{meanings.collect_view()}</dl>
            </details>
        </section>
    }
}

fn row(result: &ModelResult) -> impl IntoView + use<> {
    let cells = COLUMNS.iter().map(|(_, _, text)| view! { <td>{text(result)}</td> }).collect_view();
    view! { <tr><th scope="row">{result.label.clone()}</th>{cells}</tr> }
}

/// Completions over time: how many a second; where tasks are few, when they were done.
pub fn throughput_table(results: &[ModelResult]) -> AnyView {
    if results.iter().all(are_few) {
        let head = QUARTERS.iter().map(|(name, _)| (*name).to_owned()).collect();
        return table(
            "When so many of the tasks were done, to a sixtieth of the makespan.",
            head,
            results,
            ends,
        );
    }
    let head = (1..=PARTS).map(|part| format!("to {} %", part * 100 / PARTS)).collect();
    table("Tasks completed a second in each sixth of a model's makespan.", head, results, rates)
}

/// A rate is made of many: of fewer tasks than there are bins, it would jump from none to one in a bin.
fn are_few(result: &ModelResult) -> bool {
    completed(&result.throughput) <= result.throughput.len() as u64
}

fn completed(bins: &[ThroughputBin]) -> u64 {
    bins.iter().map(|bin| bin.completed).sum()
}

/// When the first task was done, a half of them, the last.
fn ends(result: &ModelResult) -> Vec<String> {
    let bins = &result.throughput;
    let all = completed(bins);
    let when = |quarters: u64| {
        let wanted = (all * quarters).div_ceil(4).max(1);
        let mut done = 0;
        let bin = bins.iter().find(|bin| {
            done += bin.completed;
            done >= wanted
        });
        bin.map_or("–".to_owned(), |bin| format::duration(bin.until_ms))
    };
    QUARTERS.iter().map(|(_, quarters)| when(*quarters)).collect()
}

/// The mean rate in each part of the makespan.
fn rates(result: &ModelResult) -> Vec<String> {
    let parts = result.throughput.chunks(result.throughput.len().div_ceil(PARTS).max(1));
    let mean = |part: &[ThroughputBin]| part.iter().map(|bin| bin.per_s).sum::<f64>() / part.len() as f64;
    parts.map(|part| format::rate(mean(part))).collect()
}

/// Latency by share of the tasks.
pub fn latency_table(results: &[ModelResult]) -> AnyView {
    let head = SHARES.iter().map(|share| format!("{share} %")).collect();
    let cells = |result: &ModelResult| {
        let at = |share: &usize| {
            result.latency_percentiles_ms.get(*share).map_or("–".to_owned(), |ms| format::duration(*ms))
        };
        SHARES.iter().map(at).collect()
    };
    table("Time from submission within which so many of the tasks were done.", head, results, cells)
}

/// Time per task in each state.
pub fn time_table(results: &[ModelResult]) -> AnyView {
    let used = |place: usize| results.iter().any(|r| r.time_ms.values()[place] > 0.0);
    let states: Vec<_> = words::times().filter(|(_, place)| used(*place)).collect();
    let head = states.iter().map(|(state, _)| words::name(*state).to_owned()).collect();
    let cells = |result: &ModelResult| {
        let tasks = result.tasks.completed.max(1) as f64;
        let values = result.time_ms.values();
        states.iter().map(|(_, place)| format::duration(values[*place] / tasks)).collect()
    };
    // Only where the queue is a column.
    let caption = if states.iter().any(|(state, _)| *state == SliceState::PoolQueue) {
        "Mean time of a task in each state. Queued is before it begins: the chart leaves that out."
    } else {
        "Mean time of a task in each state."
    };
    table(caption, head, results, cells)
}

fn table(
    caption: &'static str,
    head: Vec<String>,
    results: &[ModelResult],
    cells: impl Fn(&ModelResult) -> Vec<String>,
) -> AnyView {
    let row = |result: &ModelResult| {
        let cells = cells(result).into_iter().map(|text| view! { <td>{text}</td> }).collect_view();
        view! { <tr><th scope="row">{result.label.clone()}</th>{cells}</tr> }
    };
    let head = head.into_iter().map(|text| view! { <th scope="col">{text}</th> }).collect_view();
    let body = results.iter().map(row).collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="group" aria-label=caption>
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr><th scope="col">"Model"</th>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <p class="note" aria-hidden="true">{caption}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_says_what_it_means() {
        assert!(COLUMNS.iter().all(|(name, meaning, _)| !name.is_empty() && meaning.len() > name.len()));
    }

    /// Tasks of 10 ms, one after the other.
    fn one_by_one(tasks: u64) -> ModelResult {
        let scenario = format!(
            r#"{{"version": 1, "name": "n", "machine": {{"cores": 1}}, "models": [{{"kind": "sequential"}}],
                "workload": [{{"name": "t", "tasks": {tasks}, "steps": [{{"kind": "cpu", "ms": 10}}]}}]}}"#
        );
        simulator::simulate(&simulator::parse(&scenario).unwrap()).results.remove(0)
    }

    #[test]
    fn few_tasks_are_told_by_when_they_were_done() {
        let few = one_by_one(4);
        assert!(are_few(&few) && !are_few(&one_by_one(600)));
        assert_eq!(ends(&few), ["10 ms", "10 ms", "20 ms", "30 ms", "40 ms"]);
        assert_eq!(ends(&one_by_one(1)), ["10 ms"; 5]);
    }

    #[test]
    fn many_tasks_are_told_by_their_rate_in_each_part() {
        assert_eq!(rates(&one_by_one(600)).len(), PARTS);
        assert!(
            rates(&one_by_one(600)).iter().all(|rate| rate.starts_with("100")),
            "{:?}",
            rates(&one_by_one(600))
        );
    }
}
