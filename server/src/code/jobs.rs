//! Which tasks there are, and when they arrive: the `Job` of a program, its `jobs()`, and its `clients()`.

use simulator::scenario::{Arrival, Order};

use super::plan::{ClassPlan, Plan};
use super::steps::sample;
use super::words::{float, int, plain, seconds};

/// The type of a job and the functions that list them; nothing where a number for each task says everything.
pub(super) fn definitions(plan: &Plan) -> String {
    if plan.is_simple() {
        return String::new();
    }
    let mut text = job_type(plan);
    if plan.has_open() {
        text.push_str(&jobs(plan));
    }
    if plan.has_clients() {
        text.push_str(&clients(plan));
    }
    text
}

/// How a job's function is called, with what else it takes.
pub(super) fn called(plan: &Plan) -> &'static str {
    if plan.any_ships() { "*job.args" } else { "job.number" }
}

fn job_type(plan: &Plan) -> String {
    let loops = plan.model.kind.starts_with("asyncio");
    let task = if loops { "Callable[..., Awaitable[None]]" } else { "Callable[..., object]" };
    let mut fields = vec![format!("task: {task}")];
    fields.push(if plan.any_ships() { "args: tuple[object, ...]" } else { "number: int" }.to_owned());
    if plan.is_timed() {
        fields.push("at: float = 0.0  # seconds from the start".to_owned());
    }
    if plan.is_patient() {
        fields.push("timeout: float | None = None  # seconds until nobody waits any more".to_owned());
        fields.push("retries: int = 0".to_owned());
    }
    format!("\n\nclass Job(NamedTuple):\n    \"\"\"A task to run.\"\"\"\n\n    {}\n", fields.join("\n    "))
}

/// A job of a class, for the number `n`.
fn job(class: &ClassPlan, plan: &Plan, at: Option<&str>) -> String {
    let spec = class.spec;
    let mut arguments = vec![class.name.clone()];
    arguments.push(match plan.any_ships() {
        false => "n".to_owned(),
        true if plan.ships(spec) && spec.payload.arguments_bytes > 0 => {
            format!("(n, {})", sample(&spec.payload, spec.payload.arguments_bytes))
        }
        true => "(n,)".to_owned(),
    });
    arguments.extend(at.map(|at| format!("at={at}")));
    arguments.extend(spec.timeout_ms.map(|ms| format!("timeout={}", seconds(ms))));
    if spec.timeout_ms.is_some() && spec.retries > 0 {
        arguments.push(format!("retries={}", spec.retries));
    }
    format!("Job({})", arguments.join(", "))
}

/// An expression for all jobs of an open class, and what it says about their arrival.
fn class_jobs(class: &ClassPlan, plan: &Plan) -> (String, String) {
    let count = int(class.spec.tasks);
    match class.spec.arrival {
        Arrival::Poisson { rate_per_s } => (
            format!(
                "[\n        {}\n        for n, at in enumerate(accumulate(random.expovariate({}) for _ in range({count})))\n    ]",
                job(class, plan, Some("at")),
                float(rate_per_s)
            ),
            format!("{} a second on average", plain(rate_per_s)),
        ),
        Arrival::Uniform { every_ms } => {
            let at = format!("n * {}", seconds(every_ms));
            (
                format!("[{} for n in range({count})]", job(class, plan, Some(&at))),
                format!("one every {} ms", plain(every_ms)),
            )
        }
        Arrival::Batch | Arrival::Closed { .. } => {
            (format!("[{} for n in range({count})]", job(class, plan, None)), "all at once".to_owned())
        }
    }
}

/// The list of all jobs of open classes.
fn jobs(plan: &Plan) -> String {
    let at_once = plan.open().filter(|class| class.spec.arrival == Arrival::Batch).count();
    let mixes = plan.scenario.order == Order::Interleave && at_once > 1;
    let timed = plan.is_timed();
    let mut body: Vec<String> = Vec::new();
    for class in plan.open() {
        let (list, when) = class_jobs(class, plan);
        let list = if mixes { shares(class, plan, &list) } else { list };
        let sign = if body.is_empty() { "=" } else { "+=" };
        let name = if mixes { "mixed" } else { "found" };
        let annotated = if sign == "=" && !mixes { "found: list[Job]".to_owned() } else { name.to_owned() };
        let note = if timed { format!("  # {when}") } else { String::new() };
        match list.split_once('\n') {
            Some((head, rest)) => body.push(format!("{annotated} {sign} {head}{note}\n{rest}")),
            None => body.push(format!("{annotated} {sign} {list}{note}")),
        }
    }
    if mixes {
        body.push("mixed.sort(key=lambda pair: pair[0])".to_owned());
        body.push("found = [job for _, job in mixed]".to_owned());
    }
    if plan.scenario.order == Order::Shuffle && plan.open().count() > 1 {
        body.push("random.shuffle(found)".to_owned());
    }
    if timed {
        body.push("found.sort(key=lambda job: job.at)".to_owned());
    }
    let last = match plan.stop_ms() {
        Some(ms) if timed => format!("return [job for job in found if job.at < {}]", seconds(ms)),
        // What was put into its place needs no name of its own any more.
        _ => match body.last().and_then(|line| line.strip_prefix("found = ")) {
            Some(list) => format!("return {list}"),
            None => "return found".to_owned(),
        },
    };
    if !last.contains("found") {
        body.pop();
    }
    body.push(last);
    let about = match (mixes, timed) {
        (true, false) => "All tasks, the classes evenly mixed.",
        (_, true) => "All tasks, by the time at which they arrive.",
        _ => "All tasks.",
    };
    format!("\n\ndef jobs() -> list[Job]:\n    \"\"\"{about}\"\"\"\n    {}\n", body.join("\n    "))
}

/// The jobs of a class with their places among all: job n of m stands at (n + 1/2) / m.
fn shares(class: &ClassPlan, plan: &Plan, list: &str) -> String {
    let count = int(class.spec.tasks);
    match class.spec.arrival {
        Arrival::Batch => {
            format!("[((n + 0.5) / {count}, {}) for n in range({count})]", job(class, plan, None))
        }
        _ => format!("[(n / {count}, job) for n, job in enumerate({list})]"),
    }
}

/// What each client asks for.
fn clients(plan: &Plan) -> String {
    let mut body: Vec<String> = Vec::new();
    for (class, clients, think_ms) in plan.closed() {
        let sign = if body.is_empty() { "found =" } else { "found +=" };
        let count = int(class.spec.tasks);
        let step = int(clients);
        let every = if clients == 1 { count.clone() } else { format!("first, {count}, {step}") };
        body.push(format!(
            "{sign} [\n        ([{} for n in range({every})], {})\n        for first in range({step})\n    ]",
            job(class, plan, None),
            seconds(think_ms)
        ));
    }
    format!(
        "\n\ndef clients() -> list[tuple[list[Job], float]]:\n    \"\"\"What each client asks for, one after the \
         other, and how many seconds it thinks in between.\"\"\"\n    {}\n    return found\n",
        body.join("\n    ")
    )
}
