# ------------------------------------------------------------------------------------------------ asyncio
def measure_asyncio():
    """Tasks, their steps, timers and the loop's own turn."""
    import asyncio

    async def nothing():
        pass

    async def steps(count):
        for _ in range(count):
            await asyncio.sleep(0)

    async def seconds_of(times, make):
        await make()
        taken = []
        for _ in range(times):
            begin = now()
            await make()
            taken.append(now() - begin)
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

    async def callbacks(count):
        loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
        for _ in range(count):
            loop.call_soon(noop)
        loop.call_soon(done.set_result, None)
        await done

    async def wakes(times):
        loop, woken = asyncio.get_running_loop(), []

        async def wait(future):
            await future
            woken.append(now() - begin)
        for _ in range(times):
            future = loop.create_future()
            task = asyncio.ensure_future(wait(future))
            await asyncio.sleep(0)
            begin = now()
            future.set_result(None)
            await task
        return woken[times // 10:]

    async def all_of_it():
        return {
            "task_without_await_us": record(await seconds_of(reps(60), together(100, nothing)), 1e6 / 100),
            "task_step_us": record(await seconds_of(reps(20), together(200, lambda: steps(50))), 1e6 / 200 / 50),
            "future_wakes_task_us": record(await wakes(reps(500)), 1e6),
            "call_soon_us": record(await seconds_of(reps(30), lambda: callbacks(2000)), 1e6 / 2000),
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
# A program of its own: what its interpreters import has to be there when it starts.
INTERPRETERS = """
import json, sys, time
from concurrent.futures import InterpreterPoolExecutor
from lockstep_payloads import echo, make, several_modules
now = time.perf_counter
plan = json.loads(sys.argv[1])
def first(function):
    begin = now()
    pool = InterpreterPoolExecutor(1)
    pool.submit(function).result()
    taken = now() - begin
    pool.shutdown()
    return taken
result = {"light": [first(int) for _ in range(plan["firsts"])], "bulk": [], "crossing": {},
          "imports": [first(several_modules) for _ in range(plan["firsts"])]}
with InterpreterPoolExecutor(2) as pool:
    for _ in range(plan["bulks"]):
        begin = now()
        for future in [pool.submit(int) for _ in range(plan["tasks"])]: future.result()
        result["bulk"].append(now() - begin)
with InterpreterPoolExecutor(1) as pool:
    for name, (kind, size, times) in plan["crossing"].items():
        value, seconds = make(kind, size), []
        for _ in range(times + 1):
            begin = now()
            pool.submit(echo, value).result()
            seconds.append(now() - begin)
        result["crossing"][name] = seconds[1:]
print(json.dumps(result))
"""


def measure_interpreters():
    """A pool's first result, tasks that do nothing, and payloads to an interpreter and back."""
    if sys.version_info < (3, 14):
        raise Skip("subinterpreter pools came with Python 3.14")
    crossing = {"crossing_%s_%d_us" % (kind, size): (kind, size, times_at(size) // 2 + 1)
                for kind, sizes in sizes_of("crossing").items() for size in sizes}
    plan = {"firsts": reps(6) + 1, "bulks": reps(8) + 1, "tasks": 1000, "crossing": crossing}
    with open(os.path.join(tempfile.tempdir, "lockstep_payloads.py"), "w") as module:
        module.write(PAYLOADS)
    os.environ["PYTHONPATH"] = tempfile.tempdir
    measured = json.loads(output_of(sys.executable, INTERPRETERS, json.dumps(plan)))
    result = {"interpreter_first_result_ms": record(measured["light"][1:], 1e3),
              "interpreter_with_imports_ms": record(measured["imports"][1:], 1e3),
              "interpreter_pool_bulk_us": record(measured["bulk"][1:], 1e6 / plan["tasks"])}
    result.update({name: record(seconds, 1e6) for name, seconds in measured["crossing"].items()})
    return result
