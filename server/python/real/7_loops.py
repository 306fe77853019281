# ------------------------------------------------------------------------------------------------ asyncio
def on_loop(step):
    return "loop"


def on_threads(step):
    """asyncio_threads: what would block goes to a thread."""
    if step.get("on") in ("loop", "thread"):
        return step["on"]
    return "loop" if step["kind"] == "io" else "thread"


def on_processes(step):
    """asyncio_processes: what computes goes to a process, what blocks to a thread."""
    return step.get("on") or {"io": "loop", "blocking_io": "thread"}.get(step["kind"], "process")


def prepare_asyncio(book, model):
    GATES.update(make_gates(on_loop, shared=False))
    return LoopRun(book, model, on_loop).run


def prepare_asyncio_threads(book, model):
    GATES.update(make_gates(on_threads, shared=False))
    return LoopRun(book, model, on_threads, threads=model["workers"]).run


def prepare_asyncio_processes(book, model):
    gates = make_gates(on_processes, shared=False)
    GATES.update(gates)
    across = {name: gate for name, gate in gates.items() if isinstance(gate, PipeGate)}
    threads = min(32, SCENARIO["machine"]["cores"] + 4)
    return LoopRun(book, model, on_processes, threads, (model["workers"], pool_settings(model, across))).run


class LoopRun:
    """One event loop: creates a task for each arrival, at most so many in flight."""

    def __init__(self, book, model, place, threads=None, processes=None):
        import asyncio
        import concurrent.futures.thread
        if processes:
            import concurrent.futures.process
        self.asyncio, self.futures = asyncio, concurrent.futures
        self.book, self.place, self.threads, self.processes = book, place, threads, processes
        self.flight = asyncio.Semaphore(model["concurrency"]) if model.get("concurrency") else None
        self.payloads = [payload_of(number) for number in range(len(SCENARIO["workload"]))] if processes else None
        self.steps = [spec["steps"] for spec in SCENARIO["workload"]]
        # Of each class: the first step that goes to a process takes the arguments, the last brings the result.
        self.travels = [[i for i, step in enumerate(steps) if place(step) == "process"] for steps in self.steps]
        self.alive = set()

    def run(self):
        self.pool = None
        if self.processes:
            workers, settings = self.processes
            self.pool = self.futures.ProcessPoolExecutor(workers, **settings)
        self.loop = self.asyncio.new_event_loop()
        self.loop.run_until_complete(self.main())

    async def main(self):
        if self.threads:
            self.loop.set_default_executor(self.futures.ThreadPoolExecutor(self.threads))
        self.all_over = self.loop.create_future()
        feeding = self.loop.create_task(self.feed())
        left = None if self.book.horizon is None else max(0.0, self.book.due(self.book.horizon) - now())
        await self.asyncio.wait([self.all_over], timeout=left)
        if self.all_over.done():
            self.all_over.result()
        feeding.cancel()

    async def feed(self):
        for task in self.book.tasks:
            if task.at is None:
                break
            left = self.book.due(task.at) - now()
            if left > 0:
                await self.asyncio.sleep(left)
            self.start(task, self.book.due(task.at))

    def start(self, task, arrived):
        self.book.submitted(task, arrived)
        running = self.loop.create_task(self.serve(task))
        self.alive.add(running)
        running.add_done_callback(self.left)

    def left(self, running):
        self.alive.discard(running)
        if not running.cancelled() and running.exception() is not None and not self.all_over.done():
            self.all_over.set_exception(running.exception())

    async def serve(self, task):
        timeout_ms = SCENARIO["workload"][task.number]["timeout_ms"]
        if timeout_ms is None:
            await self.attempt(task)
        elif not await self.tries(task, timeout_ms / 1e3):
            return self.over(task)
        # What the loop itself has not cancelled is a result, however late.
        task.given_up_at = None
        self.book.ended(task, task.attempt, now())
        self.over(task)

    async def tries(self, task, timeout):
        while True:
            try:
                async with self.asyncio.timeout(timeout):
                    await self.attempt(task)
                return True
            except TimeoutError:
                if not self.book.given_up(task):
                    return False

    def over(self, task):
        self.book.open -= 1
        following, think = self.book.next_of_client(task)
        if following is not None:
            self.loop.call_later(think, self.start, following, now() + think)
        if not self.book.open and not self.all_over.done():
            self.all_over.set_result(None)

    async def attempt(self, task):
        if self.flight is None:
            return await self.run_steps(task)
        async with self.flight:
            await self.run_steps(task)

    async def run_steps(self, task):
        for place, (step, ms) in enumerate(zip(self.steps[task.number], task.lengths)):
            where = self.place(step)
            if where == "process":
                await self.in_process(task, place, ms)
            elif where == "thread":
                await self.asyncio.to_thread(run_step, step, ms)
            elif step["kind"] != "io":
                run_step(step, ms)
            else:
                await self.wait(step, ms)

    async def wait(self, step, ms):
        gate = GATES.get(("service", step.get("service")))
        if gate is None:
            return await self.asyncio.sleep(ms / 1e3)
        async with gate:
            await self.asyncio.sleep(ms / 1e3)

    async def in_process(self, task, place, ms):
        travels = self.travels[task.number]
        arguments, result = self.payloads[task.number]
        await self.loop.run_in_executor(self.pool, run_task, task.number, (ms,), place,
                                        arguments if place == travels[0] else None,
                                        result if place == travels[-1] else None)
