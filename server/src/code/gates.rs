//! Services and locks: semaphores for those who share them, and a pace where calls may start only so often.

use simulator::scenario::Model;

use super::plan::{Gate, Plan, Sharing};
use super::words::{float, int, plain, quoted};

/// Definitions at the top of the program; empty where nothing is shared.
pub(super) fn definitions(plan: &Plan) -> String {
    let mut text = String::new();
    text.push_str(helpers(plan));
    if plan.gates.iter().any(|gate| gate.rate_per_s.is_some()) {
        text.push_str(&pace(plan));
    }
    let here: Vec<String> = plan.gates.iter().filter_map(|gate| definition(gate, plan.model)).collect();
    if !here.is_empty() {
        text.push_str(&format!("\n{}\n", here.join("\n")));
    }
    text.push_str(&set_up(plan));
    text
}

/// What a semaphore is for.
fn about(gate: &Gate) -> String {
    let title = quoted(&gate.title);
    match (gate.slots, gate.rate_per_s) {
        (None, _) => format!("# The lock \"{title}\"."),
        (Some(n), None) => format!("# The service \"{title}\" takes {} at once.", calls(n)),
        (Some(n), Some(rate)) => {
            format!("# The service \"{title}\" takes {} at once, and {} a second.", calls(n), plain(rate))
        }
    }
}

fn calls(n: u32) -> String {
    if n == 1 { "one call".to_owned() } else { format!("{} calls", int(n.into())) }
}

/// The same of what is handed to workers, where fewer of them are than calls that it takes.
fn about_handed(gate: &Gate, model: &Model) -> String {
    match (gate.slots, tokens(gate, model)) {
        (Some(slots), Some(1)) if slots > 1 => {
            format!("{}\n# There is one worker, so one token will do.", about(gate))
        }
        (Some(slots), Some(tokens)) if slots > tokens => {
            format!("{}\n# There are {tokens} workers, so {tokens} tokens will do.", about(gate))
        }
        _ => about(gate),
    }
}

/// How many tokens stand for what interpreters share: more than there are workers would keep nobody waiting.
fn tokens(gate: &Gate, model: &Model) -> Option<u32> {
    let workers = model.workers.unwrap_or(u32::MAX);
    (gate.sharing == Sharing::Interpreters).then(|| gate.slots.unwrap_or(1).min(workers))
}

/// What is defined where the module is loaded; none for what is handed to workers.
fn definition(gate: &Gate, model: &Model) -> Option<String> {
    let name = &gate.name;
    let mut lines = vec![about(gate)];
    let processes = model.processes.unwrap_or(1);
    let mut slots = gate.slots.unwrap_or(1);
    if processes > 1 && gate.slots.is_some() {
        slots = (slots / processes).max(1);
        lines.push(format!("# Each of the {processes} server processes takes its share."));
    }
    match gate.sharing {
        Sharing::Nobody if gate.slots.is_none() => return None,
        Sharing::Nobody => {
            lines.push("# In this process there is never more than one call at once.".to_owned());
        }
        Sharing::Coroutines => lines.push(format!("{name} = asyncio.Semaphore({})", int(slots.into()))),
        Sharing::Threads | Sharing::ThreadsAndCoroutines => lines.push(match gate.slots {
            None => format!("{name} = threading.Lock()"),
            Some(_) => format!("{name} = threading.BoundedSemaphore({})", int(slots.into())),
        }),
        Sharing::Processes | Sharing::ProcessesAndCoroutines | Sharing::Interpreters => return None,
    }
    if let Some(rate) = gate.rate_per_s {
        lines.push(format!("{name}_PACE = Pace({})", float(f64::from(processes) / rate)));
    }
    Some(lines.join("\n"))
}

/// The gates that workers get when they start.
fn handed<'p>(plan: &'p Plan) -> impl Iterator<Item = &'p Gate> {
    plan.gates.iter().filter(|gate| {
        matches!(gate.sharing, Sharing::Processes | Sharing::ProcessesAndCoroutines | Sharing::Interpreters)
    })
}

/// Whether workers get anything.
pub(super) fn are_handed(plan: &Plan) -> bool {
    handed(plan).next().is_some()
}

/// Names and types of what is handed to workers.
fn parameters(plan: &Plan) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for gate in handed(plan) {
        let kind = match (gate.sharing, gate.slots) {
            (Sharing::Interpreters, _) => "interpreters.Queue",
            (_, Some(_)) => "Semaphore",
            (_, None) => "Lock",
        };
        found.push((gate.name.clone(), kind));
        if gate.rate_per_s.is_some() {
            found.push((format!("{}_PACE", gate.name), "Pace"));
        }
    }
    found
}

/// The function that runs first in each worker.
fn set_up(plan: &Plan) -> String {
    let parameters = parameters(plan);
    if parameters.is_empty() {
        return String::new();
    }
    let declared: Vec<String> = parameters.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    let abouts: Vec<String> = handed(plan).map(|gate| about_handed(gate, plan.model)).collect();
    let assigned = if let [name] = names.as_slice() {
        format!("({name},) = shared")
    } else {
        format!("{} = shared", names.join(", "))
    };
    format!(
        "\n{}\n{}\n\n\ndef set_up(*shared: Any) -> None:\n    \"\"\"Runs first in every worker: all of them share \
         these.\"\"\"\n    global {}\n    {assigned}\n",
        abouts.join("\n"),
        declared.join("\n"),
        names.join(", ")
    )
}

/// The values that workers get, in the order of [`set_up`]; `context`: what makes things that processes share.
pub(super) fn values(plan: &Plan) -> Vec<String> {
    let mut found = Vec::new();
    for gate in handed(plan) {
        let tokens = tokens(gate, plan.model);
        found.push(match (tokens, gate.slots) {
            (Some(tokens), _) => format!("tokens({tokens})"),
            (None, Some(n)) => format!("context.BoundedSemaphore({})", int(n.into())),
            (None, None) => "context.Lock()".to_owned(),
        });
        if let Some(rate) = gate.rate_per_s {
            let gap = float(1.0 / rate);
            found.push(if tokens.is_some() {
                format!("Pace({gap})")
            } else {
                format!("Pace({gap}, context)")
            });
        }
    }
    found
}

/// Lets calls start at a pace, whoever makes them.
fn pace(plan: &Plan) -> String {
    let kind = plan.model.kind.as_str();
    let (extra, kept, turn) = match kind {
        "interpreters" => (
            "",
            "self.next = interpreters.create_queue()\n        self.next.put(0.0)",
            "at = max(time.monotonic(), self.next.get())\n        self.next.put(at + self.gap)",
        ),
        "processes" | "asyncio_processes" => (
            ", context: BaseContext | None = None",
            "self.next = (context or multiprocessing).Value(\"d\", 0.0)",
            "with self.next.get_lock():\n            at = max(time.monotonic(), self.next.value)\n            \
             self.next.value = at + self.gap",
        ),
        _ => (
            "",
            "self.next = 0.0\n        self.lock = threading.Lock()",
            "with self.lock:\n            at = max(time.monotonic(), self.next)\n            \
             self.next = at + self.gap",
        ),
    };
    format!(
        "\n\nclass Pace:\n    \"\"\"Lets a call start every `gap` seconds; each takes the next turn.\"\"\"\n\n    \
         def __init__(self, gap: float{extra}) -> None:\n        self.gap = gap\n        {kept}\n\n    \
         def turn(self) -> float:\n        \"\"\"Seconds until the caller may start.\"\"\"\n        {turn}\n        \
         return max(0.0, at - time.monotonic())\n\n"
    )
}

/// Context managers for those who cannot wait in the usual way.
fn helpers(plan: &Plan) -> &'static str {
    let has = |sharing| plan.gates.iter().any(|gate| gate.sharing == sharing);
    if has(Sharing::Interpreters) {
        TOKENS
    } else if has(Sharing::ThreadsAndCoroutines) || has(Sharing::ProcessesAndCoroutines) {
        POLLED
    } else {
        ""
    }
}

const TOKENS: &str = r#"

def tokens(count: int) -> interpreters.Queue:
    """A semaphore for interpreters, which share nothing else: a queue of tokens."""
    queue = interpreters.create_queue()
    for _ in range(count):
        queue.put(None)
    return queue


@contextmanager
def slot(queue: interpreters.Queue) -> Iterator[None]:
    """Takes a token, and gives it back."""
    queue.get()
    try:
        yield
    finally:
        queue.put(None)

"#;

const POLLED: &str = r#"

@asynccontextmanager
async def slot(semaphore: Any) -> AsyncIterator[None]:
    """A place that others than coroutines take, too: waiting for it must not block the loop."""
    while not semaphore.acquire(False):
        await asyncio.sleep(0.001)
    try:
        yield
    finally:
        semaphore.release()

"#;
