//! Why, in a few sentences with the numbers of this run: what the recommended model makes of it and why, why the
//! model that people would take otherwise loses, what limits it now, and how sure that is.

use crate::observe::report::ModelResult;
use crate::scenario::Model;

use super::bottleneck::{Bottleneck, bottleneck};
use super::cause::{needs_more_gils, since};
use super::choice::{AS_GOOD, Choice, NO_DIFFERENCE, Why};
use super::demand::Mostly;
use super::facts::{Facts, Goal};
use super::family::{Family, called};
use super::headline::{advice, what};
use super::margin::sure;
use super::pool_sizes::unequal;
use super::stretch::{LONG_MS, Stretch, stretches};
use super::words::{count, duration, percent, rate, sentence, times};

/// What takes less is over at once: it is not compared with anything.
const LEAST_MS: f64 = 1e-6;
/// A ratio from here on is said as "2.4×", below it as "40 % longer".
const SAID_AS_RATIO: f64 = 2.0;

pub(super) fn reason(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    let best = &facts.results[choice.best];
    let said = match choice.why {
        Why::NothingIsSlow => vec![fast_enough(facts, pick, best)],
        Why::OnlyOne => vec![demand(facts), held_back(facts, pick)],
        Why::NothingToGain => vec![demand(facts), gain(facts, choice), third(facts, choice)],
        Why::SimplestGoodOne => {
            vec![
                gain(facts, choice),
                third(facts, choice),
                sibling(facts, choice),
                unequal(facts, choice),
                limit(facts, pick),
            ]
        }
    };
    let said = said.into_iter().chain([sure(facts, choice)]);
    said.filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

/// "Mostly waiting (86 %)."
fn demand(facts: &Facts) -> String {
    let waiting = facts.demand.waiting_share();
    let code = if facts.demand.pure_python() { "pure Python" } else { "native code" };
    match facts.demand.mostly() {
        Mostly::Waiting => format!("Mostly waiting ({}).", percent(waiting)),
        Mostly::Calculating => format!("Mostly calculating ({}), in {code}.", percent(1.0 - waiting)),
        Mostly::Both => format!("{} waiting, {} calculating.", percent(waiting), percent(1.0 - waiting)),
    }
}

/// "it takes 286 ms" or "95 % of tasks are done within 45 ms".
fn outcome(facts: &Facts, result: &ModelResult) -> String {
    let score = duration(facts.score_ms(result));
    match facts.goal {
        Goal::Finish => format!("it takes {score}"),
        Goal::Serve => format!("95 % of tasks are done within {score}"),
    }
}

fn with(facts: &Facts, result: &ModelResult) -> String {
    match Family::of(&result.model) {
        Family::Sequential => "one after the other".to_owned(),
        _ => format!("with {}", facts.name(result)),
    }
}

fn fast_enough(facts: &Facts, pick: &ModelResult, best: &ModelResult) -> String {
    let said = sentence(&format!("{}, {}", with(facts, pick), outcome(facts, pick)));
    if facts.score_ms(pick) > facts.score_ms(best) * NO_DIFFERENCE {
        let best = format!("{}, {}", with(facts, best), duration(facts.score_ms(best)));
        return format!("{said}; {best}. That is not worth a change.");
    }
    let lost = losses(facts, pick);
    if lost.is_empty() { format!("{said}.") } else { format!("{said}. {lost}") }
}

/// Why even the best of the others loses against a plain loop, and the best that computes in parallel.
fn losses(facts: &Facts, pick: &ModelResult) -> String {
    let others = || facts.results.iter().filter(|r| r.model != pick.model);
    let score = |r: &&ModelResult| facts.score_ms(r);
    let best = others().min_by(|a, b| score(a).total_cmp(&score(b)));
    let parallel = others().filter(|r| Family::of(&r.model).computes_in_parallel());
    let parallel = parallel.min_by(|a, b| score(a).total_cmp(&score(b)));
    parallel.or(best).map_or_else(String::new, |other| {
        let compared = sentence(&compared(facts, pick, other));
        let clause = bottleneck(facts, other).map(|b| b.clause(facts, other));
        clause.map_or_else(|| format!("{compared}."), |c| format!("{compared}: {c}."))
    })
}

/// What the only model makes of it.
fn held_back(facts: &Facts, only: &ModelResult) -> String {
    let said = sentence(&format!("{} {}", with(facts, only), outcome(facts, only)));
    let clause = bottleneck(facts, only).map(|b| b.clause(facts, only));
    clause.map_or_else(|| format!("{said}."), |c| format!("{said}: {c}."))
}

/// What the recommended model makes of it, and why: "2.48 s becomes 286 ms, 8.7× as fast, since 80 % of it is
/// waiting."
fn gain(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    let advised = advice(facts, choice).filter(|_| choice.why == Why::SimplestGoodOne);
    let sequential = facts.find(Family::Sequential).filter(|s| s.model != pick.model);
    let said = match (facts.goal, sequential) {
        (Goal::Finish, Some(s)) if falls_short(pick, s) => {
            let said = sentence(&format!("{} {}", with(facts, pick), outcome(facts, pick)));
            format!("{said}; {} {}", with(facts, s), done(facts, s))
        }
        (Goal::Finish, Some(s)) => {
            let (before, after) = (facts.score_ms(s), facts.score_ms(pick));
            // The figure is of the run, which did not take the advice.
            let stands = if advised.is_some() { " as it stands" } else { "" };
            let (ratio, before, after) = (times(before / after), duration(before), duration(after));
            format!("{before} becomes {after}{stands}, {ratio} as fast")
        }
        (Goal::Finish, None) => sentence(&format!("{} {}", with(facts, pick), outcome(facts, pick))),
        (Goal::Serve, _) => {
            format!("{}, at {}", outcome(facts, pick), rate(pick.throughput_per_s))
        }
    };
    let since = since(facts, pick).map_or_else(String::new, |why| format!(", since {why}"));
    format!("{said}{since}.")
}

/// What holds the recommended model, if it is a limit that people set.
fn limit(facts: &Facts, pick: &ModelResult) -> String {
    match bottleneck(facts, pick) {
        Some(limit @ (Bottleneck::Quota | Bottleneck::Service(_) | Bottleneck::Start)) => {
            format!("Its limit: {}.", limit.clause(facts, pick))
        }
        _ => String::new(),
    }
}

/// The change to make, or the model that is a little better but harder, or why the alternative loses.
fn third(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    if let Some(stretch) = advice(facts, choice).filter(|_| choice.why == Why::SimplestGoodOne) {
        let (each, all) = (duration(stretch.ms()), duration(stretch.in_all_ms()));
        let holds =
            sentence(&format!("{} holds the loop for {each} at a time, {all} in all.", what(&stretch)));
        let untried = hybrid(facts, pick, &stretch).map(|name| format!("Add {name} to see what that gains."));
        return [holds].into_iter().chain(untried).collect::<Vec<_>>().join(" ");
    }
    let best = &facts.results[choice.best];
    if choice.why == Why::SimplestGoodOne && worth_saying(facts, pick, best) {
        return format!("{}: too little for what it adds.", sentence(&compared(facts, pick, best)));
    }
    alternative(facts, choice).map_or_else(String::new, |other| loses(facts, choice, other))
}

/// The model that moves the work off a plain loop, if it was not run.
fn hybrid(facts: &Facts, pick: &ModelResult, stretch: &Stretch) -> Option<String> {
    let (family, kind) = match stretch.better_place(facts.gil_is_full(pick)) {
        "a process" => (Family::AsyncioProcesses, "asyncio_processes"),
        _ => (Family::AsyncioThreads, "asyncio_threads"),
    };
    let model = Model::of(kind);
    let stays = stretches(&model, facts.scenario);
    let moved = !stays.iter().any(|s| std::ptr::eq(s.class, stretch.class) && s.ms() >= LONG_MS);
    let untried = facts.find(family).is_none() && Family::of(&pick.model) == Family::Asyncio;
    (moved && untried).then(|| called(&model, facts.catalogue))
}

/// The pick's own kind with other settings, if that was run and is not as good.
fn sibling(facts: &Facts, choice: &Choice) -> String {
    let pick = &facts.results[choice.pick];
    let worse = |r: &&ModelResult| {
        r.model.kind == pick.model.kind && facts.score_ms(r) > facts.score_ms(pick) * NO_DIFFERENCE
    };
    let siblings = facts.results.iter().filter(worse).filter(|r| !facts.indistinct(r, pick));
    let best = siblings.min_by(|a, b| facts.score_ms(a).total_cmp(&facts.score_ms(b)));
    let told = alternative(facts, choice).map(|other| &other.model);
    best.filter(|r| told != Some(&r.model)).map_or_else(String::new, |r| loses(facts, choice, r))
}

/// "With threads it takes 23 % longer: the GIL was held 98 % of the time."
fn loses(facts: &Facts, choice: &Choice, other: &ModelResult) -> String {
    let pick = &facts.results[choice.pick];
    let compared = sentence(&compared(facts, pick, other));
    let clearly = facts.score_ms(other) > facts.score_ms(pick) * NO_DIFFERENCE
        || falls_behind(facts, pick, other)
        || choice.why == Why::NothingToGain;
    let clause = clause(facts, pick, other).filter(|_| clearly);
    clause.map_or_else(|| format!("{compared}."), |c| format!("{compared}: {c}."))
}

/// What held the other one back, unless the pick's own reason has told it.
fn clause(facts: &Facts, pick: &ModelResult, other: &ModelResult) -> Option<String> {
    shared_gil(pick, other).or_else(|| match bottleneck(facts, other)? {
        Bottleneck::Gil | Bottleneck::Loop if needs_more_gils(facts, pick) => None,
        found => Some(found.clause(facts, other)),
    })
}

/// A loop whose threads compute in Python waits for its own GIL, however little its tasks do.
fn shared_gil(pick: &ModelResult, other: &ModelResult) -> Option<String> {
    let shares = Family::of(&other.model) == Family::AsyncioThreads;
    let held = other.gil.filter(|gil| shares && gil.forced_switches > 0)?.utilization;
    let apart = Family::of(&pick.model).computes_in_parallel();
    apart.then(|| format!("its threads held the GIL that the loop needs {} of the time", percent(held)))
}

fn worth_saying(facts: &Facts, pick: &ModelResult, best: &ModelResult) -> bool {
    facts.score_ms(pick) > facts.score_ms(best) * NO_DIFFERENCE && !facts.indistinct(pick, best)
}

/// The model that people would take otherwise: the best of the simpler ones, else the best of the others; rather
/// one that did all of the work.
fn alternative<'a>(facts: &Facts<'a>, choice: &Choice) -> Option<&'a ModelResult> {
    let pick = &facts.results[choice.pick];
    let others = || {
        let all = facts.results.iter().enumerate();
        all.filter(|(i, r)| *i != choice.pick && Family::of(&r.model) != Family::Sequential).map(|(_, r)| r)
    };
    let simpler = |r: &&ModelResult| facts.complexity(&r.model) < facts.complexity(&pick.model);
    let rank = |r: &&ModelResult| (!simpler(r), falls_short(pick, r), falls_behind(facts, pick, r));
    others().min_by(|a, b| rank(a).cmp(&rank(b)).then(facts.score_ms(a).total_cmp(&facts.score_ms(b))))
}

/// Whether it leaves tasks undone that the recommended model completes: its time is then no time of all of them.
fn falls_short(pick: &ModelResult, other: &ModelResult) -> bool {
    (other.tasks.completed as f64) * AS_GOOD < pick.tasks.completed as f64
}

/// "only 19 of 40 tasks are done".
fn done(facts: &Facts, result: &ModelResult) -> String {
    let tasks = &result.tasks;
    let all = tasks.completed + tasks.timed_out + tasks.failed + tasks.unfinished;
    let all = all.max(facts.results.iter().map(|r| r.tasks.completed).max().unwrap_or(0));
    match tasks.completed {
        0 => "no task is done".to_owned(),
        n => format!("only {} of {} tasks are done", count(n), count(all)),
    }
}

/// Whether it does not keep up with the arrivals as the pick does.
fn falls_behind(facts: &Facts, pick: &ModelResult, other: &ModelResult) -> bool {
    facts.goal == Goal::Serve && other.throughput_per_s * AS_GOOD < pick.throughput_per_s
}

/// "with threads it takes 23 % longer".
fn compared(facts: &Facts, pick: &ModelResult, other: &ModelResult) -> String {
    let with = with(facts, other);
    if falls_short(pick, other) {
        return format!("{with} {}", done(facts, other));
    }
    if falls_behind(facts, pick, other) {
        return format!("{with} only {} are done", rate(other.throughput_per_s));
    }
    match facts.score_ms(other) / facts.score_ms(pick).max(LEAST_MS) {
        _ if facts.score_ms(other) < LEAST_MS => format!("{with} it makes no difference"),
        _ if facts.indistinct(other, pick) => format!("{with} it makes no difference"),
        r if r >= SAID_AS_RATIO => format!("{with} it takes {} as long", times(r)),
        r if r > NO_DIFFERENCE => format!("{with} it takes {} longer", percent(r - 1.0)),
        r if r * NO_DIFFERENCE >= 1.0 => format!("{with} it makes no difference"),
        r => format!("{with} it takes {} less", percent(1.0 - r)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::choose;
    use super::super::testing::*;
    use super::*;
    use crate::scenario::{Arrival, Scenario};

    fn said(scenario: &Scenario, results: &[ModelResult]) -> String {
        let facts = Facts::new(scenario, results, CATALOGUE);
        reason(&facts, &choose(&facts).unwrap())
    }

    fn fetch() -> Scenario {
        scenario(vec![class("fetch", 48, vec![cpu(4.0), io(40.0)])])
    }

    #[test]
    fn the_alternative_loses_by_its_bottleneck() {
        let results = [sequential(2_000.0), threads(8, 400.0).gil(0.95), asyncio(250.0)];
        assert_eq!(
            said(&fetch(), &results),
            "2 s becomes 250 ms, 8.0× as fast, since 91 % of it is waiting. \
             With threads it takes 60 % longer: the GIL was held 95 % of the time."
        );
    }

    #[test]
    fn tasks_left_undone_are_told_in_place_of_a_time() {
        let python = scenario(vec![class("parse", 50, vec![cpu(100.0)])]);
        let results = [sequential(10.0).completed(0), threads(8, 277.0).completed(19), asyncio(5_000.0)];
        let told = said(&python, &results);
        assert!(told.starts_with("With asyncio it takes 5 s; one after the other no task is done"), "{told}");
        assert!(told.contains("With threads only 19 of 50 tasks are done"), "{told}");
    }

    #[test]
    fn what_takes_no_time_is_compared_with_nothing() {
        let nothing = scenario(vec![class("none", 50, vec![cpu(0.0)])]);
        let told = said(&nothing, &[sequential(0.0), threads(8, 0.4), asyncio(0.0)]);
        assert!(!told.contains("as long") && !told.contains("18,446"), "{told}");
    }

    #[test]
    fn work_that_freezes_the_loop_is_told_instead() {
        let mut mixed = fetch();
        mixed.workload.push(class("score", 8, vec![cpu(10.0), native(25.0)]));
        let results = [sequential(2_000.0), threads(8, 400.0), asyncio(250.0).longest_block(35.0)];
        let told = said(&mixed, &results);
        assert!(told.contains("2 s becomes 250 ms as it stands, 8.0× as fast"), "{told}");
        let untried = "“score” holds the loop for 35 ms at a time, 280 ms in all. Add asyncio and threads to see what that gains.";
        assert!(told.ends_with(untried), "{told}");
        let [plain, threaded, looped] = results;
        let tried = [plain, threaded, looped, seen("asyncio_threads").takes(251.0)];
        let told = said(&mixed, &tried);
        assert!(told.ends_with("“score” holds the loop for 35 ms at a time, 280 ms in all."), "{told}");
    }

    #[test]
    fn a_little_better_but_harder_is_told() {
        let results = [sequential(2_000.0), threads(8, 260.0), asyncio(250.0)];
        let told = said(&fetch(), &results);
        assert!(told.ends_with("With asyncio it takes 4 % less: too little for what it adds."), "{told}");
        let results = [sequential(2_000.0), threads(8, 252.0), asyncio(250.0)];
        let told = said(&fetch(), &results);
        assert!(told.ends_with("With asyncio it makes no difference."), "{told}");
    }

    #[test]
    fn sequential_is_explained_by_the_best_of_the_others() {
        let python = scenario(vec![class("parse", 50, vec![cpu(20.0)])]);
        let results = [sequential(1_000.0), threads(4, 1_020.0).gil(0.99)];
        assert_eq!(
            said(&python, &results),
            "Mostly calculating (100 %), in pure Python. One after the other it takes 1 s. \
             With threads it makes no difference: the GIL was held 99 % of the time."
        );
    }

    #[test]
    fn what_is_fast_enough_is_told_with_what_a_change_would_bring() {
        assert_eq!(
            said(&fetch(), &[sequential(80.0), threads(8, 20.0)]),
            "One after the other, it takes 80 ms; with threads, 20 ms. That is not worth a change."
        );
        assert_eq!(
            said(&fetch(), &[sequential(80.0), threads(8, 90.0)]),
            "One after the other, it takes 80 ms. With threads it takes 12 % longer."
        );
    }

    #[test]
    fn arrivals_are_told_by_latency_and_throughput() {
        let mut open = fetch();
        open.workload[0].arrival = Arrival::Poisson { rate_per_s: 50.0 };
        let behind = threads(1, 2_000.0).throughput(25.0).latency(900.0);
        let results = [behind.time(|t| t.pool_queue = 9.0), asyncio(1_000.0).throughput(50.0).latency(45.0)];
        assert_eq!(
            said(&open, &results),
            "95 % of tasks are done within 45 ms, at 50 a second, since 91 % of it is waiting. \
             With threads only 25 a second are done: its one worker was always taken. \
             This is one run of random tasks: repeat it to be sure."
        );
    }

    #[test]
    fn a_single_model_is_told_with_what_held_it_back() {
        let told = said(&fetch(), &[threads(8, 300.0).gil(0.95)]);
        assert_eq!(
            told,
            "Mostly waiting (91 %). With threads it takes 300 ms: the GIL was held 95 % of the time."
        );
    }
}
