# ------------------------------------------------------------------------------------------------ a loop, and pools
# A model is prepared, then the clock starts, then what `prepare_…` returned is called.

def prepare_sequential(book, model):
    """A for loop. A task waits from its arrival on; one whose patience ends before its turn is not begun."""
    GATES.update(make_gates(lambda step: "thread", shared=False))

    def plain():
        for task in book.tasks:
            wait_until(book.due(task.at))
            book.submitted(task, book.due(task.at), patient_from=book.due(task.at))
            run_task(task.number, task.lengths)
            book.ended(task, 0, now())

    def kept():
        from heapq import heappop
        diary = Diary(book, None)
        while diary.heap and (book.horizon is None or now() < book.due(book.horizon)):
            at, _, _, task, _ = heappop(diary.heap)
            wait_until(at)
            book.submitted(task, at, patient_from=at)
            patient = task.given_up_at is None or now() < task.given_up_at
            if patient:
                run_task(task.number, task.lengths)
            if patient and book.ended(task, task.attempt, now()):
                diary.over(task)
            elif book.given_up(task):
                diary.note(now(), "arrives", task)
            else:
                diary.over(task)

    return plain if book.plain else kept


def wait_until(at):
    left = at - now()
    if left > 0:
        time.sleep(left)


def prepare_threads(book, model):
    from concurrent.futures import ThreadPoolExecutor
    GATES.update(make_gates(lambda step: "thread", shared=False))
    return lambda: run_executor(book, ThreadPoolExecutor(model["workers"]), pass_payload=False)


def prepare_thread_per_task(book, model):
    import threading
    from queue import SimpleQueue
    GATES.update(make_gates(lambda step: "thread", shared=False))
    failures = SimpleQueue()

    def start(task, ended, failed):
        attempt = task.attempt

        def body():
            try:
                run_task(task.number, task.lengths)
                ended(task, attempt, now())
            except BaseException as error:
                failed(error)
        thread = threading.Thread(target=body, daemon=True)
        thread.start()
        return thread

    def plain():
        threads = []
        for task in book.tasks:
            wait_until(book.due(task.at))
            book.submitted(task, book.due(task.at))
            threads.append(start(task, book.ended, failures.put))
        for thread in threads:
            thread.join()
        if not failures.empty():
            raise failures.get()

    def kept():
        def submit(tasks):
            for task in tasks:
                start(task, lambda *end: diary.ends.put(end), diary.ends.put)
        diary = Diary(book, submit)
        diary.keep()

    return plain if book.plain else kept


def prepare_processes(book, model):
    from concurrent.futures import ProcessPoolExecutor
    settings = pool_settings(model, make_gates(None, shared=True))

    def run():
        pool = ProcessPoolExecutor(model["workers"], **settings)
        if model.get("max_tasks_per_child") and forgets_workers():
            fail_without_workers(pool)
        run_executor(book, pool, pass_payload=True, chunk=model.get("chunksize") or 1)

    return run


def forgets_workers():
    """Whether a ProcessPoolExecutor of this CPython may not replace a worker that has had its max_tasks_per_child."""
    mended = {13: (3, 13, 15), 14: (3, 14, 7), 15: (3, 15, 0, "beta", 4)}
    return sys.version_info < mended.get(sys.version_info[1], (3, 13, 15))


def fail_without_workers(pool):
    """Fails what waits in a pool that has lost all its workers: it would wait for ever (gh-115634)."""
    import threading

    def watch():
        empty = 0
        while empty < 5:
            time.sleep(0.5)
            begun = pool._queue_count > len(pool._pending_work_items)
            empty = empty + 1 if begun and pool._pending_work_items and not pool._processes else 0
        reason = Unable("CPython %d.%d.%d hangs when its workers have had their max_tasks_per_child and more tasks wait "
                        "(gh-115634; 3.13.15 and 3.14.7 do not); multiprocessing.Pool(maxtasksperchild=...) does not hang"
                        % sys.version_info[:3])
        for item in list(pool._pending_work_items.values()):
            if not item.future.done():
                item.future.set_exception(reason)

    threading.Thread(target=watch, daemon=True).start()


def pool_settings(model, gates):
    """Settings of a ProcessPoolExecutor, its workers set up."""
    import multiprocessing
    context = multiprocessing.get_context(model["start_method"])
    settings = {"mp_context": context, "initializer": setup, "initargs": (gates, RATES)}
    if model.get("max_tasks_per_child"):
        settings["max_tasks_per_child"] = model["max_tasks_per_child"]
    return settings


def prepare_interpreters(book, model):
    if sys.version_info < (3, 14):
        raise Unable("InterpreterPoolExecutor came with Python 3.14; this is %d.%d" % sys.version_info[:2])
    from concurrent.futures import InterpreterPoolExecutor
    settings = {"initializer": setup, "initargs": (make_gates(None, shared=True), RATES,
                                                   SCENARIO["runtime"]["import_ms"])}
    return lambda: run_executor(book, InterpreterPoolExecutor(model["workers"], **settings), pass_payload=True)


def run_executor(book, pool, pass_payload, chunk=1):
    """The main thread submits, and takes the results in order."""
    payloads = [payload_of(number) if pass_payload else (None, None) for number in range(len(SCENARIO["workload"]))]

    def submit(tasks, ended, failed):
        calls = [(task.number, task.lengths, 0) + payloads[task.number] for task in tasks]
        future = pool.submit(run_task, *calls[0]) if chunk == 1 else pool.submit(run_chunk, calls)
        attempts = [task.attempt for task in tasks]

        def done(future):
            at = now()
            if future.cancelled():
                return
            if future.exception() is not None:
                return failed(future.exception())
            for task, attempt in zip(tasks, attempts):
                ended(task, attempt, at)
        future.add_done_callback(done)
        return future

    if not book.plain:
        diary = Diary(book, lambda tasks: submit(tasks, lambda *end: diary.ends.put(end), diary.ends.put), chunk)
        return diary.keep()
    futures = []
    for tasks in in_chunks(book, chunk):
        for task in tasks:
            book.submitted(task, book.due(task.at))
        futures.append(submit(tasks, book.ended, lambda error: None))
    for future in futures:
        future.result()


def in_chunks(book, chunk):
    """The tasks as they arrive; those that are there together travel together."""
    chunked = []
    for task in book.tasks:
        if chunked and (len(chunked) == chunk or now() < book.due(task.at)):
            yield chunked
            chunked = []
        wait_until(book.due(task.at))
        chunked.append(task)
    if chunked:
        yield chunked
