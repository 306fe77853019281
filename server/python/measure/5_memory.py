# ------------------------------------------------------------------------------------------------ memory
def resident_bytes():
    if not LINUX:
        raise Skip("resident memory is read from /proc, which Linux has")
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measure_thread_memory():
    """Resident memory of two hundred threads that wait."""
    count, go = 200, threading.Event()
    warm = threading.Thread(target=noop)
    warm.start()
    warm.join()
    before = resident_bytes()
    threads = [threading.Thread(target=go.wait) for _ in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    value = (resident_bytes() - before) / count
    go.set()
    return {"thread_bytes": record([value])}


def measure_task_memory():
    """Resident memory of ten thousand tasks that sleep."""
    import asyncio
    count = 10000

    async def all_of_it():
        await asyncio.gather(*[asyncio.ensure_future(asyncio.sleep(0)) for _ in range(10)])
        before = resident_bytes()
        tasks = [asyncio.ensure_future(asyncio.sleep(60)) for _ in range(count)]
        await asyncio.sleep(0.1)
        value = (resident_bytes() - before) / count
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return value

    return {"task_bytes": record([asyncio.run(all_of_it())])}


def private_bytes(pid):
    with open("/proc/%d/smaps_rollup" % pid) as rollup:
        return sum(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Private_"))


def measure_process_memory():
    """What a pool's worker process has to itself."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    resident_bytes()
    # Since 3.14 the fork server imports the program, and with it the pool's modules, before it forks.
    if sys.version_info >= (3, 14):
        multiprocessing.set_forkserver_preload(["concurrent.futures.process"])
    result = {}
    for method in ("fork", "forkserver", "spawn"):
        pool = ProcessPoolExecutor(4, mp_context=context_of(method))
        for future in [pool.submit(time.sleep, 0.3) for _ in range(4)]:
            future.result()
        workers = multiprocessing.active_children()
        result["private_%s_bytes" % method] = record([private_bytes(worker.pid) for worker in workers])
        pool.shutdown()
    return result


def measure_interpreter_memory():
    """Resident memory of ten empty subinterpreters."""
    if sys.version_info < (3, 14):
        raise Skip("subinterpreters came to the standard library with Python 3.14")
    from concurrent import interpreters
    interpreters.create().close()
    before = resident_bytes()
    made = [interpreters.create() for _ in range(10)]
    value = (resident_bytes() - before) / len(made)
    return {"interpreter_bytes": record([value])}
