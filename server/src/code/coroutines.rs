//! `main` for programs whose tasks are coroutines of one loop.

use super::gates;
use super::plan::Plan;
use super::pool::{indent, switch_interval, told, told_of};
use super::source::block;
use super::steps::uses_pool;
use super::words::{int, seconds};

/// The functions that run everything, and the line that starts the loop. `before`: first lines of `main`; `with_pool`:
/// how a pool of processes is made.
pub(super) fn main(plan: &Plan, before: &[String], with_pool: Option<&str>) -> String {
    let limit = plan.model.concurrency;
    let mut body = before.to_vec();
    body.extend(switch_interval(plan));
    body.push("started = time.perf_counter()".to_owned());
    if let Some(limit) = limit {
        body.push(format!("limit = asyncio.Semaphore({})", int(limit.into())));
    }
    if plan.is_counted() {
        body.push("done: list[bool] = []".to_owned());
    }
    let mut inner: Vec<String> = Vec::new();
    if plan.is_simple() {
        inner.extend(simple(plan, limit.is_some()));
    } else {
        inner.extend(general(plan, limit.is_some()));
    }
    if let Some(pool) = with_pool {
        body.push(format!("with {pool} as pool:"));
        inner = inner.iter().map(|line| indent(line)).collect();
    }
    body.extend(inner);
    body.push(if plan.is_counted() { told_of(plan) } else { told(&plan.scenario.task_count().to_string()) });
    let helper = if uses_pool(plan) { IN_PROCESS } else { "" };
    format!("{helper}\n\nasync def main() -> None:\n{}", block(1, &body))
}

const IN_PROCESS: &str = r#"

async def in_process(pool: ProcessPoolExecutor, function: Callable[..., Any], *data: object) -> Any:
    """Sends a call to a process; the loop goes on meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(pool, function, *data)
"#;

/// What a task takes beside its number.
fn with_it(plan: &Plan) -> &'static str {
    if uses_pool(plan) { ", pool" } else { "" }
}

/// One class, all at once.
fn simple(plan: &Plan, limited: bool) -> Vec<String> {
    let Some(class) = plan.classes.first() else { return Vec::new() };
    let (name, pool) = (&class.name, with_it(plan));
    let mut lines: Vec<String> = Vec::new();
    let task = if limited {
        lines.extend([
            String::new(),
            "async def limited(number: int) -> None:".to_owned(),
            "    async with limit:".to_owned(),
            format!("        await {name}(number{pool})"),
            String::new(),
        ]);
        "limited(number)".to_owned()
    } else {
        format!("{name}(number{pool})")
    };
    lines.extend([
        "async with asyncio.TaskGroup() as group:".to_owned(),
        format!("    for number in range({}):", plan.total()),
        format!("        group.create_task({task})"),
    ]);
    lines
}

/// Any arrivals, any patience.
fn general(plan: &Plan, limited: bool) -> Vec<String> {
    let mut lines = run(plan, limited);
    if plan.has_clients() {
        lines.extend(
            [
                "async def client(asked: list[Job], think: float) -> None:",
                "    \"\"\"Asks, waits for the answer, thinks, and asks again.\"\"\"",
                "    for job in asked:",
                "        await run(job)",
                "        await asyncio.sleep(think)",
                "",
            ]
            .map(str::to_owned),
        );
    }
    let mut group = vec!["async with asyncio.TaskGroup() as group:".to_owned()];
    if plan.has_clients() {
        group.push("    for asked, think in clients():".to_owned());
        group.push("        group.create_task(client(asked, think))".to_owned());
    }
    if plan.has_open() {
        group.push("    for job in jobs():".to_owned());
        if plan.is_timed() {
            group.push("        await asyncio.sleep(started + job.at - time.perf_counter())".to_owned());
        }
        group.push("        group.create_task(run(job))".to_owned());
    }
    match plan.stop_ms() {
        None => lines.extend(group),
        Some(ms) => {
            lines.push("try:".to_owned());
            lines.push(format!("    async with asyncio.timeout({}):", seconds(ms)));
            lines.extend(group.iter().map(|line| format!("        {line}")));
            lines.push("except TimeoutError:".to_owned());
            lines.push("    pass  # the time is over: what is not done is cancelled".to_owned());
        }
    }
    lines
}

/// The coroutine of one task, with its patience.
fn run(plan: &Plan, limited: bool) -> Vec<String> {
    let task = format!("await job.task(job.number{})", with_it(plan));
    let mut lines = vec![String::new(), "async def run(job: Job) -> None:".to_owned()];
    let mut add = |line: &str| lines.push(format!("    {line}"));
    if !plan.is_patient() {
        add("\"\"\"One task.\"\"\"");
        if limited {
            add("async with limit:");
            add(&format!("    {task}"));
        } else {
            add(&task);
        }
        if plan.is_counted() {
            add("done.append(True)");
        }
        lines.push(String::new());
        return lines;
    }
    add("\"\"\"One task, tried again after a timeout. A thread or a process that it started goes on.\"\"\"");
    add("for _ in range(job.retries + 1):");
    add("    try:");
    let limit = if limited { ", limit" } else { "" };
    add(&format!("        async with asyncio.timeout(job.timeout){limit}:"));
    add(&format!("            {task}"));
    add("        done.append(True)");
    add("        return");
    add("    except TimeoutError:");
    add("        pass");
    lines.push(String::new());
    lines
}

/// The last lines of such a program.
pub(super) const START: &str = "\n\nif __name__ == \"__main__\":\n    asyncio.run(main())\n";

/// A pool's arguments that hand the workers what they share.
pub(super) fn handing(plan: &Plan) -> (Vec<String>, String) {
    if !gates::are_handed(plan) {
        return (Vec::new(), String::new());
    }
    let values = gates::values(plan);
    let shared = if let [value] = values.as_slice() {
        format!("shared = ({value},)")
    } else {
        format!("shared = ({})", values.join(", "))
    };
    (vec![shared], ", initializer=set_up, initargs=shared".to_owned())
}
