//! A `threading.Thread` for each task.

use super::super::plan::Plan;
use super::super::pool::{switch_interval, told, told_of};
use super::super::source::block;
use super::super::words::seconds;
use super::{MAIN, Program};

pub(super) fn program(plan: &Plan) -> Program {
    let mut body: Vec<String> = switch_interval(plan).into_iter().collect();
    body.push("started = time.perf_counter()".to_owned());
    let mut helpers = "";
    if let Some(class) = plan.classes.first().filter(|_| plan.is_simple()) {
        let (name, total) = (&class.name, plan.total());
        body.push(format!("threads = [threading.Thread(target={name}, args=(n,)) for n in range({total})]"));
        for verb in ["start", "join"] {
            body.push("for thread in threads:".to_owned());
            body.push(format!("    thread.{verb}()"));
        }
    } else {
        helpers = start(plan);
        body.extend(general(plan));
    }
    body.push(if plan.is_counted() { told_of(plan) } else { told(&plan.scenario.task_count().to_string()) });
    Program {
        about: "a thread of its own for each task".to_owned(),
        main: format!("{helpers}\n\ndef main() -> None:\n{}{MAIN}", block(1, &body)),
        ..Program::default()
    }
}

/// Starts a task's thread. One that nobody waits for must not hold the program at its end.
fn start(plan: &Plan) -> &'static str {
    if plan.is_counted() { START_COUNTED } else { START }
}

const START: &str = r#"

def start(job: Job) -> threading.Thread:
    """A task in a thread of its own."""
    thread = threading.Thread(target=job.task, args=(job.number,))
    thread.start()
    return thread
"#;

const START_COUNTED: &str = r#"

def start(job: Job) -> tuple[threading.Thread, list[float]]:
    """A task in a thread of its own, and the time at which it was done."""
    ended: list[float] = []

    def run() -> None:
        job.task(job.number)
        ended.append(time.perf_counter())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, ended
"#;

fn general(plan: &Plan) -> Vec<String> {
    let counted = plan.is_counted();
    let mut lines: Vec<String> = Vec::new();
    if counted {
        lines.push("done: list[bool] = []".to_owned());
        lines.extend(answer(plan));
    }
    if plan.has_clients() {
        lines.extend(client(plan));
        lines.push(
            "threads = [threading.Thread(target=client, args=asked) for asked in clients()]".to_owned(),
        );
        lines.push("for thread in threads:".to_owned());
        lines.push("    thread.start()".to_owned());
    }
    if plan.has_open() {
        let kept = if counted { "(job, time.perf_counter(), start(job))" } else { "start(job)" };
        lines.push("calls = []".to_owned());
        lines.push("for job in jobs():".to_owned());
        if plan.is_timed() {
            lines.push("    time.sleep(max(0.0, started + job.at - time.perf_counter()))".to_owned());
        }
        lines.push(format!("    calls.append({kept})"));
        if counted {
            lines.push("done += [answer(*call) for call in calls]".to_owned());
        } else {
            lines.push("for call in calls:".to_owned());
            lines.push("    call.join()".to_owned());
        }
    }
    if plan.has_clients() {
        lines.push("for thread in threads:".to_owned());
        lines.push("    thread.join()".to_owned());
    }
    lines
}

/// Waits for a task as long as whoever wants it.
fn answer(plan: &Plan) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "def answer(job: Job, submitted: float, call: tuple[threading.Thread, list[float]]) -> bool:"
            .to_owned(),
        "    \"\"\"Waits for a task, and tries again. A thread cannot be stopped.\"\"\"".to_owned(),
    ];
    let mut add = |line: &str| lines.push(format!("    {line}"));
    let stop = plan.stop_ms().map(|ms| format!("started + {}", seconds(ms)));
    if !plan.is_patient() {
        add("thread, ended = call");
        add(&format!("thread.join(max(0.0, {} - time.perf_counter()))", stop.unwrap_or_default()));
        add("return bool(ended)");
        lines.push(String::new());
        return lines;
    }
    let until = "submitted + job.timeout";
    let (until, left, in_time) = match &stop {
        Some(stop) => (
            format!("{stop} if job.timeout is None else min({stop}, {until})"),
            "max(0.0, until - time.perf_counter())",
            "ended[0] <= until",
        ),
        None => (
            format!("None if job.timeout is None else {until}"),
            "None if until is None else max(0.0, until - time.perf_counter())",
            "(until is None or ended[0] <= until)",
        ),
    };
    add("for attempt in range(job.retries + 1):");
    add("    if attempt:");
    if let Some(stop) = &stop {
        add(&format!("        if time.perf_counter() >= {stop}:"));
        add("            break");
    }
    add("        submitted, call = time.perf_counter(), start(job)");
    add("    thread, ended = call");
    add(&format!("    until = {until}"));
    add(&format!("    thread.join({left})"));
    add(&format!("    if ended and {in_time}:"));
    add("        return True");
    add("return False");
    lines.push(String::new());
    lines
}

fn client(plan: &Plan) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        "def client(asked: list[Job], think: float) -> None:".to_owned(),
        "    \"\"\"Asks, waits for the answer, thinks, and asks again.\"\"\"".to_owned(),
        "    for job in asked:".to_owned(),
    ];
    if let Some(ms) = plan.stop_ms() {
        lines.push(format!("        if time.perf_counter() >= started + {}:", seconds(ms)));
        lines.push("            break".to_owned());
    }
    lines.push(match plan.is_counted() {
        true => "        done.append(answer(job, time.perf_counter(), start(job)))".to_owned(),
        false => "        start(job).join()".to_owned(),
    });
    lines.push("        time.sleep(think)".to_owned());
    lines.push(String::new());
    lines
}
