# ------------------------------------------------------------------------------------------------ server processes
# Processes that share a queue of requests, as gunicorn's and uvicorn's workers share a socket: here a pipe of fixed
# messages, of which each read takes one. The first process starts them and plays the clients.
REQUEST = "IIII"  # which task, its class, its place in the class, which try
REQUEST_BYTES = 16
ANSWER = "II"
ANSWER_BYTES = 8


def prepare_prefork(book, model):
    import multiprocessing
    import struct
    import threading
    inner = model["inner"]
    loops = inner["kind"] == "asyncio"
    # Gunicorn forks its workers, and each imports the program; uvicorn spawns them.
    context = multiprocessing.get_context("spawn" if loops else "fork")
    requests, answers = SharedPipe(), SharedPipe()
    os.set_blocking(requests.read_end, not loops)
    arguments = (inner, book.seed, make_gates(on_loop if loops else None, shared=True), RATES,
                 0 if loops else SCENARIO["runtime"]["import_ms"], requests, answers)
    places = {id(task): place for place, task in enumerate(book.tasks)}

    def submit(tasks):
        for task in tasks:
            os.write(requests.write_end, struct.pack(REQUEST, places[id(task)], task.number, task.index, task.attempt))

    def listen(diary):
        while True:
            place, attempt = struct.unpack(ANSWER, os.read(answers.read_end, ANSWER_BYTES))
            diary.ends.put((book.tasks[place], attempt, now()))

    def run():
        diary = Diary(book, submit, from_arrival=True)
        for _ in range(model["processes"]):
            context.Process(target=serve_requests, args=arguments, daemon=True).start()
        threading.Thread(target=listen, args=(diary,), daemon=True).start()
        diary.keep()

    return run


def serve_requests(inner, seed, gates, rates, import_ms, requests, answers):
    """A worker process."""
    import struct
    setup(gates, rates, import_ms)

    def answer(place, attempt):
        os.write(answers.write_end, struct.pack(ANSWER, place, attempt))

    def serve(place, number, index, attempt):
        run_task(number, lengths_of(seed, number, index, attempt))
        answer(place, attempt)

    if inner["kind"] == "asyncio":
        import asyncio
        asyncio.run(serve_on_loop(inner, seed, requests, answer))
    elif inner["kind"] == "threads":
        from concurrent.futures import ThreadPoolExecutor
        pool = ThreadPoolExecutor(inner["workers"])
        while True:
            pool.submit(serve, *struct.unpack(REQUEST, os.read(requests.read_end, REQUEST_BYTES)))
    else:
        while True:
            serve(*struct.unpack(REQUEST, os.read(requests.read_end, REQUEST_BYTES)))


async def serve_on_loop(inner, seed, requests, answer):
    """Takes all that waits whenever something does, as asyncio accepts connections."""
    import asyncio
    import struct
    loop, alive = asyncio.get_running_loop(), set()
    server = LoopRun(None, inner, on_loop)
    server.loop = loop

    async def serve(place, number, index, attempt):
        task = Task(number, index, 0.0)
        task.lengths = lengths_of(seed, number, index, attempt)
        await server.attempt(task)
        answer(place, attempt)

    def accept():
        while True:
            try:
                request = os.read(requests.read_end, REQUEST_BYTES)
            except BlockingIOError:
                return
            task = loop.create_task(serve(*struct.unpack(REQUEST, request)))
            alive.add(task)
            task.add_done_callback(alive.discard)

    loop.add_reader(requests.read_end, accept)
    await loop.create_future()
