// How long scripts take in a frame while timelines of a million slices are panned and zoomed: prints percentiles.
// Figures are of the machine that it runs on, and are held against nothing.
import { expect, type Browser, type Page } from "@playwright/test";

import { open, test } from "../fixtures.ts";

/** 100,000 tasks on eight threads make more than a million slices. */
const SCENARIO = "/s/1.cores=4,task=fetch,n=100000,cpu=1ms,io=5ms,cpu=1ms,io=5ms,cpu=1ms,m=threads,w=8";
/** The same as JSON. */
const BUSY = {
  version: 1,
  machine: { cores: 4 },
  workload: [
    {
      name: "fetch",
      tasks: 100_000,
      steps: [
        { kind: "cpu", ms: 1 },
        { kind: "io", ms: 5 },
        { kind: "cpu", ms: 1 },
        { kind: "io", ms: 5 },
        { kind: "cpu", ms: 1 },
      ],
    },
  ],
  models: [{ kind: "threads", workers: 8 }],
};

/** Less script than this in a frame is the measurement's own. */
const LEAST_MS = 0.5;

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
}

/** What the main thread runs scripts in. Where they nest, the outermost counts. */
const SCRIPTS = new Set(["EventDispatch", "FunctionCall", "RunMicrotasks", "FireAnimationFrame", "v8.callFunction"]);

/** Milliseconds of script in each frame in which any ran: from the end of one frame's drawing to the end of the next. */
function scriptTimes(events: TraceEvent[]): number[] {
  const dispatched = events.find((event) => event.name === "EventDispatch");
  const own = events.filter((event) => event.tid === dispatched?.tid && event.pid === dispatched.pid);
  const ends = own.filter((event) => event.name === "AnimationFrame::Render" && event.ph === "e").map((event) => event.ts);
  ends.sort((a, b) => a - b);
  const scripts = own.filter((event) => event.ph === "X" && SCRIPTS.has(event.name));
  scripts.sort((a, b) => a.ts - b.ts);
  const times = new Map<number, number>();
  let [end, frame] = [0, 0];
  for (const script of scripts) {
    if (script.ts < end) {
      continue;
    }
    const duration = script.dur ?? 0;
    end = script.ts + duration;
    while (frame < ends.length && (ends[frame] ?? 0) <= script.ts) {
      frame++;
    }
    times.set(frame, (times.get(frame) ?? 0) + duration / 1000);
  }
  return [...times.values()].filter((ms) => ms >= LEAST_MS).sort((a, b) => a - b);
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Does something a number of times while the browser is traced. */
async function measure(browser: Browser, page: Page, what: string, act: (turn: number) => Promise<void>): Promise<void> {
  await browser.startTracing(page, { categories: ["devtools.timeline", "v8"] });
  for (let turn = 0; turn < 120; turn++) {
    await act(turn);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const times = scriptTimes(trace.traceEvents);
  const [p50, p95, most] = [percentile(times, 0.5), percentile(times, 0.95), times.at(-1) ?? 0];
  console.log(
    `${what}: script time a frame p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, most ${most.toFixed(2)} ms (${times.length} frames)`,
  );
}

test("a million slices", async ({ browser, page, request }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 1440, height: 980 });
  await open(page, SCENARIO);
  await page.waitForLoadState("networkidle");
  const answer = await request.post("/api/v1/timeline", { data: { scenario: BUSY, model: 0, width_px: 1 } });
  const { slices_total } = (await answer.json()) as { slices_total: number };
  console.log(`${slices_total.toLocaleString("en")} slices`);
  const box = await page.locator(".lanes").first().boundingBox();
  expect(box).toBeTruthy();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.4, (box?.y ?? 0) + 20);
  await page.locator(".stage").focus();
  await page.keyboard.press("0");
  await page.waitForLoadState("networkidle");
  await page.keyboard.down("Control");
  await measure(browser, page, "zooming", (turn) => page.mouse.wheel(0, turn < 60 ? -40 : 40));
  await page.keyboard.up("Control");
  for (let turn = 0; turn < 6; turn++) {
    await page.keyboard.press("w");
  }
  await page.waitForLoadState("networkidle");
  await measure(browser, page, "panning", (turn) => page.mouse.wheel(turn < 60 ? 30 : -30, 0));
});
