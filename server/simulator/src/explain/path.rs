//! The decision path: the article's questions, answered for this scenario, down to the model.
//!
//! Is the program mostly waiting or mostly calculating? Waiting: can its waits be awaited? Calculating: does it
//! hold the GIL, and are its tasks large enough to send them to processes? Nothing slow: keep it sequential.

use super::choice::{Choice, Why};
use super::demand::Mostly;
use super::facts::Facts;
use super::family::{Family, called};

/// The path's chips, from the first question to the model.
pub(super) fn path(facts: &Facts, choice: &Choice) -> Vec<String> {
    let family = Family::of(&facts.results[choice.pick].model);
    let mut chips = vec![first(facts)];
    match choice.why {
        Why::NothingIsSlow => chips = vec!["nothing is slow".to_owned()],
        Why::NothingToGain => chips.extend(why_not(facts)),
        Why::SimplestGoodOne | Why::OnlyOne => chips.extend(questions(facts, family)),
    }
    chips.push(last(facts, choice));
    chips
}

fn first(facts: &Facts) -> String {
    match facts.demand.mostly() {
        Mostly::Waiting => "mostly waiting",
        Mostly::Calculating => "mostly calculating",
        Mostly::Both => "waiting and calculating",
    }
    .to_owned()
}

/// Why a program that is worth a thought stays as it is.
fn why_not(facts: &Facts) -> Vec<String> {
    let calculating = facts.demand.mostly() == Mostly::Calculating;
    let processes_were_tried = facts.find(Family::Processes).is_some();
    let chips: &[&str] = match (calculating, facts.demand.pure_python()) {
        _ if facts.scenario.task_count() == 1 => &["one task alone", "nothing to overlap"],
        (true, _) if facts.scenario.machine.cores == 1 => &["one core"],
        (true, _) if facts.cpus() <= 1.0 => &["a quota of one core or less"],
        (true, true) if processes_were_tried && payloads_are_dear(facts) => {
            &["pure Python", "payloads too large for processes"]
        }
        (true, true) if processes_were_tried => &["pure Python", "tasks too small for processes"],
        (true, true) => &["pure Python", "threads share the GIL"],
        _ => &["nothing to gain"],
    };
    chips.iter().map(|c| (*c).to_owned()).collect()
}

/// A payload from here on is large, bytes; pickling less takes longer than the work only where that is tiny.
const LARGE: u64 = 65_536;

/// Whether pickling large payloads took processes longer than the work did.
fn payloads_are_dear(facts: &Facts) -> bool {
    let tried = facts.find(Family::Processes).filter(|_| facts.largest_payload() >= LARGE);
    tried.is_some_and(|r| r.time_ms.serialize > r.time_ms.python + r.time_ms.native)
}

fn questions(facts: &Facts, family: Family) -> Vec<String> {
    let blocking = facts.demand.blocking > 0.0;
    let computing = if facts.demand.pure_python() { "pure Python" } else { "native code, GIL released" };
    let chips: &[&str] = match (facts.demand.mostly(), family) {
        (Mostly::Waiting, Family::Asyncio) => &["async-compatible"],
        (Mostly::Waiting, Family::AsyncioThreads) if blocking => &["some calls block"],
        (Mostly::Waiting, Family::AsyncioThreads) => &["async-compatible", "computing off the loop"],
        (Mostly::Waiting, Family::Threads) if blocking => &["calls that block"],
        (Mostly::Waiting, Family::Threads) => &["few enough for threads"],
        (Mostly::Waiting, Family::AsyncioProcesses) => &["async-compatible", "computing in processes"],
        (Mostly::Waiting, f) if f.computes_in_parallel() => &["but one GIL is not enough"],
        (_, Family::Processes) => &[computing, "tasks large enough"],
        (_, Family::FreeThreads) => &[computing, "no GIL"],
        (_, Family::Prefork) => &[computing, "a loop or threads in each process"],
        (Mostly::Both, Family::Asyncio) => &["async-compatible"],
        (Mostly::Both, Family::AsyncioThreads | Family::AsyncioProcesses) => &[computing, "combine"],
        (_, Family::Other) => &[],
        _ => &[computing],
    };
    chips.iter().map(|c| (*c).to_owned()).collect()
}

fn last(facts: &Facts, choice: &Choice) -> String {
    let model = &facts.results[choice.pick].model;
    match (choice.why, Family::of(model)) {
        (Why::NothingIsSlow | Why::NothingToGain, Family::Sequential) => "keep it sequential".to_owned(),
        (_, Family::Sequential) => "sequential".to_owned(),
        _ => called(model, facts.catalogue),
    }
}

#[cfg(test)]
mod tests {
    use super::super::choice::choose;
    use super::super::testing::*;
    use super::*;
    use crate::observe::report::ModelResult;
    use crate::scenario::Step;

    fn chips(steps: Vec<Step>, results: &[ModelResult]) -> String {
        let scenario = scenario(vec![class("task", 50, steps)]);
        let facts = Facts::new(&scenario, results, CATALOGUE);
        path(&facts, &choose(&facts).unwrap()).join(" → ")
    }

    fn wins(winner: ModelResult) -> [ModelResult; 2] {
        [sequential(2_000.0), winner.takes(300.0)]
    }

    #[test]
    fn waiting_leads_to_asyncio_or_threads() {
        let waits = || vec![cpu(1.0), io(40.0)];
        let blocks = || vec![cpu(1.0), blocking_io(40.0)];
        let off_the_loop = "mostly waiting → async-compatible → computing off the loop → asyncio and threads";
        let in_processes =
            "mostly waiting → async-compatible → computing in processes → asyncio and processes";
        let cases = [
            (waits(), "asyncio", "mostly waiting → async-compatible → asyncio"),
            (waits(), "threads", "mostly waiting → few enough for threads → threads"),
            (blocks(), "threads", "mostly waiting → calls that block → threads"),
            (blocks(), "asyncio_threads", "mostly waiting → some calls block → asyncio and threads"),
            (waits(), "asyncio_threads", off_the_loop),
            (waits(), "asyncio_processes", in_processes),
            (waits(), "processes", "mostly waiting → but one GIL is not enough → processes"),
        ];
        for (steps, kind, said) in cases {
            assert_eq!(chips(steps, &wins(seen(kind))), said);
        }
    }

    #[test]
    fn a_task_is_alone_where_there_is_no_other() {
        let path_of = |tasks, completed| {
            let scenario = scenario(vec![class("task", tasks, vec![cpu(50.0)])]);
            let results =
                [sequential(1_000.0).completed(completed), threads(8, 1_000.0).completed(completed)];
            let facts = Facts::new(&scenario, &results, CATALOGUE);
            path(&facts, &choose(&facts).unwrap()).join(" → ")
        };
        assert!(path_of(1, 1).contains("one task alone"), "{}", path_of(1, 1));
        assert!(!path_of(50, 1).contains("one task alone"), "the others timed out");
    }

    #[test]
    fn calculating_leads_to_processes_or_free_threads() {
        let python = || vec![cpu(50.0)];
        let cases = [
            (python(), "processes", "mostly calculating → pure Python → tasks large enough → processes"),
            (python(), "free_threads", "mostly calculating → pure Python → no GIL → free-threaded Python"),
            (vec![native(50.0)], "threads", "mostly calculating → native code, GIL released → threads"),
        ];
        for (steps, kind, said) in cases {
            assert_eq!(chips(steps, &wins(seen(kind))), said);
        }
    }

    #[test]
    fn as_much_of_both_leads_to_a_combination() {
        let said = chips(vec![cpu(50.0), io(50.0)], &wins(seen("asyncio_processes")));
        assert_eq!(said, "waiting and calculating → pure Python → combine → asyncio and processes");
        let prefork = chips(vec![cpu(50.0), io(50.0)], &wins(seen("prefork")));
        let said =
            "waiting and calculating → pure Python → a loop or threads in each process → server processes";
        assert_eq!(prefork, said);
    }

    #[test]
    fn nothing_slow_or_nothing_to_gain_keeps_it_sequential() {
        let quick = chips(vec![cpu(1.0)], &[sequential(50.0), threads(4, 51.0)]);
        assert_eq!(quick, "nothing is slow → keep it sequential");
        let tiny = chips(vec![cpu(0.05)], &[sequential(500.0), processes(4, 900.0)]);
        assert_eq!(
            tiny,
            "mostly calculating → pure Python → tasks too small for processes → keep it sequential"
        );
        let pickled = || processes(4, 900.0).time(|t| (t.python, t.serialize) = (100.0, 800.0));
        assert_eq!(chips(vec![cpu(0.05)], &[sequential(500.0), pickled()]), tiny);
        let mut large = scenario(vec![class("task", 50, vec![cpu(10.0)])]);
        large.workload[0].payload.arguments_bytes = 5_000_000;
        let results = [sequential(500.0), pickled()];
        let facts = Facts::new(&large, &results, CATALOGUE);
        let dear = path(&facts, &choose(&facts).unwrap()).join(" → ");
        assert!(dear.contains("pure Python → payloads too large for processes"), "{dear}");
        let shared = chips(vec![cpu(50.0)], &[sequential(500.0), threads(4, 505.0)]);
        assert_eq!(shared, "mostly calculating → pure Python → threads share the GIL → keep it sequential");
        let one_call = chips(vec![io(500.0)], &[sequential(500.0), asyncio(501.0)]);
        assert_eq!(one_call, "mostly waiting → nothing to gain → keep it sequential");
    }

    #[test]
    fn a_quota_is_as_good_as_so_many_cores() {
        let mut work = scenario(vec![class("task", 50, vec![cpu(50.0)])]);
        (work.machine.cores, work.machine.cpu_quota) = (8, Some(1.0));
        let results = [sequential(500.0), processes(4, 505.0)];
        let facts = Facts::new(&work, &results, CATALOGUE);
        let said = path(&facts, &choose(&facts).unwrap()).join(" → ");
        assert!(said.contains("calculating → a quota of one core or less → keep it sequential"), "{said}");
    }

    #[test]
    fn a_kind_that_is_not_known_here_still_gets_a_path() {
        assert_eq!(chips(vec![io(40.0)], &wins(seen("green_threads"))), "mostly waiting → green_threads");
    }
}
