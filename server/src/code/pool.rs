//! `main` for programs that give whole tasks to an executor: submits, waits as long as somebody would, counts.

use super::jobs::called;
use super::plan::Plan;
use super::source::block;
use super::steps::sample;
use super::words::{int, seconds};

/// How an executor is made.
pub(super) struct Executor {
    /// Lines of `main` that come first.
    pub(super) before: Vec<String>,
    /// Such as `ThreadPoolExecutor(max_workers=8)`.
    pub(super) made: String,
    /// Tasks that travel together, where executors know that.
    pub(super) chunksize: u32,
}

/// The functions that run everything, `main` as the last.
pub(super) fn main(plan: &Plan, executor: &Executor) -> String {
    let all_at_once = !plan.is_timed() && !plan.has_clients() && !plan.is_counted();
    if plan.is_simple() || (executor.chunksize > 1 && all_at_once) {
        mapped(plan, executor)
    } else {
        submitted(plan, executor)
    }
}

/// All tasks in one call of `map`.
fn mapped(plan: &Plan, executor: &Executor) -> String {
    let chunks = match executor.chunksize {
        1 => String::new(),
        n => format!(", chunksize={}", int(n.into())),
    };
    let mut before = String::new();
    let call = match plan.classes.first().filter(|_| plan.is_simple()) {
        Some(class) => {
            let data = Some(&class.spec.payload)
                .filter(|payload| plan.ships(class.spec) && payload.arguments_bytes > 0)
                .map_or(String::new(), |payload| {
                    format!(", repeat({})", sample(payload, payload.arguments_bytes))
                });
            format!("{}, range({}){data}{chunks}", class.name, plan.total())
        }
        None => {
            before = format!(
                "\n\ndef run_job(job: Job) -> object:\n    \"\"\"One task, in a worker.\"\"\"\n    return job.task({})\n",
                called(plan)
            );
            format!("run_job, jobs(){chunks}")
        }
    };
    let mut body = head(plan, executor);
    body.push(format!("with {} as pool:", executor.made));
    body.push(format!("    results = list(pool.map({call}))"));
    body.push(told("{len(results)}"));
    format!("{before}\n\ndef main() -> None:\n{}", block(1, &body))
}

/// Each task by a call of its own.
fn submitted(plan: &Plan, executor: &Executor) -> String {
    let counted = plan.is_counted();
    let call = called(plan);
    let mut body = head(plan, executor);
    if counted || plan.has_clients() {
        body.push("done: list[bool] = []".to_owned());
    }
    body.push(format!("with {} as pool:", executor.made));
    if executor.chunksize > 1 {
        body.push(format!(
            "    # Executor.map sends chunks of {} only where all tasks are there at once.",
            executor.chunksize
        ));
    }
    let mut inner: Vec<String> = Vec::new();
    if counted {
        inner.extend(answer(plan, call));
    }
    if plan.has_clients() {
        inner.extend(client(plan, call));
        inner.push(
            "threads = [threading.Thread(target=client, args=asked) for asked in clients()]".to_owned(),
        );
        inner.push("for thread in threads:".to_owned());
        inner.push("    thread.start()".to_owned());
    }
    if plan.has_open() {
        inner.extend(open(plan, call));
    }
    if plan.has_clients() {
        inner.push("for thread in threads:".to_owned());
        inner.push("    thread.join()".to_owned());
    }
    if let Some(ms) = plan.stop_ms() {
        inner.push(format!(
            "pool.shutdown(cancel_futures=True)  # after {} s: what has not begun is dropped",
            seconds(ms)
        ));
    }
    body.extend(inner.into_iter().map(|line| indent(&line)));
    body.push(match (counted, plan.has_clients()) {
        (false, false) => told("{len(calls)}"),
        (false, true) => told("{len(done)}"),
        (true, _) => told_of(plan),
    });
    let timed = if plan.is_patient() { TIMED } else { "" };
    format!("{timed}\n\ndef main() -> None:\n{}", block(1, &body))
}

/// Submits what comes by itself, and waits for it.
fn open(plan: &Plan, call: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let submit = submit(plan, call);
    let kept = if plan.is_counted() { format!("(job, time.perf_counter(), {submit})") } else { submit };
    if plan.is_timed() {
        lines.push("calls = []".to_owned());
        lines.push("for job in jobs():".to_owned());
        lines.push("    time.sleep(max(0.0, started + job.at - time.perf_counter()))".to_owned());
        lines.push(format!("    calls.append({kept})"));
    } else {
        lines.push(format!("calls = [{kept} for job in jobs()]"));
    }
    if plan.is_counted() {
        lines.push("done += [answer(*call) for call in calls]".to_owned());
    } else {
        lines.push("for call in calls:".to_owned());
        lines.push("    call.result()  # raises what the task raised".to_owned());
        if plan.has_clients() {
            lines.push("    done.append(True)".to_owned());
        }
    }
    lines
}

/// Sends a task to the pool. Where somebody gives up on it, it tells when it was done.
fn submit(plan: &Plan, call: &str) -> String {
    if plan.is_patient() {
        format!("pool.submit(timed, job.task, {call})")
    } else {
        format!("pool.submit(job.task, {call})")
    }
}

const TIMED: &str = r#"

def timed(task: Callable[..., object], *args: object) -> float:
    """A task; the time at which it was done."""
    task(*args)
    return time.perf_counter()
"#;

/// Waits for a task as long as whoever wants it.
fn answer(plan: &Plan, call: &str) -> Vec<String> {
    let stop = plan.stop_ms().map(seconds);
    let mut lines = vec![
        "".to_owned(),
        "def answer(job: Job, submitted: float, call: Future) -> bool:".to_owned(),
        "    \"\"\"Waits for a task, and tries again. What runs already cannot be stopped.\"\"\"".to_owned(),
    ];
    let patient = plan.is_patient();
    let mut add = |line: &str| lines.push(format!("    {line}"));
    if let Some(stop) = &stop {
        add(&format!("stop = started + {stop}"));
    }
    let until = match (patient, stop.is_some()) {
        (true, true) => "stop if job.timeout is None else min(stop, submitted + job.timeout)",
        (false, true) => "stop",
        _ => "None if job.timeout is None else submitted + job.timeout",
    };
    if !patient {
        add("try:");
        add("    call.result(timeout=max(0.0, stop - time.perf_counter()))");
        add("except TimeoutError:");
        add("    return False");
        add("return True");
        lines.push(String::new());
        return lines;
    }
    add("for attempt in range(job.retries + 1):");
    add("    if attempt:");
    if stop.is_some() {
        add("        if time.perf_counter() >= stop:");
        add("            break");
    }
    add(&format!("        submitted, call = time.perf_counter(), {}", submit(plan, call)));
    add(&format!("    until = {until}"));
    add("    try:");
    if stop.is_some() {
        add("        ended = call.result(timeout=max(0.0, until - time.perf_counter()))");
    } else {
        add("        left = None if until is None else max(0.0, until - time.perf_counter())");
        add("        ended = call.result(timeout=left)");
    }
    add(if stop.is_some() {
        "        if ended <= until:"
    } else {
        "        if until is None or ended <= until:"
    });
    add("            return True");
    add("    except TimeoutError:");
    add("        call.cancel()");
    add("return False");
    lines.push(String::new());
    lines
}

/// A client in a thread of its own.
fn client(plan: &Plan, call: &str) -> Vec<String> {
    let mut lines = vec![
        "".to_owned(),
        "def client(asked: list[Job], think: float) -> None:".to_owned(),
        "    \"\"\"Asks, waits for the answer, thinks, and asks again.\"\"\"".to_owned(),
        "    for job in asked:".to_owned(),
    ];
    if let Some(ms) = plan.stop_ms() {
        lines.push(format!("        if time.perf_counter() >= started + {}:", seconds(ms)));
        lines.push("            break".to_owned());
    }
    let submit = submit(plan, call);
    if plan.is_counted() {
        lines.push(format!("        done.append(answer(job, time.perf_counter(), {submit}))"));
    } else {
        lines.push(format!("        {submit}.result()"));
        lines.push("        done.append(True)".to_owned());
    }
    lines.push("        time.sleep(think)".to_owned());
    lines.push(String::new());
    lines
}

/// The first lines of `main`.
fn head(plan: &Plan, executor: &Executor) -> Vec<String> {
    let mut lines = executor.before.clone();
    lines.extend(switch_interval(plan));
    lines.push("started = time.perf_counter()".to_owned());
    lines
}

/// The switch interval, where it is not CPython's own.
pub(super) fn switch_interval(plan: &Plan) -> Option<String> {
    let ms = plan.scenario.runtime.switch_interval_ms;
    ((ms - 5.0).abs() > 1e-9).then(|| format!("sys.setswitchinterval({})", seconds(ms)))
}

/// Says how many tasks took how long; `count` as an f-string has it.
pub(super) fn told(count: &str) -> String {
    format!("print(f\"{count} tasks in {{time.perf_counter() - started:.3f}} s\")")
}

/// The same where not every task need be done.
pub(super) fn told_of(plan: &Plan) -> String {
    format!(
        "print(f\"{{sum(done)}} of {} tasks in {{time.perf_counter() - started:.3f}} s\")",
        plan.scenario.task_count()
    )
}

pub(super) fn indent(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("    {line}") }
}
