// What Perfetto makes of exported traces: its own page opens each by its address, as "Open in Perfetto" does, and its trace
// processor is asked what it read, which must add up to the report of the same run.
import { expect, test, type APIRequestContext, type Page } from "@playwright/test";

const { LOCKSTEP, PERFETTO, SHOTS } = process.env as Record<string, string>;

/** Threads, processes, asyncio, a pipeline through several pools, a loop that is blocked. */
const presets = [
  "threads-for-cpu",
  "processes-for-tiny-tasks",
  "async-httpx",
  "hybrid-pipeline",
  "blocking-call-in-asyncio",
];

/** What a task's slices are called whose time the report counts once, by the report's name of the state. */
const states: Record<string, string[]> = {
  python: ["Python"],
  native: ["native, GIL released"],
  io: ["waiting for I/O", "loop blocked"],
  service_queue: ["waiting for a service"],
  gil_wait: ["waiting for the GIL"],
  lock_wait: ["waiting for a lock"],
};

/** Time in each state within slices of tasks, by model: the process is called after it, "asyncio: worker 1". */
const TIMES = `
  with placed as (
    select s.id, s.parent_id, s.category, s.name, s.dur, coalesce(of_thread.name, of_track.name) as process
    from slice s
    left join thread_track on thread_track.id = s.track_id
    left join thread using (utid)
    left join process of_thread on of_thread.upid = thread.upid
    left join process_track on process_track.id = s.track_id
    left join process of_track on of_track.upid = process_track.upid
  )
  select placed.process as process, placed.name as name, sum(placed.dur) as ns, count(*) as slices
  from placed
  where placed.category = 'state' and exists (
    select 1 from ancestor_slice(placed.id) above where above.category = 'task'
  )
  group by 1, 2 order by 1, 2`;

interface Time {
  process: string;
  name: string;
  ns: number;
  slices: number;
}

interface Report {
  scenario: { machine: { cores: number } };
  results: { label: string; time_ms: Record<string, number> }[];
}

/** Asks the trace processor. `columns`: a value of each column's type. */
function ask<Row extends object>(page: Page, query: string, columns: Row): Promise<Row[]> {
  return page.evaluate(
    async ({ query, columns }) => {
      const { engine } = (window as any).app.trace;
      const answer = await engine.query(query);
      const names = Object.keys(columns as object);
      const rows = [];
      for (const row = answer.iter(columns); row.valid(); row.next()) {
        rows.push(Object.fromEntries(names.map((name) => [name, row[name]])));
      }
      return rows as any;
    },
    { query, columns },
  );
}

async function linkOf(request: APIRequestContext, preset: string): Promise<string> {
  const page = await (await request.get(`${LOCKSTEP}/?preset=${preset}`)).text();
  const link = /rel="canonical" href="[^"]*\/s\/([^"]*)"/.exec(page)![1];
  // A trace is of the first run; so must be the report.
  return link.replace(/,reps=\d+/, "");
}

/** Opens a trace by its address. */
async function open(page: Page, address: string) {
  await page.goto(`${PERFETTO}/#!/?url=${address.replaceAll("=", "%3D").replaceAll(",", "%2C")}`);
  await page.waitForFunction(() => (window as any).app?.trace && !(window as any).app.isLoadingTrace, null, {
    timeout: 60_000,
  });
}

/** What was read of a trace, without anything that Perfetto complains about. */
async function read(page: Page, address: string) {
  await open(page, address);
  const faults = await ask(
    page,
    "select name, value from stats where severity in ('error', 'data_loss') and value > 0",
    { name: "str", value: 0 },
  );
  expect(faults, `what Perfetto complains about in ${address}`).toEqual([]);
  const times: Time[] = await ask(page, TIMES, { process: "str", name: "str", ns: 0, slices: 0 });
  const [counts] = await ask(
    page,
    `select (select count(*) from slice) as slices, (select count(*) from flow) as arrows,
       (select count(*) from counter) as counted,
       (select count(*) from slice where dur < 0) as unended`,
    { slices: 0, arrows: 0, counted: 0, unended: 0 },
  );
  return { times, counts };
}

function addsUp(report: Report, times: Time[]) {
  let compared = 0;
  for (const { label, time_ms } of report.results) {
    for (const [state, names] of Object.entries(states)) {
      const drawn = times.filter(({ process, name }) => process.split(": ")[0] === label && names.includes(name));
      const ms = drawn.reduce((sum, { ns }) => sum + ns, 0) / 1e6;
      expect(Math.abs(ms - time_ms[state]), `${label}: ${state} ${time_ms[state]} ms, drawn ${ms} ms`).toBeLessThan(1e-6);
      compared += Number(time_ms[state] > 0);
    }
  }
  expect(compared, "figures that are not zero").toBeGreaterThan(2);
}

for (const preset of presets) {
  test(preset, async ({ page, request }) => {
    test.slow();
    const link = await linkOf(request, preset);
    const report = (await (await request.get(`${LOCKSTEP}/x/${link}.json`)).json()) as Report;
    const native = await read(page, `${LOCKSTEP}/x/${link}.pftrace`);
    expect(native.counts.unended, "slices that do not end").toBe(0);
    expect(native.counts.arrows).toBeGreaterThan(0);
    expect(native.counts.counted).toBeGreaterThan(0);
    addsUp(report, native.times);
    await page.screenshot({ path: `${SHOTS}/${preset}.png` });
    await page.goto("about:blank");
    const chrome = await read(page, `${LOCKSTEP}/x/${link}.trace.json`);
    expect(chrome, "both formats say the same").toEqual(native);
  });
}
