//! The questions that people ask, and the answers that they should get: the model, the reason's words, the mistakes
//! that must be recognised, and how models compare where somebody has measured it.
//!
//! What is expected here follows from the askers' own measurements and from how CPython works; it is not what the
//! simulator happens to say.

use simulator::observe::report::{ModelResult, Report};
use simulator::scenario::presets::{self, Group};
use simulator::simulate;

/// What is right for one question.
struct Answer {
    id: &'static str,
    /// Labels of which the recommended model must have one, or begin with it.
    recommended: &'static [&'static str],
    /// What headline and reason must say.
    says: &'static [&'static str],
    /// Warnings that must be raised: code, and a model that begins so.
    warns: &'static [(&'static str, &'static str)],
    /// What of one model over what of another lies within these bounds.
    ratios: &'static [Ratio],
}

/// A figure of one model over the same figure of another.
type Ratio = (Figure, &'static str, &'static str, f64, f64);

#[derive(Clone, Copy, Debug)]
enum Figure {
    Makespan,
    Rate,
    P95,
    P99,
}

use Figure::{Makespan, P95, P99, Rate};

const ANSWERS: &[Answer] = &[
    Answer {
        id: "pool-map-slower",
        recommended: &["Sequential"],
        says: &["Keep it sequential", "pickling and handing out", "as long"],
        warns: &[("tiny-tasks-to-processes", "Processes · 4, fork"), ("threads-for-cpu", "Threads")],
        // swifter issue 14 had 5 to 10 times with chunks; without them every list is sent alone
        ratios: &[
            (Makespan, "Processes · 4, fork, chunks", "Sequential", 1.5, 20.0),
            (Makespan, "Processes · 4, fork", "Sequential", 20.0, 1_000.0),
        ],
    },
    Answer {
        id: "hundred-health-checks",
        recommended: &["Threads · 100"],
        says: &["threads (100 workers)", "waiting", "With asyncio it makes no difference", "20.1 s becomes"],
        warns: &[],
        // 100 at once: one check's 200 ms and 100 × 1 ms of Python
        ratios: &[
            (Makespan, "Sequential", "Threads · 100", 50.0, 100.0),
            (Makespan, "Threads · 100", "asyncio", 0.9, 1.1),
        ],
    },
    Answer {
        id: "small-s3-objects-async",
        recommended: &["Processes · 64"],
        says: &["one GIL is not enough", "processes (64, spawn)"],
        warns: &[],
        // 1,000 objects: 10.11 s with asyncio, 4.30 s with processes; 10,000: 109 and 21 s. Threads cannot be better.
        ratios: &[
            (Makespan, "asyncio", "Processes · 64", 2.3, 5.8),
            (Makespan, "Threads · 64", "asyncio", 0.9, 1.1),
        ],
    },
    Answer {
        id: "def-or-async-def",
        recommended: &["asyncio + processes"],
        says: &["“compute” would hold the loop for 3 s", "GIL", "With asyncio and threads"],
        warns: &[("cpu-on-loop", "asyncio")],
        // the loop stands still for 6 of 10 s; threads take the GIL in turn, and each turn costs 5 ms
        ratios: &[
            (Rate, "asyncio · ", "asyncio + processes", 0.3, 0.5),
            (P95, "asyncio + threads", "asyncio + processes", 1.2, 2.5),
        ],
    },
    Answer {
        id: "gunicorn-workers-and-threads",
        recommended: &["Server processes · 4, Threads"],
        says: &["server processes (4 with", "waiting", "one request at a time) only"],
        warns: &[],
        // 9 sync workers: 9 / 0.23 s; one process: 1 / 30 ms; both are below the 50 that arrive
        ratios: &[
            (Rate, "Server processes · 9, Sequential", "Server processes · 4, Threads · 4", 0.75, 0.9),
            (Rate, "Server processes · 1, Threads", "Server processes · 4, Threads · 4", 0.6, 0.8),
        ],
    },
    Answer {
        id: "pings-still-die",
        recommended: &["asyncio + processes"],
        says: &["“job” would hold the loop for 500 ms", "held the GIL that the loop needs"],
        warns: &[("cpu-on-loop", "asyncio")],
        // half of the beats are lost on the loop; in threads a beat is some 5 ms late
        ratios: &[
            (Rate, "asyncio · ", "asyncio + processes", 0.45, 0.65),
            (P95, "asyncio + threads", "asyncio + processes", 1.1, 1.5),
        ],
    },
    Answer {
        id: "password-hashing",
        recommended: &["asyncio + threads"],
        says: &["asyncio and threads", "“log in” would hold the loop for 22", "With asyncio and processes"],
        warns: &[("cpu-on-loop", "asyncio")],
        // bcrypt releases the GIL: threads save the heartbeat (233 ms became 23 ms), processes do no better
        ratios: &[
            (Rate, "asyncio · ", "asyncio + threads", 0.0, 0.3),
            (P95, "asyncio + threads", "asyncio + processes", 0.8, 1.2),
        ],
    },
    Answer {
        id: "embeddings-in-the-api",
        recommended: &["Sequential"],
        says: &["nothing is faster", "native code", "all 6 cores were busy"],
        warns: &[
            ("oversubscribed-cores", "Threads · 7"),
            ("outside-validation", "Threads · 7"),
            ("cpu-on-loop", "asyncio"),
        ],
        // fair shares: seven at once take as long as one after the other. The measured rest is outside of the model.
        ratios: &[(Makespan, "Threads · 7", "Sequential", 0.97, 1.03)],
    },
    Answer {
        id: "async-database-driver",
        recommended: &["Server processes · 16, Sequential"],
        says: &["one request at a time", "a loop in each", "too little for what it adds"],
        warns: &[],
        // 5,589 a second with sync workers, 4,952 with loops; 99 % within 31 and 75 ms
        ratios: &[
            (Rate, "Server processes · 16, Sequential", "Server processes · 5, asyncio", 1.0, 1.25),
            (P99, "Server processes · 5, asyncio", "Server processes · 16, Sequential", 1.5, 4.0),
        ],
    },
    Answer {
        id: "slow-messages",
        recommended: &["Threads · 100"],
        says: &["threads (100 workers)", "waiting", "all of its 32 workers were taken"],
        warns: &[("blocking-on-loop", "asyncio")],
        ratios: &[
            (Makespan, "Sequential", "Threads · 12", 10.0, 12.0),
            (Makespan, "Sequential", "Threads · 100", 80.0, 100.0),
            (Makespan, "asyncio", "Sequential", 0.99, 1.01),
        ],
    },
    Answer {
        id: "celery-pool",
        recommended: &["Threads · 250"],
        says: &["threads (250 workers)", "waiting", "With asyncio it makes no difference"],
        warns: &[],
        // 500 s over how many wait at once: 12 and 250
        ratios: &[
            (Makespan, "Sequential", "Processes · 12", 11.0, 12.0),
            (Makespan, "Processes · 12", "Threads · 250", 16.0, 21.0),
            (Makespan, "Threads · 12", "Processes · 12", 0.97, 1.03),
        ],
    },
    Answer {
        id: "parse-on-all-cores",
        recommended: &["Processes · 8"],
        says: &["processes (8", "16 s becomes", "Python", "the GIL was held"],
        warns: &[("threads-for-cpu", "Threads"), ("cpu-on-loop", "asyncio")],
        // 20 pages on 8 cores are three rounds of 800 ms, and the start before
        ratios: &[
            (Makespan, "Sequential", "Processes · 8", 4.5, 6.7),
            (Makespan, "Threads · 8", "Sequential", 0.98, 1.05),
        ],
    },
    Answer {
        id: "free-threading-worth-it",
        recommended: &["Free-threaded · 4"],
        says: &["free-threaded Python", "no GIL", "With processes"],
        warns: &[("threads-for-cpu", "Threads · 4"), ("oversubscribed-cores", "Free-threaded · 16")],
        // measured on four cores: 1.70 and 2.48 times with 2 and 4 threads, no more with 16 than with 8
        ratios: &[
            (Makespan, "Sequential", "Free-threaded · 2", 1.5, 2.0),
            (Makespan, "Sequential", "Free-threaded · 4", 2.4, 4.0),
            (Makespan, "Free-threaded · 16", "Free-threaded · 4", 0.95, 1.1),
        ],
    },
    Answer {
        id: "workers-start-slowly",
        recommended: &["Processes · 8, fork"],
        says: &["processes (8, fork)", "starting its workers takes 4", "as long"],
        warns: &[
            ("spawn-dominates", "Processes · 8, spawn"),
            ("spawn-dominates", "Processes · 8, forkserver"),
            ("threads-for-cpu", "Threads"),
        ],
        ratios: &[
            (Makespan, "Processes · 8, forkserver", "Processes · 8, fork", 2.5, 14.0),
            (Makespan, "Processes · 8, spawn, 4 tasks a child", "Processes · 8, spawn", 1.3, 17.0),
        ],
    },
    Answer {
        id: "container-lies-about-cores",
        recommended: &["Processes · 2"],
        says: &["processes (2", "the quota of 2 CPUs was used up", "With processes (20"],
        warns: &[
            ("quota-below-cores", ""),
            ("default-pool-in-container", "Processes · 20"),
            ("default-pool-in-container", "Threads · 24"),
            ("threads-for-cpu", "Threads · 24"),
        ],
        ratios: &[(Makespan, "Processes · 20", "Processes · 2", 1.0, 1.5)],
    },
];

#[test]
fn every_question_has_its_answer_here() {
    let asked: Vec<&str> =
        presets::all().filter(|preset| preset.group == Group::Question).map(|preset| preset.id).collect();
    let answered: Vec<&str> = ANSWERS.iter().map(|answer| answer.id).collect();
    assert_eq!(answered, asked);
}

#[test]
fn every_question_is_answered_rightly() {
    let wrong: Vec<String> = ANSWERS.iter().flat_map(Answer::mistakes).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_preset_ends_with_a_verdict_in_words() {
    for preset in presets::all() {
        let report = simulate(&preset.scenario());
        let verdict = &report.verdict;
        let completed = report.results[verdict.recommended].tasks.completed;
        assert!(completed > 0, "{}", preset.id);
        assert!(verdict.headline.ends_with('.') && verdict.reason.ends_with('.'), "{}", preset.id);
        assert!(verdict.reason.chars().any(char::is_numeric), "{}: {}", preset.id, verdict.reason);
    }
}

#[test]
fn the_first_answer_is_that_of_many_runs() {
    let preset = presets::get(presets::DEFAULT_ID).expect("a preset");
    let recommended = |replications| {
        let mut scenario = preset.scenario();
        scenario.run.replications = replications;
        let report = simulate(&scenario);
        report.results[report.verdict.recommended].label.clone()
    };
    assert_eq!(recommended(1), recommended(20), "one luck is not to decide what everybody sees first");
}

impl Answer {
    fn mistakes(&self) -> Vec<String> {
        let report = simulate(&presets::get(self.id).expect("a preset").scenario());
        let label = &report.results[report.verdict.recommended].label;
        let told = format!("{} {}", report.verdict.headline, report.verdict.reason);
        let mut wrong = Vec::new();
        if !self.recommended.iter().any(|expected| label.starts_with(expected)) {
            wrong.push(format!("recommends {label:?} instead of {:?}: {told}", self.recommended));
        }
        let missing = self.says.iter().filter(|words| !told.contains(**words));
        wrong.extend(missing.map(|words| format!("does not say {words:?}: {told}")));
        let missing = self.warns.iter().filter(|(code, model)| !warned(&report, code, model));
        wrong.extend(missing.map(|(code, model)| format!("does not warn of {code} at {model:?}")));
        wrong.extend(self.ratios.iter().filter_map(|ratio| off(&report, *ratio)));
        wrong.into_iter().map(|text| format!("{}: {text}", self.id)).collect()
    }
}

fn warned(report: &Report, code: &str, model: &str) -> bool {
    report.verdict.warnings.iter().any(|warning| {
        let label = warning.model.map_or("", |i| report.results[i].label.as_str());
        warning.code == code && label.starts_with(model)
    })
}

/// What is off about a ratio, if anything.
fn off(report: &Report, (figure, one, other, low, high): Ratio) -> Option<String> {
    let ratio = value(figure, find(report, one)) / value(figure, find(report, other));
    let within = (low..=high).contains(&ratio);
    (!within).then(|| format!("{figure:?} of {one} over {other} is {ratio:.2}, not {low} to {high}"))
}

fn value(figure: Figure, result: &ModelResult) -> f64 {
    match figure {
        Makespan => result.makespan_ms,
        Rate => result.throughput_per_s,
        P95 => result.latency_ms.p95,
        P99 => result.latency_ms.p99,
    }
}

/// The model with this label, or else the first whose label begins so.
fn find<'a>(report: &'a Report, label: &str) -> &'a ModelResult {
    let label = label.trim_end_matches(" · ");
    let exact = report.results.iter().find(|result| result.label == label);
    exact.or_else(|| report.results.iter().find(|result| result.label.starts_with(label))).expect(label)
}
