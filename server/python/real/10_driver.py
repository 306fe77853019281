# ------------------------------------------------------------------------------------------------ the driver
def is_free_threaded(executable):
    """Whether an interpreter is a free-threaded build whose GIL is off; and its version."""
    import json
    import subprocess
    question = ("import json, platform, sys; "
                "print(json.dumps([not getattr(sys, '_is_gil_enabled', lambda: True)(), platform.python_version()]))")
    done = subprocess.run([executable, "-c", question], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return json.loads(done.stdout) if done.returncode == 0 else [False, None]


class Interpreters:
    """Which Python runs a model: this one, or for threads without a GIL a free-threaded one."""

    def __init__(self, free_threaded):
        import shutil
        version = "%d.%d" % sys.version_info[:2]
        self.mine_is_free, _ = is_free_threaded(sys.executable)
        candidates = [free_threaded] if free_threaded else [shutil.which("python%st" % version)]
        found = [path for path in candidates if path and is_free_threaded(path)[0]]
        self.free = sys.executable if self.mine_is_free else found[0] if found else None
        self.free_version = is_free_threaded(self.free)[1] if self.free else None
        if free_threaded and not found:
            sys.exit("%s is not a free-threaded Python." % free_threaded)

    def of(self, model):
        if model["kind"] == "free_threads":
            if self.free is None:
                raise Unable("it needs a free-threaded build (python%d.%dt), and none was found; name one with "
                             "--free-threaded" % sys.version_info[:2])
            return self.free
        if self.mine_is_free:
            raise Unable("this is a free-threaded build; run the script with the default build too")
        return sys.executable


def bind_to_cores():
    """At most as many CPUs as the scenario has; what of the machine could not be had."""
    wanted, notes = SCENARIO["machine"]["cores"], []
    if hasattr(os, "sched_getaffinity"):
        available = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, available[:wanted])
        cores = len(available[:wanted])
    else:
        available = range(os.cpu_count() or 1)
        cores = len(available)
        if cores > wanted:
            notes.append("this system cannot bind a program to %d of its %d cores" % (wanted, cores))
    if cores < wanted:
        notes.append("the scenario has %d cores, this machine %d" % (wanted, cores))
    if SCENARIO["machine"]["cpu_quota"]:
        notes.append("the scenario's CPU quota was not imposed")
    return {"cores": cores, "available_cores": len(available), "scenario_cores": wanted, "notes": notes}


class Others:
    """How much of the machine other programs use: the system's count of busy time, less this program's own."""

    def __init__(self):
        self.begin = (now(), self.busy(), self.own())

    @staticmethod
    def busy():
        with open("/proc/stat") as stat:
            user, nice, system, _, _, irq, softirq = [int(field) for field in stat.readline().split()[1:8]]
        return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def own():
        import resource
        usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in usage)

    def note(self):
        """A word about it, if it spoils what was measured."""
        at, busy, own = self.begin
        cores = ((self.busy() - busy) - (self.own() - own)) / (now() - at)
        return ["other programs used %.1f cores meanwhile" % cores] if cores > 0.15 else []


def quantile(ascending, q):
    at = (len(ascending) - 1) * q
    low = int(at)
    high = min(low + 1, len(ascending) - 1)
    return ascending[low] + (ascending[high] - ascending[low]) * (at - low)


def rounded(value):
    return float("%.6g" % value)


def summary(runs):
    """A model's figures over its repetitions: makespans by repetition, latencies of all together."""
    makespans = sorted(run["makespan_ms"] for run in runs)
    latencies = sorted(latency for run in runs for latency in run["latencies_ms"])
    latency = {name: rounded(quantile(latencies, q))
               for name, q in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("max", 1))} if latencies else {}
    if latencies:
        latency["mean"] = rounded(sum(latencies) / len(latencies))
    return {
        "makespan_ms": {"median": rounded(quantile(makespans, 0.5)), "p10": rounded(quantile(makespans, 0.1)),
                        "p90": rounded(quantile(makespans, 0.9)), "n": len(makespans)},
        "latency_ms": latency,
        "tasks": {key: sum(run["tasks"][key] for run in runs) for key in runs[0]["tasks"]},
    }


def write_program(folder):
    """This file as a module, and the small main module: as a program with modules of its own has them."""
    import py_compile
    import shutil
    module = os.path.join(folder, "lockstep_real.py")
    shutil.copyfile(os.path.abspath(__file__), module)
    py_compile.compile(module)
    with open(os.path.join(folder, "main.py"), "w") as main_file:
        main_file.write(MAIN)


def measure(chosen, interpreters, options, say):
    """Every repetition of every model, in rounds, so that a slow minute of the machine hits all alike."""
    import shutil
    import signal
    import tempfile
    runs, skipped = {place: [] for place, _ in chosen}, {}
    before = end_on_signals()
    folder = tempfile.mkdtemp(prefix="lockstep-")
    try:
        write_program(folder)
        for repetition in range(options.reps):
            seed = SCENARIO["run"]["seed"] + repetition % SCENARIO["run"]["replications"]
            for number, (place, label) in enumerate(chosen, 1):
                if place in skipped:
                    continue
                try:
                    executable = interpreters.of(SCENARIO["models"][place])
                    run = start_repetition(folder, executable, place, seed, options.limit)
                except Unable as reason:
                    run = {"skipped": str(reason)}
                if "skipped" in run:
                    skipped[place] = run["skipped"]
                else:
                    runs[place].append(run)
                told = "skipped: " + run["skipped"] if "skipped" in run else "%.4g ms" % run["makespan_ms"]
                say("round %d/%d, model %d/%d, %s: %s" % (repetition + 1, options.reps, number, len(chosen), label, told))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for number, handler in before.items():
            signal.signal(number, handler)
    return runs, skipped


def results_of(chosen, runs, skipped, interpreters):
    results = []
    for place, label in chosen:
        result = {"index": place, "model": SCENARIO["models"][place], "label": label}
        if place in skipped:
            result["skipped"] = skipped[place]
        else:
            result.update(summary(runs[place]))
        if result["model"]["kind"] == "free_threads" and interpreters.free_version:
            result["python"] = interpreters.free_version
        results.append(result)
    return results


def about_this_machine():
    import platform
    cpu = platform.processor()
    try:
        with open("/proc/cpuinfo") as cpuinfo:
            cpu = next((line.split(":", 1)[1].strip() for line in cpuinfo if line.startswith("model name")), cpu)
    except OSError:
        pass
    return {"kernel": "%s %s" % (platform.system(), platform.release()), "cpu": cpu}


def refusal():
    """Why this Python cannot run the script; None: it can."""
    if sys.implementation.name != "cpython":
        return "This is %s: Lockstep simulates CPython only." % sys.implementation.name
    if sys.version_info < (3, 11):
        return "This is Python %d.%d: run_real.py needs 3.11 or newer." % sys.version_info[:2]
    if not hasattr(os, "fork"):
        return "run_real.py needs Linux or macOS: this system cannot fork."
    if SCENARIO is None:
        return "There is no scenario in this file: get it from Lockstep's page, or by POST /api/v1/script."
    if "__file__" not in globals():
        return "Save this script to a file and run that: its worker processes have to read it too."
    return None


def parsed_options():
    import argparse
    parser = argparse.ArgumentParser(prog="run_real.py", description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", metavar="FILE", help="write the result here, not to standard output")
    parser.add_argument("--reps", type=int, default=3, metavar="N", help="repetitions of each model (3)")
    parser.add_argument("--models", metavar="LIST", help="only these, by their place in the scenario: 0,2")
    parser.add_argument("--limit", type=float, default=120.0, metavar="SECONDS", help="of one repetition (120)")
    parser.add_argument("--free-threaded", metavar="PATH", help="the Python that runs threads without a GIL")
    parser.add_argument("--tasks", action="store_true", help="print the tasks as JSON, and end")
    options = parser.parse_args()
    if options.reps < 1:
        parser.error("--reps must be 1 or more")
    chosen = CHOSEN
    if options.models:
        wanted = options.models.split(",")
        chosen = [entry for entry in CHOSEN if str(entry[0]) in wanted]
        missing = [place for place in wanted if place not in [str(entry[0]) for entry in CHOSEN]]
        if missing:
            parser.error("there is no model %s here; there are %s" % (
                ", ".join(missing), ", ".join("%d (%s)" % tuple(entry) for entry in CHOSEN)))
    return options, chosen


def main():
    import json
    import platform
    reason = refusal()
    if reason:
        sys.exit(reason)
    options, chosen = parsed_options()
    if options.tasks:
        tasks = tasks_of(SCENARIO["run"]["seed"])
        print(json.dumps([{"class": task.number, "index": task.index, "lengths_ms": task.lengths,
                           "at_ms": None if task.at is None else task.at * 1e3} for task in tasks]))
        return

    def say(text):
        print(text, file=sys.stderr, flush=True)

    machine = dict(about_this_machine(), **bind_to_cores())
    say("Running %s in Python %s on %d of %d cores" % (
        json.dumps(SCENARIO["name"], ensure_ascii=False), platform.python_version(), machine["cores"],
        machine["available_cores"]))
    for note in machine["notes"]:
        say("Note: " + note)
    interpreters = Interpreters(options.free_threaded)
    adopt()
    others = Others() if ADOPTS else None
    runs, skipped = measure(chosen, interpreters, options, say)
    machine["notes"] += others.note() if others else []
    text = json.dumps({
        "lockstep_measured": 1,
        "python": "%d.%d" % sys.version_info[:2],
        "python_version": platform.python_version(),
        "machine": machine,
        "scenario": SCENARIO,
        "results": results_of(chosen, runs, skipped, interpreters),
    }, indent=1)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as out:
            out.write(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
