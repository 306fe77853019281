# ------------------------------------------------------------------------------------------------ asyncio
def measure_asyncio():
    """Tasks, their steps, timers and the loop's own turn."""
    import asyncio

    async def nothing():
        pass

    async def steps(count):
        for _ in range(count):
            await asyncio.sleep(0)

    async def seconds_of(times, make, clock=now):
        await make()
        taken = []
        for _ in range(times):
            begin = clock()
            await make()
            taken.append(clock() - begin)
        return taken

    async def turns(count):
        loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        def turn(left):
            if left:
                loop.call_soon(turn, left - 1)
            else:
                done.set_result(None)
        turn(count)
        await done

    def together(count, coroutine):
        return lambda: asyncio.gather(*[asyncio.ensure_future(coroutine()) for _ in range(count)])

    async def all_of_it():
        return {
            "task_without_await_us": record(await seconds_of(reps(60), together(100, nothing)), 1e6 / 100),
            "task_step_us": record(await seconds_of(reps(20), together(200, lambda: steps(50))), 1e6 / 200 / 50),
            "task_that_sleeps_us": record(await seconds_of(
                reps(15), together(1000, lambda: asyncio.sleep(0.05)), time.process_time), 1e6 / 1000),
            "loop_turn_us": record(await seconds_of(reps(30), lambda: turns(2000)), 1e6 / 2000),
        }

    return asyncio.run(all_of_it())


def measure_to_thread():
    """Calls sent from the loop to a pool of four threads, all at once."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor
    tasks = 1000

    async def all_of_it():
        loop, taken = asyncio.get_running_loop(), []
        with ThreadPoolExecutor(4) as pool:
            for _ in range(reps(8) + 1):
                begin = now()
                await asyncio.gather(*[loop.run_in_executor(pool, noop) for _ in range(tasks)])
                taken.append(now() - begin)
        return taken[1:]

    return {"run_in_executor_bulk_us": record(asyncio.run(all_of_it()), 1e6 / tasks)}


# ------------------------------------------------------------------------------------------------ interpreters
def measure_interpreters():
    """A pool's first result, and tasks that do nothing."""
    if sys.version_info < (3, 14):
        raise Skip("subinterpreter pools came with Python 3.14")
    from concurrent.futures import InterpreterPoolExecutor
    firsts, tasks = [], 1500
    for _ in range(reps(6) + 1):
        begin = now()
        pool = InterpreterPoolExecutor(1)
        pool.submit(noop_for_children).result()
        firsts.append(now() - begin)
        pool.shutdown()
    with InterpreterPoolExecutor(1) as pool:
        def bulk():
            for future in [pool.submit(noop_for_children) for _ in range(tasks)]:
                future.result()
        bulks = timed(reps(8), bulk)
    return {"interpreter_first_result_ms": record(firsts[1:], 1e3),
            "interpreter_pool_bulk_us": record(bulks, 1e6 / tasks)}
