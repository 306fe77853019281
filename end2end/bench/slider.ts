// From a slider's move to the changed picture: prints percentiles. The picture counts as changed when the frame after
// the new numbers has been drawn.
import { open, test } from "../fixtures.ts";

const MOVES = 60;

test("slider to picture", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1440, height: 980 });
  await open(page, "/");
  const slider = page.getByRole("slider", { name: "Cores" });
  await slider.focus();
  const times: number[] = [];
  for (let move = 0; move < MOVES; move++) {
    const key = move % 8 < 4 ? "ArrowLeft" : "ArrowRight";
    const changed = page.evaluate(
      () =>
        new Promise<number>((done) => {
          const start = { at: 0 };
          document.addEventListener("input", () => (start.at = performance.now()), { capture: true, once: true });
          const observer = new MutationObserver(() => {
            if (start.at === 0) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - start.at)));
          });
          const stage = document.querySelector(".stage");
          if (stage) observer.observe(stage, { subtree: true, characterData: true, childList: true });
          setTimeout(() => done(Number.NaN), 2_000);
        }),
    );
    await page.keyboard.press(key);
    const time = await changed;
    if (Number.isFinite(time)) times.push(time);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  console.log(`slider to picture: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (${times.length} of ${MOVES} moves changed it)`);
});
