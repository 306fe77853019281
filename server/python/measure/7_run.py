# ------------------------------------------------------------------------------------------------ the run
# In this order: memory and forks first, while the program is small.
SECTIONS = [
    ("memory of threads", measure_thread_memory),
    ("memory of tasks", measure_task_memory),
    ("memory of processes", measure_process_memory),
    ("memory of interpreters", measure_interpreter_memory),
    ("fork", measure_fork),
    ("fork server", measure_forkserver),
    ("spawn", measure_spawn),
    ("threads and their pool", measure_threads),
    ("the GIL", measure_gil),
    ("releasing the GIL", measure_gil_release),
    ("context switches", measure_switches),
    ("sleeping", measure_sleep),
    ("process pool", measure_process_pool),
    ("pickling", measure_pickle),
    ("payloads to processes", measure_round_trips),
    ("asyncio", measure_asyncio),
    ("threads behind asyncio", measure_to_thread),
    ("interpreters", measure_interpreters),
]
FREE_THREADED_SECTIONS = [
    ("memory of threads", measure_thread_memory),
    ("threads and their pool", measure_threads),
    ("both builds", measure_two_builds),
]


def isolated(measure):
    """Runs a section in a forked child, so that each starts from the same small program. Its records, or why none."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.setpgid(0, 0)
        with os.fdopen(writer, "w") as out:
            json.dump(attempt(measure), out)
        os._exit(0)
    os.close(writer)
    answer = read_all(reader, SECTION_SECONDS)
    # Whatever the section has left running (a fork server, a worker that hangs) goes with its group.
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"skipped": "it did not end within %d seconds" % SECTION_SECONDS}


def attempt(measure):
    try:
        return {"records": measure()}
    except Skip as reason:
        return {"skipped": str(reason)}
    except Exception:
        return {"skipped": "it failed: %s" % last_line(traceback.format_exc())}


def read_all(reader, seconds):
    """What a pipe gives until its end; nothing if that does not come in time."""
    parts, deadline = [], now() + seconds
    with os.fdopen(reader, "rb", 0) as pipe:
        while True:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - now()))
            if not ready:
                return b""
            part = pipe.read(1 << 16)
            if not part:
                return b"".join(parts)
            parts.append(part)


def run_sections(sections, say):
    """All records, and for each section without any the reason."""
    records, reasons = {}, {}
    for number, (name, measure) in enumerate(sections, 1):
        say("%2d/%d %s" % (number, len(sections), name), end=" … ")
        begin = now()
        answer = isolated(measure)
        records.update(answer.get("records", {}))
        if "skipped" in answer:
            reasons[name] = answer["skipped"]
        say("%.1f s%s" % (now() - begin, "; " + reasons[name] if name in reasons else ""))
    return records, reasons


class Others:
    """How much of the machine other programs use, from the system's count of busy time less this program's own."""

    def __init__(self):
        self.begin = (now(), self.busy(), cpu_of_tree())

    @staticmethod
    def busy():
        if not LINUX:
            return 0.0
        with open("/proc/stat") as stat:
            user, nice, system, _, _, irq, softirq = [int(field) for field in stat.readline().split()[1:8]]
        return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")

    def cores(self):
        """Cores' worth of CPU since the beginning."""
        if not LINUX:
            return None
        at, busy, own = self.begin
        used = (self.busy() - busy) - (cpu_of_tree() - own)
        return round(max(0.0, used / (now() - at)), 2)


def rounded(value):
    """Four digits: more were never measured."""
    return float("%.4g" % value)


def value_of(name, rules, records):
    """A record's median, or a cost by its rule; None: something for it was not measured."""
    if name in records:
        return records[name][0]
    if name not in rules:
        return None
    parts = [(factor, value_of(key, rules, records) if key != name else None) for factor, key in rules[name]]
    return None if any(part is None for _, part in parts) else sum(factor * part for factor, part in parts)


def profile(rules, records):
    """Costs and spreads by the rules; and what has none, with the reason."""
    costs, spread, skipped = {}, {}, {}
    for name, terms in rules.items():
        parts = [(factor, value_of(key, rules, records)) for factor, key in terms]
        missing = [key for (_, key), (_, part) in zip(terms, parts) if part is None]
        value = None if missing else sum(factor * part for factor, part in parts)
        if missing:
            skipped[name] = "not measured: " + ", ".join(missing)
        elif value <= 0:
            skipped[name] = "came out at or below zero: the machine was too busy"
        else:
            factor, first = terms[0]
            costs[name] = rounded(value)
            spread[name] = [rounded(value + factor * (edge - records[first][0])) for edge in records[first][1:]]
    return costs, spread, skipped


def cpu_model():
    try:
        with open("/proc/cpuinfo") as cpuinfo:
            return next((line.split(":", 1)[1].strip() for line in cpuinfo if line.startswith("model name")), "")
    except OSError:
        return platform.processor()


def about_this_machine():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cores": cores, "kernel": "%s %s" % (platform.system(), platform.release()), "cpu": cpu_model()}


def about_this_build():
    options = sysconfig.get_config_var("CONFIG_ARGS") or ""
    return {"version": platform.python_version(), "free_threaded": FREE_THREADED, "compiler": platform.python_compiler(),
            "optimized": "--enable-optimizations" in options, "lto": "--with-lto" in options}


def refusal():
    """Why this Python cannot measure; None: it can."""
    if platform.python_implementation() != "CPython":
        return "This is %s: Lockstep simulates CPython only." % platform.python_implementation()
    if sys.version_info < (3, 11):
        return "This is Python %d.%d: measure.py needs 3.11 or newer." % sys.version_info[:2]
    if not hasattr(os, "fork"):
        return "measure.py needs Linux or macOS: this system cannot fork."
    return None


def main():
    global QUICK
    parser = argparse.ArgumentParser(prog="measure.py", description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", metavar="FILE", help="write the profile here, not to standard output")
    parser.add_argument("--quick", action="store_true", help="some seconds, less exact")
    parser.add_argument("--list", action="store_true", help="print the names of the costs, one a line, and end")
    options = parser.parse_args()
    if options.list:
        print("\n".join(list(RULES) + list(FREE_THREADED_RULES)))
        return
    reason = refusal()
    if reason:
        sys.exit(reason)
    QUICK = options.quick
    # New processes shall not import this program again: what they cost is measured bare, from a pipe as from a file.
    globals().pop("__file__", None)

    def say(text, end="\n"):
        print(text, end=end, file=sys.stderr, flush=True)

    say("Measuring Python %s on %s" % (platform.python_version(), cpu_model() or "this machine"))
    begin, others = now(), Others()
    # Files that sections leave behind go with this folder.
    with tempfile.TemporaryDirectory(prefix="lockstep-") as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        sections, rules = (FREE_THREADED_SECTIONS, FREE_THREADED_RULES) if FREE_THREADED else (SECTIONS, RULES)
        records, reasons = run_sections(sections, say)
    costs, spread, skipped = profile(rules, records)
    result = {
        "lockstep_costs": 1,
        "python": "%d.%d" % sys.version_info[:2],
        "build": about_this_build(),
        "machine": about_this_machine(),
        "quick": QUICK,
        "others_cores": others.cores(),
        "costs": costs,
        "spread": spread,
        "skipped": skipped,
        "sections_skipped": reasons,
    }
    text = json.dumps(result, indent=1)
    if options.output:
        with open(options.output, "w") as out:
            out.write(text + "\n")
    else:
        print(text)
    if result["others_cores"] and result["others_cores"] > BUSY_CORES:
        say("Other programs used %.2f cores meanwhile: the costs are too high. Measure again when it is quiet."
            % result["others_cores"])
    say("%d costs in %.0f s; %d left to their defaults" % (len(costs), now() - begin, len(skipped)))


if __name__ == "__main__":
    main()
