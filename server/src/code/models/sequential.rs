//! A for loop.

use super::super::plan::Plan;
use super::super::pool::{switch_interval, told, told_of};
use super::super::source::block;
use super::super::words::seconds;
use super::{MAIN, Program};

pub(super) fn program(plan: &Plan) -> Program {
    let patient = plan.is_patient();
    let attempt = if patient { ATTEMPT } else { "" };
    let mut body: Vec<String> = switch_interval(plan).into_iter().collect();
    body.push("started = time.perf_counter()".to_owned());
    if plan.is_counted() {
        body.push("done: list[bool] = []".to_owned());
    }
    if let Some(class) = plan.classes.first().filter(|_| plan.is_simple()) {
        body.push(format!("for number in range({}):", plan.total()));
        body.push(format!("    {}(number)", class.name));
    } else if plan.has_clients() {
        body.extend(clients(plan));
    } else {
        body.push("for job in jobs():".to_owned());
        if plan.is_timed() {
            body.push("    time.sleep(max(0.0, started + job.at - time.perf_counter()))".to_owned());
        }
        body.extend(one(plan));
    }
    body.push(if plan.is_counted() { told_of(plan) } else { told(&plan.scenario.task_count().to_string()) });
    Program {
        about: "one task after the other, in a loop".to_owned(),
        main: format!("{attempt}\n\ndef main() -> None:\n{}{MAIN}", block(1, &body)),
        ..Program::default()
    }
}

/// One task within the loop.
fn one(plan: &Plan) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if let Some(ms) = plan.stop_ms() {
        lines.push(format!("    if time.perf_counter() >= started + {}:", seconds(ms)));
        lines.push("        break".to_owned());
    }
    lines.push(match (plan.is_patient(), plan.is_counted()) {
        (true, _) => "    done.append(attempt(job))".to_owned(),
        (false, true) => "    job.task(job.number)\n    done.append(True)".to_owned(),
        (false, false) => "    job.task(job.number)".to_owned(),
    });
    lines
}

/// Clients who think: whoever is due first is next.
fn clients(plan: &Plan) -> Vec<String> {
    let mut lines =
        vec!["queue = [(0.0, n, asked, think) for n, (asked, think) in enumerate(clients())]".to_owned()];
    if plan.has_open() {
        let at = if plan.is_timed() { "job.at" } else { "0.0" };
        lines.push(format!("queue += [({at}, len(queue) + n, [job], 0.0) for n, job in enumerate(jobs())]"));
    }
    lines.extend(
        [
            "heapq.heapify(queue)",
            "while queue:",
            "    at, n, asked, think = heapq.heappop(queue)",
            "    time.sleep(max(0.0, started + at - time.perf_counter()))",
            "    job = asked.pop(0)",
        ]
        .map(str::to_owned),
    );
    lines.extend(one(plan));
    lines.push("    if asked:".to_owned());
    lines.push(
        "        heapq.heappush(queue, (time.perf_counter() - started + think, n, asked, think))".to_owned(),
    );
    lines
}

const ATTEMPT: &str = r#"

def attempt(job: Job) -> bool:
    """One task, tried again when it took too long. Nothing here can stop it: give each blocking call of yours a
    timeout of its own."""
    for _ in range(job.retries + 1):
        begun = time.perf_counter()
        job.task(job.number)
        if job.timeout is None or time.perf_counter() - begun <= job.timeout:
            return True
    return False
"#;
