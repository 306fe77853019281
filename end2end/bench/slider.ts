// From a slider's move to the changed picture: prints percentiles. The picture counts as changed when the frame after
// the new numbers has been drawn. Sliders are dragged as a hand does it: from step to step without a rest, so that what
// follows only when the hand rests is not drawn in between; then let go.
import type { Locator, Page } from "@playwright/test";

import { open, test } from "../fixtures.ts";

const SLIDERS = ["Tasks", "Cores"];
const DRAGS = 8;
/** Steps from where the thumb is, one after the other. */
const STEPS = [-1, -2, -3, -2, -1, 0, 1, 2, 1, 0];
/** From a changed picture to the next step, milliseconds. */
const STEP_AFTER_MS = 40;
/** A slider that was let go rests for so long, milliseconds. */
const REST_MS = 500;
/** What has not changed by then does not change: the answer is the same. */
const UNCHANGED_AFTER_MS = 400;

/** Where the thumb stands at each step of the slider, in CSS pixels. */
async function thumb(slider: Locator): Promise<(steps: number) => { x: number; y: number }> {
  const [box, range] = [
    await slider.boundingBox(),
    await slider.evaluate((input: HTMLInputElement) => ({ at: Number(input.value), last: Number(input.max) })),
  ];
  if (!box) throw new Error("the slider is not on the page");
  const knob = box.height;
  return (steps) => {
    const share = (range.at + steps) / range.last;
    return { x: box.x + knob / 2 + share * (box.width - knob), y: box.y + box.height / 2 };
  };
}

/** Milliseconds from the next input to the picture that it leads to; none: it leads to the same. */
function picture(page: Page): Promise<number | null> {
  return page.evaluate(
    (patience) =>
      new Promise<number | null>((done) => {
        let start = 0;
        document.addEventListener("input", () => (start = performance.now()), { capture: true, once: true });
        const observer = new MutationObserver(() => {
          if (start === 0) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
        });
        const stage = document.querySelector(".stage");
        if (stage) observer.observe(stage, { subtree: true, characterData: true, childList: true });
        setTimeout(() => done(null), patience);
      }),
    UNCHANGED_AFTER_MS,
  );
}

test("slider to picture", async ({ page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1440, height: 980 });
  await open(page, "/");
  for (const name of SLIDERS) {
    const slider = page.getByRole("slider", { name, exact: true }).first();
    await slider.scrollIntoViewIfNeeded();
    const times: number[] = [];
    for (let drag = 0; drag < DRAGS; drag++) {
      await page.waitForTimeout(REST_MS);
      const at = await thumb(slider);
      await page.mouse.move(at(0).x, at(0).y);
      await page.mouse.down();
      for (const step of STEPS) {
        const changed = picture(page);
        await page.mouse.move(at(step).x, at(step).y);
        const time = await changed;
        if (time !== null) times.push(time);
        await page.waitForTimeout(STEP_AFTER_MS);
      }
      await page.mouse.up();
    }
    times.sort((a, b) => a - b);
    const share = (part: number) => (times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? 0).toFixed(1);
    console.log(
      `${name}, slider to picture: p50 ${share(0.5)} ms, p95 ${share(0.95)} ms, most ${share(1)} ms (${times.length} of ${DRAGS * STEPS.length} steps changed it)`,
    );
  }
});
