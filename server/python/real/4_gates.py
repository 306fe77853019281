# ------------------------------------------------------------------------------------------------ services and locks
# A service is a semaphore around the call, and least time between two starts where it is paced; a lock is a lock.
# Which kind depends on who uses it: threads of one process, a loop, or processes and interpreters that share nothing.

class Pace:
    """Least time between two starts, for the threads and the loop of one process."""

    def __init__(self, gap):
        import threading
        self.gap, self.next, self.lock = gap, 0.0, threading.Lock()

    def wait_seconds(self):
        """Takes the next start; how long until it."""
        with self.lock:
            at = max(now(), self.next)
            self.next = at + self.gap
        return at - now()


class SharedPipe:
    """A pipe that can be sent to another process or interpreter."""

    def __init__(self, ends=None):
        self.read_end, self.write_end = ends or os.pipe()

    def __reduce__(self):
        from multiprocessing import context, reduction
        ends = (self.read_end, self.write_end)
        # A new program gets its own numbers for them; a fork or another interpreter has the same.
        if context.get_spawning_popen() is not None:
            ends = tuple(reduction.DupFd(end) for end in ends)
        return shared_pipe, ends


def shared_pipe(*ends):
    return SharedPipe(tuple(end if isinstance(end, int) else end.detach() for end in ends))


class SharedPace:
    """Pace for all who have the pipe: it holds the next start, and who has read it is alone to write it."""

    def __init__(self, gap):
        import struct
        self.gap, self.pipe = gap, SharedPipe()
        os.write(self.pipe.write_end, struct.pack("d", 0.0))

    def wait_seconds(self):
        import struct
        at = max(now(), *struct.unpack("d", os.read(self.pipe.read_end, 8)))
        os.write(self.pipe.write_end, struct.pack("d", at + self.gap))
        return at - now()


class ThreadGate:
    """For threads of one process."""

    def __init__(self, slots, pace):
        import threading
        self.slots, self.pace = threading.Semaphore(slots) if slots else None, pace

    def __enter__(self):
        if self.slots:
            self.slots.acquire()
        if self.pace:
            time.sleep(max(0.0, self.pace.wait_seconds()))

    def __exit__(self, *_):
        if self.slots:
            self.slots.release()


class LoopGate:
    """For the coroutines of one loop."""

    def __init__(self, slots, pace):
        import asyncio
        self.slots, self.pace = asyncio.Semaphore(slots) if slots else None, pace

    async def __aenter__(self):
        if self.slots:
            await self.slots.acquire()
        await keep_pace(self)

    async def __aexit__(self, *_):
        if self.slots:
            self.slots.release()


async def keep_pace(gate):
    """Waits for a gate's next start; gives its slot back if that is cancelled."""
    import asyncio
    if gate.pace:
        try:
            await asyncio.sleep(max(0.0, gate.pace.wait_seconds()))
        except BaseException:
            await gate.__aexit__()
            raise


class PipeGate:
    """For all who have the pipe, in whatever process or interpreter, on a thread or on a loop: it holds a byte for each
    free slot."""

    def __init__(self, slots, pace):
        from collections import deque
        self.pipe, self.pace, self.waiting = SharedPipe(), pace, deque()
        os.set_blocking(self.pipe.read_end, False)
        os.write(self.pipe.write_end, b"x" * slots)

    def take(self):
        try:
            return os.read(self.pipe.read_end, 1) != b""
        except BlockingIOError:
            return False

    def __enter__(self):
        import select
        while not self.take():
            waiter = select.poll()
            waiter.register(self.pipe.read_end, select.POLLIN)
            waiter.poll()
        if self.pace:
            time.sleep(max(0.0, self.pace.wait_seconds()))

    def __exit__(self, *_):
        os.write(self.pipe.write_end, b"x")

    async def __aenter__(self):
        import asyncio
        loop = asyncio.get_running_loop()
        if self.waiting or not self.take():
            turn = loop.create_future()
            self.waiting.append(turn)
            loop.add_reader(self.pipe.read_end, self.serve, loop)
            try:
                await turn
            except BaseException:
                if turn.done() and not turn.cancelled():
                    self.__exit__()
                raise
        await keep_pace(self)

    async def __aexit__(self, *_):
        self.__exit__()

    def serve(self, loop):
        """There may be bytes: those who wait on this loop get them in turn."""
        while self.waiting:
            if self.waiting[0].done():
                self.waiting.popleft()
            elif self.take():
                self.waiting.popleft().set_result(None)
            else:
                return
        loop.remove_reader(self.pipe.read_end)


def make_gates(place, shared):
    """The gates of a model. `place` tells where it runs a step; `shared`: whole tasks run in other processes."""
    users = {}
    for spec in SCENARIO["workload"]:
        for step in spec["steps"]:
            where = "process" if shared else place(step)
            if where == "loop" and step["kind"] == "io":
                where = "await"
            elif where == "loop":
                where = "thread"
            if step["kind"] == "lock":
                users.setdefault(("lock", step["name"]), set()).add(where)
            elif step.get("service"):
                users.setdefault(("service", step["service"]), set()).add(where)
    services = {service["name"]: service for service in SCENARIO["services"]}
    return {name: make_gate(where, services.get(name[1]) if name[0] == "service" else None)
            for name, where in users.items()}


def make_gate(users, service):
    # More servers than tasks never make anyone wait, and a pipe holds 64 KiB.
    tasks = sum(spec["tasks"] for spec in SCENARIO["workload"])
    slots = 1 if service is None else min(service["concurrency"], tasks)
    rate = service and service.get("rate_per_s")
    if service is None and users <= {"thread"}:
        import threading
        return threading.Lock()
    if users <= {"thread"}:
        return ThreadGate(slots, Pace(1 / rate) if rate else None)
    if users <= {"await"}:
        return LoopGate(slots, Pace(1 / rate) if rate else None)
    if slots > 1 << 16:
        raise Unable("this script shares at most 65,536 slots of a service between processes")
    return PipeGate(slots, SharedPace(1 / rate) if rate else None)
