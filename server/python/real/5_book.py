# ------------------------------------------------------------------------------------------------ the book
class Book:
    """Which task arrives when, who gives up, who comes again: what a workload is apart from how it is run.

    Whoever runs a task tells that it is taken on (`submitted`) and when its result is there (`ended`)."""

    def __init__(self, tasks, seed):
        from collections import deque
        self.tasks, self.seed = tasks, seed
        self.begin = None
        self.lost_at = None  # when the last so far was given up for good
        self.open = len(tasks)
        self.of_clients = [deque() for _ in SCENARIO["workload"]]
        for task in tasks:
            if task.at is None:
                self.of_clients[task.number].append(task)
        until = SCENARIO["run"]["until"]
        self.horizon = until["ms"] / 1e3 if until["kind"] == "duration" else None
        # Nothing happens but what is known beforehand: as most programs, it submits all and takes the results.
        self.plain = self.horizon is None and all(
            spec["arrival"]["kind"] != "closed" and spec["timeout_ms"] is None for spec in SCENARIO["workload"])

    def start_clock(self):
        self.begin = now()

    def due(self, at):
        """An instant of the book on this computer's clock."""
        return self.begin + at

    def submitted(self, task, arrived, patient_from=None):
        """Somebody takes the task on, or another try of it. The time of what comes from outside counts from its arrival,
        an instant of the clock, and that of a batch from now on, unless a for loop has had it from the start; its
        patience from now on, or from another instant."""
        if task.submitted is None:
            own = SCENARIO["workload"][task.number]["arrival"]["kind"] == "batch"
            task.submitted = now() if own and patient_from is None else arrived
        timeout_ms = SCENARIO["workload"][task.number]["timeout_ms"]
        patient_from = now() if patient_from is None else patient_from
        task.given_up_at = None if timeout_ms is None else patient_from + timeout_ms / 1e3

    def ended(self, task, attempt, at):
        """A try has come to its end; false: nobody waits for it any more."""
        if task.over or attempt != task.attempt or (task.given_up_at is not None and at > task.given_up_at):
            return False
        task.done, task.over = at, True
        return True

    def given_up(self, task):
        """Its patience is over: true if it is to be tried again, with new draws."""
        if task.attempt >= SCENARIO["workload"][task.number]["retries"]:
            task.over, self.lost_at = True, now()
            return False
        task.attempt += 1
        task.lengths = lengths_of(self.seed, task.number, task.index, task.attempt)
        return True

    def next_of_client(self, task):
        """The next task of the client whose task this was, and after how many seconds; or none."""
        arrival, waiting = SCENARIO["workload"][task.number]["arrival"], self.of_clients[task.number]
        if arrival["kind"] != "closed" or not waiting:
            return None, None
        return waiting.popleft(), arrival["think_ms"] / 1e3

    def result(self):
        """What was measured of the whole."""
        end = None if self.horizon is None else self.due(self.horizon)
        done = [task for task in self.tasks if task.done is not None and (end is None or task.done <= end)]
        timed_out = sum(1 for task in self.tasks if task.over and task.done is None)
        last = max((task.done for task in done), default=now() if self.open else self.lost_at)
        return {
            "makespan_ms": (last - self.begin) * 1e3,
            "latencies_ms": [(task.done - task.submitted) * 1e3 for task in done],
            "tasks": {"completed": len(done), "timed_out": timed_out,
                      "unfinished": len(self.tasks) - len(done) - timed_out},
        }


class Diary:
    """What the main thread of a program has to do when: arrivals, and patience that ends. For workloads in which the
    next arrival depends on what happened before."""

    def __init__(self, book, submit, chunk=1, from_arrival=False):
        from queue import SimpleQueue
        self.book, self.submit, self.chunk = book, submit, chunk
        # Whether a task's patience counts from its arrival, or from the call that submits it.
        self.from_arrival = from_arrival
        self.ends = SimpleQueue()
        self.heap, self.sequence = [], 0
        for task in book.tasks:
            if task.at is not None:
                self.note(book.due(task.at), "arrives", task)

    def note(self, at, what, task):
        from heapq import heappush
        heappush(self.heap, (at, self.sequence, what, task, task.attempt))
        self.sequence += 1

    def keep(self):
        """Until every task is over, or the horizon."""
        end = None if self.book.horizon is None else self.book.due(self.book.horizon)
        while self.book.open and (end is None or now() < end):
            self.take_ends()
            self.act()
            times = [at for at in (end, self.heap[0][0] if self.heap else None) if at is not None]
            self.take_ends(max(0.0, min(times) - now()) if times else None)

    def take_ends(self, wait=0.0):
        """What workers have told since the last time; waits so many seconds for the first (None: until it comes)."""
        from queue import Empty
        try:
            while self.book.open:
                end = self.ends.get(timeout=wait) if wait != 0.0 else self.ends.get_nowait()
                wait = 0.0
                if isinstance(end, BaseException):
                    raise end
                task, attempt, at = end
                if self.book.ended(task, attempt, at):
                    self.over(task)
        except Empty:
            pass

    def over(self, task):
        self.book.open -= 1
        following, think = self.book.next_of_client(task)
        if following is not None:
            self.note(now() + think, "arrives", following)

    def act(self):
        """All that is due."""
        from heapq import heappop
        arrived = []
        while self.heap and self.heap[0][0] <= now():
            at, _, what, task, attempt = heappop(self.heap)
            if what == "arrives":
                arrived.append((task, at))
                if len(arrived) >= self.chunk:
                    self.hand_over(arrived)
                    arrived = []
                continue
            # What came in time, and was not looked at since, is a result.
            self.take_ends()
            if not task.over and attempt == task.attempt:
                self.give_up(task)
        if arrived:
            self.hand_over(arrived)

    def hand_over(self, arrived):
        for task, at in arrived:
            self.book.submitted(task, at, at if self.from_arrival else None)
        handle = self.submit([task for task, _ in arrived])
        for task, _ in arrived:
            task.handle = handle
            if task.given_up_at is not None:
                self.note(task.given_up_at, "gives up", task)

    def give_up(self, task):
        # Cancelling helps if no worker has begun; a thread or a process that has begun goes on.
        if self.chunk == 1 and task.handle is not None:
            task.handle.cancel()
        if self.book.given_up(task):
            self.note(now(), "arrives", task)
        else:
            self.over(task)
