# ------------------------------------------------------------------------------------------------ threads
def measure_threads():
    """Starting a thread; a task through a pool of one worker, which hands the GIL over least."""
    from concurrent.futures import ThreadPoolExecutor
    starts = []
    for _ in range(reps(300)):
        first = []
        thread = threading.Thread(target=lambda: first.append(now()))
        begin = now()
        thread.start()
        thread.join()
        starts.append(first[0] - begin)
    tasks = 3000
    with ThreadPoolExecutor(1) as pool:
        def bulk():
            for future in [pool.submit(noop) for _ in range(tasks)]:
                future.result()
        bulks = timed(reps(12), bulk)
    return {"thread_start_us": record(starts, 1e6), "thread_pool_bulk_us": record(bulks, 1e6 / tasks)}


def measure_gil():
    """Two threads compute; the time between one's last line and the other's first is the hand-over."""
    runs, stop = [[], []], now() + 60 * max(sys.getswitchinterval(), 0.001) * (1 if QUICK else 3)

    def spin(out):
        begin = last = now()
        while last < stop:
            at = now()
            if at - last > 5e-4:
                out.append((begin, last))
                begin = at
            last = at
        out.append((begin, last))

    threads = [threading.Thread(target=spin, args=(out,)) for out in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slices = sorted((begin, end, who) for who, out in enumerate(runs) for begin, end in out)
    gaps = [b[0] - a[1] for a, b in zip(slices, slices[1:]) if a[2] != b[2] and b[0] > a[1]]
    if len(gaps) < 10:
        raise Skip("the two threads changed places only %d times" % len(gaps))
    return {"gil_gap_us": record(gaps, 1e6)}


def release_beside(spinners):
    """Seconds of a short system call, made every 0.1 ms beside threads that want the GIL."""
    stop, calls, end = [], [], now() + (0.5 if QUICK else 2)

    def spin():
        while not stop:
            pass

    threads = [threading.Thread(target=spin) for _ in range(spinners)]
    for thread in threads:
        thread.start()
    zero = os.open("/dev/zero", os.O_RDONLY)
    while now() < end:
        pause = now() + 1e-4
        while now() < pause:
            pass
        begin = now()
        os.read(zero, 1)
        calls.append(now() - begin)
    os.close(zero)
    stop.append(True)
    for thread in threads:
        thread.join()
    return calls


def measure_gil_release():
    """A system call releases the GIL; with others asleep for it, it wakes one. Alone, and beside three threads."""
    if os.cpu_count() < 2 or LINUX and len(os.sched_getaffinity(0)) < 2:
        raise Skip("with one core nobody is woken beside the call")
    return {"release_beside_%d_us" % n: record(release_beside(n), 1e6) for n in (0, 3)}


# ------------------------------------------------------------------------------------------------ the kernel
def ping_pong(here, there, rounds):
    """Seconds one way between two processes on these CPUs, through a pipe each way."""
    down, up = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.sched_setaffinity(0, {there})
            for _ in range(rounds):
                os.read(down[0], 1)
                os.write(up[1], b"x")
        finally:
            os._exit(0)
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {here})
    ways = []
    for _ in range(rounds):
        begin = now()
        os.write(down[1], b"x")
        os.read(up[0], 1)
        ways.append((now() - begin) / 2)
    os.sched_setaffinity(0, before)
    os.waitpid(child, 0)
    return ways[rounds // 10:]


def measure_switches():
    """Waking another process on the same core is a context switch; on another core it is a wake-up."""
    if not LINUX:
        raise Skip("processes can be bound to cores on Linux only")
    cpus = sorted(os.sched_getaffinity(0))
    result = {"pipe_same_core_us": record(ping_pong(cpus[0], cpus[0], reps(4000)), 1e6)}
    if len(cpus) > 1:
        result["pipe_other_core_us"] = record(ping_pong(cpus[0], cpus[1], reps(4000)), 1e6)
    return result


def measure_sleep():
    """How late a sleep of one millisecond ends."""
    late = []
    for _ in range(reps(300)):
        begin = now()
        time.sleep(0.001)
        late.append(now() - begin - 0.001)
    return {"sleep_overshoot_us": record(late, 1e6)}
