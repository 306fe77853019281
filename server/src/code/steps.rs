//! The steps as functions, and the stand-ins for a reader's own code that they call.

use simulator::scenario::{GilUse, Payload, PayloadKind, StepKind};

use super::plan::{ClassPlan, Gate, Plan, Runs, Sharing, StepPlan};
use super::words::{draw, int, long_list, quoted, seconds, what};

/// Every step's function, under a heading.
pub(super) fn functions(plan: &Plan) -> String {
    let mut text = String::from(
        "# --- Your own code goes here: each function stands for one step and takes as long as it. ---\n",
    );
    for step in &plan.steps {
        if let Some(values) = long_list(&step.spec.ms) {
            text.push_str(&list(&step.list, values));
        }
        text.push_str(&function(step, plan));
    }
    text
}

/// The constant of a long list of durations.
fn list(name: &str, values: &[f64]) -> String {
    let values: Vec<String> = values.iter().map(|ms| seconds(*ms) + ",").collect();
    let lines = super::words::wrapped(&values.join(" "), 84);
    format!("\n\n{name} = [\n    {}\n]\n", lines.join("\n    "))
}

fn function(step: &StepPlan, plan: &Plan) -> String {
    let (title, spec) = (quoted(&step.title), step.spec);
    let head = if step.runs == Runs::Await { "async def" } else { "def" };
    let about = if title.is_empty() { capital(&what(spec)) } else { format!("{title}: {}", what(spec)) };
    let (taken, given, back) = travelling(step.payload);
    let work = work(step);
    let mut body: Vec<String> = Vec::new();
    if step.runs == Runs::OnLoop && matches!(spec.kind, StepKind::BlockingIo | StepKind::Io) {
        body.push("# This blocks the loop: every other coroutine stands still meanwhile.".to_owned());
        let shared = step.gate.map(|gate| plan.gates[gate].sharing);
        if matches!(shared, Some(Sharing::ThreadsAndCoroutines | Sharing::ProcessesAndCoroutines)) {
            body.push(
                "# When coroutines have every place, it waits for ever: they need the loop to go on."
                    .to_owned(),
            );
        }
    }
    match step.gate.map(|gate| &plan.gates[gate]) {
        Some(gate) => body.extend(guarded(gate, step.runs, &work)),
        None => body.push(work),
    }
    body.extend(back);
    let body = body.join("\n    ");
    format!("\n\n{head} {}({taken}) -> {given}:\n    \"\"\"{about}.\"\"\"\n    {body}\n", step.name)
}

/// What a step does, instead of a reader's own code.
fn work(step: &StepPlan) -> String {
    let spec = step.spec;
    let length = draw(&spec.ms, &step.list);
    match (spec.kind, step.runs) {
        (StepKind::Io, Runs::Await) => format!("await asyncio.sleep({length})"),
        (StepKind::Io | StepKind::BlockingIo, _) => format!("time.sleep({length})"),
        (StepKind::Cpu, _) if spec.gil == Some(GilUse::Released) => {
            let mut arguments = length;
            if let Some(ms) = spec.call_ms {
                arguments += &format!(", call_seconds={}", seconds(ms));
            }
            if let Some(n) = spec.native_threads.filter(|n| *n > 1) {
                arguments += &format!(", threads={n}");
            }
            format!("native({arguments})")
        }
        (StepKind::Cpu, _) if spec.call_ms.is_some() => {
            format!("c_calls({length}, {})", seconds(spec.call_ms.unwrap_or_default()))
        }
        _ => format!("compute({length})"),
    }
}

/// A step's work within its service or lock.
fn guarded(gate: &Gate, runs: Runs, work: &str) -> Vec<String> {
    let name = &gate.name;
    let turn = gate.rate_per_s.map(|_| match runs {
        Runs::Await => format!("await asyncio.sleep({name}_PACE.turn())"),
        _ => format!("time.sleep({name}_PACE.turn())"),
    });
    let enter = match (gate.sharing, runs) {
        (Sharing::Nobody, _) => None,
        (Sharing::Coroutines, _) => Some(format!("async with {name}:")),
        (Sharing::Interpreters, _) => Some(format!("with slot({name}):")),
        (_, Runs::Await) => Some(format!("async with slot({name}):")),
        _ => Some(format!("with {name}:")),
    };
    let Some(enter) = enter else { return turn.into_iter().chain([work.to_owned()]).collect() };
    let mut lines = vec![enter];
    lines.extend(turn.map(|turn| format!("    {turn}")));
    lines.push(format!("    {work}"));
    lines
}

/// A function's parameters, what it returns, and the line that does.
fn travelling(payload: Option<&Payload>) -> (String, String, Option<String>) {
    let Some(payload) = payload else { return (String::new(), "None".to_owned(), None) };
    let kind = kind(payload);
    let taken = if payload.arguments_bytes > 0 { format!("data: {kind}") } else { String::new() };
    match payload.result_bytes {
        0 => (taken, "None".to_owned(), None),
        size => (taken, kind.to_owned(), Some(format!("return {}", sample(payload, size)))),
    }
}

/// Type of a payload.
fn kind(payload: &Payload) -> &'static str {
    match payload.kind {
        PayloadKind::Bytes => "bytes",
        PayloadKind::Ints => "list[int]",
        PayloadKind::Dicts => "list[dict[str, object]]",
        PayloadKind::Objects => "list[Record]",
    }
}

/// A payload of about this size once it is pickled.
pub(super) fn sample(payload: &Payload, size: u64) -> String {
    // Bytes that one item takes in a pickle of many.
    match payload.kind {
        PayloadKind::Bytes => format!("bytes({})", int(size)),
        PayloadKind::Ints => format!("numbers({})", int(size.div_ceil(5))),
        PayloadKind::Dicts => format!("rows({})", int(size.div_ceil(35))),
        PayloadKind::Objects => format!("records({})", int(size.div_ceil(38))),
    }
}

/// Every class' function, which runs the steps of one task.
pub(super) fn tasks(plan: &Plan) -> String {
    let mut text = String::from("# --- The tasks. ---\n");
    for class in &plan.classes {
        text.push_str(&task(class, plan));
    }
    text
}

fn task(class: &ClassPlan, plan: &Plan) -> String {
    let loops = plan.model.kind.starts_with("asyncio");
    let payload = Some(&class.spec.payload).filter(|_| plan.ships(class.spec));
    let (data, given, back) = travelling(payload);
    let mut taken = vec!["number: int".to_owned()];
    taken.extend(Some(data).filter(|data| !data.is_empty()));
    if uses_pool(plan) {
        taken.push("pool: ProcessPoolExecutor".to_owned());
    }
    let mut body: Vec<String> =
        class.steps.iter().map(|step| call(&plan.steps[*step], plan)).chain(back).collect();
    if body.is_empty() {
        body.push("pass".to_owned());
    }
    let head = if loops { "async def" } else { "def" };
    let about = quoted(&class.spec.name);
    format!(
        "\n\n{head} {}({}) -> {given}:\n    \"\"\"{about}: one task.\"\"\"\n    {}\n",
        class.name,
        taken.join(", "),
        body.join("\n    ")
    )
}

/// Whether coroutines send steps to processes.
pub(super) fn uses_pool(plan: &Plan) -> bool {
    plan.model.kind == "asyncio_processes"
}

/// How a task runs a step.
pub(super) fn call(step: &StepPlan, plan: &Plan) -> String {
    let loops = plan.model.kind.starts_with("asyncio");
    let name = &step.name;
    match step.runs {
        Runs::Await => format!("await {name}()"),
        Runs::Thread if loops => format!("await asyncio.to_thread({name})"),
        Runs::Process if loops => {
            let data = step.payload.filter(|payload| payload.arguments_bytes > 0);
            let data = data.map_or(String::new(), |p| format!(", {}", sample(p, p.arguments_bytes)));
            format!("await in_process(pool, {name}{data})")
        }
        _ => format!("{name}()"),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// What travels: only what this program needs. Types in a function's head have to be there before it.
pub(super) fn payloads(plan: &Plan) -> String {
    let mut text = String::new();
    for (kind, function) in
        [(PayloadKind::Ints, NUMBERS), (PayloadKind::Dicts, ROWS), (PayloadKind::Objects, RECORDS)]
    {
        let ships = |class: &&ClassPlan| plan.ships(class.spec) && class.spec.payload.kind == kind;
        let sends = |s: &StepPlan| s.payload.is_some_and(|payload| payload.kind == kind);
        if plan.classes.iter().any(|class| ships(&class)) || plan.steps.iter().any(sends) {
            text.push_str(function);
        }
    }
    text
}

/// What the steps call: only what this program needs.
pub(super) fn stand_ins(plan: &Plan) -> String {
    let released = |s: &StepPlan| s.spec.kind == StepKind::Cpu && s.spec.gil == Some(GilUse::Released);
    let calls = |s: &StepPlan| s.spec.kind == StepKind::Cpu && s.spec.call_ms.is_some() && !released(s);
    let held =
        |s: &StepPlan| matches!(s.spec.kind, StepKind::Cpu | StepKind::Lock) && !released(s) && !calls(s);
    let mut text = String::new();
    if plan.steps.iter().any(held) {
        text.push_str(COMPUTE);
    }
    if plan.steps.iter().any(calls) {
        text.push_str(C_CALLS);
    }
    if plan.steps.iter().any(released) {
        text.push_str(NATIVE);
        let calls = plan.steps.iter().any(|s| released(s) && s.spec.call_ms.is_some());
        let threads = plan.steps.iter().any(|s| s.spec.native_threads.is_some_and(|n| n > 1));
        text.push_str(&native(calls, threads));
    }
    text
}

const COMPUTE: &str = r#"

def compute(seconds: float) -> None:
    """Python bytecode, which keeps the GIL, until this thread has been on a core for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
"#;

const C_CALLS: &str = r#"

@cache
def additions_per_second() -> float:
    """How fast this machine's C code adds."""
    begun = time.thread_time()
    sum(repeat(1, 1_000_000))
    return 1_000_000 / (time.thread_time() - begun)


def c_calls(seconds: float, call_seconds: float) -> None:
    """C code that keeps the GIL until each call returns, as a regular expression, json or sorted do."""
    while seconds > 0:
        sum(repeat(1, max(1, round(min(seconds, call_seconds) * additions_per_second()))))
        seconds -= call_seconds
"#;

const NATIVE: &str = r#"

@cache
def rounds_per_second() -> float:
    """How fast this machine's C code is."""
    begun = time.thread_time()
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 20_000)
    return 20_000 / (time.thread_time() - begun)
"#;

const NUMBERS: &str = r#"

def numbers(count: int) -> list[int]:
    """Something to pickle."""
    return list(range(70_000, 70_000 + count))
"#;

const ROWS: &str = r#"

def rows(count: int) -> list[dict[str, object]]:
    """Something to pickle."""
    return [{"id": n, "name": f"user{n}", "score": n * 0.5, "ok": True} for n in range(count)]
"#;

const RECORDS: &str = r#"

@dataclass
class Record:
    """One of a program's own objects."""

    id: int
    name: str
    score: float


def records(count: int) -> list[Record]:
    """Something to pickle."""
    return [Record(n, f"user{n}", n * 0.5) for n in range(count)]
"#;

/// The stand-in for C code, with the parameters that this program uses.
fn native(calls: bool, threads: bool) -> String {
    let mut head = String::from("seconds: float");
    let mut body = String::new();
    if calls {
        head += ", call_seconds: float = math.inf";
    }
    if threads {
        head += ", threads: int = 1";
        body += "    if threads > 1:\n        with ThreadPoolExecutor(threads) as helpers:\n";
        let share = if calls {
            "            for _ in range(threads):\n                helpers.submit(native, seconds / threads, call_seconds)\n"
        } else {
            "            for _ in range(threads):\n                helpers.submit(native, seconds / threads)\n"
        };
        body += share;
        body += "        return\n";
    }
    let one = "hashlib.pbkdf2_hmac(\"sha256\", b\"password\", b\"salt\", rounds)\n";
    if calls {
        body += "    while seconds > 0:\n";
        body += "        rounds = max(1, round(min(seconds, call_seconds) * rounds_per_second()))\n        ";
        body += one;
        body += "        seconds -= call_seconds\n";
    } else {
        body += "    rounds = max(1, round(seconds * rounds_per_second()))\n    ";
        body += one;
    }
    format!(
        "\n\ndef native({head}) -> None:\n    \"\"\"C code that lets go of the GIL, as hashlib, zlib or NumPy do.\"\"\"\n{body}"
    )
}
