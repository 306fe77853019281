// 100,000 tasks under eight models: from the change to the changed picture, and when progress is told. Prints figures.
import { open, test } from "../fixtures.ts";

const MODELS = [
  "sequential",
  "threads",
  "thread_per_task",
  "free_threads",
  "processes",
  "asyncio",
  "asyncio_threads",
  "asyncio_processes",
];
const FEW = {
  version: 1,
  machine: { cores: 4 },
  workload: [
    {
      name: "fetch",
      tasks: 100,
      steps: [
        { kind: "cpu", ms: 2 },
        { kind: "io", ms: 10 },
      ],
    },
  ],
  models: MODELS.map((kind) => ({ kind })),
};
const TURNS = 5;

test("100,000 tasks under eight models", async ({ page }) => {
  test.setTimeout(180_000);
  const times: number[] = [];
  const told: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    await open(page);
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    const text = page.getByRole("textbox", { name: "Scenario as JSON" });
    await text.fill(JSON.stringify(FEW));
    await page.getByRole("button", { name: "Use this" }).click();
    const field = page.getByRole("spinbutton", { name: "Tasks" }).first();
    await page.locator(".row").nth(MODELS.length - 1).waitFor();
    await page.waitForLoadState("networkidle");
    const changed = page.evaluate(
      () =>
        new Promise<[number, number]>((done) => {
          const makespan = document.querySelector(".row-makespan");
          const waiting = document.querySelector(".play-waiting");
          const before = makespan?.textContent;
          let [start, progress] = [0, Number.NaN];
          document.addEventListener("input", () => (start ||= performance.now()), { capture: true });
          const look = () => {
            const now = performance.now();
            if (Number.isNaN(progress) && waiting && !waiting.hasAttribute("hidden")) progress = now - start;
            if (makespan?.textContent !== before) done([now - start, progress]);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    // Another number each turn: an answer that is kept would come at once.
    await field.fill(String(100_000 + turn));
    await field.press("Enter");
    const [time, progress] = await changed;
    times.push(time);
    if (!Number.isNaN(progress)) told.push(progress);
  }
  const list = (all: number[]) => all.map((ms) => ms.toFixed(0)).join(", ");
  console.log(`100,000 tasks under ${MODELS.length} models: picture after ${list(times)} ms; progress told after ${list(told)} ms`);
});
