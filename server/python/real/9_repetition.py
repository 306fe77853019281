# ------------------------------------------------------------------------------------------------ one repetition
PREPARE = {
    "sequential": prepare_sequential,
    "threads": prepare_threads,
    "thread_per_task": prepare_thread_per_task,
    "free_threads": prepare_threads,
    "processes": prepare_processes,
    "interpreters": prepare_interpreters,
    "asyncio": prepare_asyncio,
    "asyncio_threads": prepare_asyncio_threads,
    "asyncio_processes": prepare_asyncio_processes,
    "prefork": prepare_prefork,
}


def repeat_once(place, seed, output):
    """Runs one model once in this interpreter, and ends it."""
    import json
    model = SCENARIO["models"][place]
    try:
        setup({}, calibrate())
        held = hold(SCENARIO["runtime"]["resident_bytes"])
        book = Book(tasks_of(seed), seed)
        run = PREPARE[model["kind"]](book, model)
        book.start_clock()
        run()
        result = book.result()
        del held
    except Unable as reason:
        result = {"skipped": str(reason)}
    except Exception as error:
        import traceback
        traceback.print_exc()
        result = {"skipped": "it failed: %s: %s" % (type(error).__name__, error)}
    with open(output, "w") as out:
        json.dump(result, out)
    sys.stderr.flush()
    # Threads and processes that given-up tasks left behind are not waited for.
    os._exit(0)


def hold(count):
    """Memory that the program has when it starts its workers: a fork copies its page tables."""
    try:
        with open("/proc/meminfo") as meminfo:
            available = next(int(line.split()[1]) * 1024 for line in meminfo if line.startswith("MemAvailable"))
    except OSError:
        available = count
    if count > 0.8 * available and count > 1 << 20:
        raise Unable("the program would hold %.3g GB, and this machine has not so much to give" % (count / 1e9))
    return b"x" * count


# What a repetition runs: a small main module, which spawned workers import again with the program's own imports.
MAIN = """import lockstep_real
lockstep_real.compute(lockstep_real.SCENARIO["runtime"]["import_ms"] / 1e3)
if __name__ == "__main__":
    import sys
    lockstep_real.repeat_once(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
"""


# ------------------------------------------------------------------------------------------------ its processes
RUNNING = []  # the repetition that runs
STOPPED = []  # the signals that asked this program to end


def end_on_signals():
    """Has the signals that ask a program to end take its repetition along, which has a session of its own: nobody but
    this program ends it, not even the terminal. Gives what was done about them before."""
    import signal

    def stop(number, frame):
        STOPPED.append(number)
        for child in RUNNING:
            child.kill()

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # under nohup, it stays so
            signal.signal(number, stop)
    return before


def start_repetition(folder, executable, place, seed, limit):
    """Runs a model once in a fresh interpreter; its figures, or why there are none."""
    import json
    output = os.path.join(folder, "result.json")
    if os.path.exists(output):
        os.unlink(output)
    command = [executable, os.path.join(folder, "main.py"), str(place), str(seed), output]
    # A file, not a pipe: workers that are left would keep a pipe open.
    with open(os.path.join(folder, "errors.txt"), "w+b") as errors:
        status = run_session(command, folder, errors, limit)
        errors.seek(0)
        lines = errors.read().decode(errors="replace").strip().splitlines()
    if STOPPED:
        sys.exit(128 + STOPPED[0])
    if status is None:
        return {"skipped": "it did not end within %g s; --limit allows more" % limit}
    if not os.path.exists(output):
        return {"skipped": "it failed: %s" % (lines or ["status %s" % status])[-1]}
    with open(output) as result:
        return json.load(result)


def run_session(command, folder, errors, limit):
    """Runs a program in a session of its own, and ends whatever it leaves; its status, or none after the limit."""
    import subprocess
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment["PYTHONPATH"] = folder
    # Multiprocessing leaves the folder of its fork server's socket, whose whole path may have 103 letters.
    if len(folder) + len("/pymp-12345678/listener-12345678") <= 103:
        environment["TMPDIR"] = folder
    child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=errors, start_new_session=True)
    RUNNING.append(child)
    if STOPPED:  # while it was started
        child.kill()
    try:
        return child.wait(limit)
    except subprocess.TimeoutExpired:
        return None
    finally:
        RUNNING.remove(child)
        end_session(child)


def end_session(child):
    """Ends a repetition, and the workers and servers that it has left."""
    import signal
    # Multiprocessing's resource tracker heeds no SIGTERM: it removes the semaphores when all others are gone.
    for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0)):
        end = now() + patience
        try:
            os.killpg(child.pid, number)
            while now() < end:
                reap(child)
                os.killpg(child.pid, 0)
                time.sleep(0.002)
        except (ProcessLookupError, PermissionError):
            break
    child.wait()


def reap(child):
    """Takes note of who has ended. What a repetition leaves is this program's own, where it could be arranged: its CPU is
    counted, too."""
    child.poll()
    try:
        while ADOPTS and os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


ADOPTS = False


def adopt():
    """Has what a repetition leaves behind become this program's own children (Linux: PR_SET_CHILD_SUBREAPER)."""
    global ADOPTS
    if sys.platform == "linux":
        import ctypes
        ADOPTS = ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
