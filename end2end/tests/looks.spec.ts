// The page as readers need it: on paper, in their own colours, large, calm, and read aloud.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** The colour of a corner of a row's canvas, and how many of its pixels have another one. */
async function drawn(canvas: Locator): Promise<{ card: string; inked: number; width: number }> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext("2d")?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
    let inked = 0;
    for (let i = 0; i < data.length; i += 4) {
      inked += data[i] !== data[0] || data[i + 1] !== data[1] ? 1 : 0;
    }
    // Beside the first grid line, above the first lane.
    const [red, green, blue] = data.slice(4 * (element.width + 20));
    return { card: `${red},${green},${blue}`, inked, width: element.width };
  });
}

async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

test("on paper stand the answer, the scenario, the timelines and the tables, in this order", async ({ page }) => {
  await open(page);
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: "print" });
  const top = async (place: Locator) => {
    await expect(place).toBeVisible();
    return (await place.boundingBox())?.y ?? NaN;
  };
  const order = [
    page.locator(".verdict-headline"),
    page.getByLabel("Steps as text").first(),
    page.locator(".stage"),
    page.locator(".chart table").first(),
    page.locator("table").last(),
  ];
  const tops = await Promise.all(order.map(top));
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  for (const name of ["Cores", "Workers", "Tasks"]) {
    await expect(page.getByRole("spinbutton", { name }).first()).toBeVisible();
  }
  await expect(page.locator(".step-time").first()).toBeVisible();
  await expect(page.getByRole("slider")).toHaveCount(0);
  await expect(page.locator("button:visible:not(.strip-pick)")).toHaveCount(0);
  expect(await overflows(page)).toBe(false);
});

test("paper is light and finely drawn, whatever the screen is", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page);
  const canvas = page.locator(".lanes-canvas").first();
  await expect.poll(async () => (await drawn(canvas)).inked).toBeGreaterThan(500);
  const before = await drawn(canvas);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect.poll(async () => (await drawn(canvas)).card).toBe("255,255,255");
  expect((await drawn(canvas)).width).toBeGreaterThan(2 * before.width);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(() => drawn(canvas)).toEqual(before);
});

test("a reader's own colours are taken up by the timelines too", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  await open(page);
  const canvas = page.locator(".lanes-canvas").first();
  await expect.poll(async () => (await drawn(canvas)).inked).toBeGreaterThan(500);
  const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(`rgb(${(await drawn(canvas)).card.replaceAll(",", ", ")})`).toBe(back);
});

test("nothing overflows at 200 % and at 320 pixels", async ({ page, expectedFaults }) => {
  expectedFaults.push(/404/);
  for (const path of ["/", "/presets", "/validation", "/nowhere"]) {
    await page.goto(path);
    for (const width of [720, 320]) {
      await page.setViewportSize({ width, height: 490 });
      expect(await overflows(page), `${path} at ${width} pixels`).toBe(false);
    }
  }
});

test("a page that was opened narrow and is widened shows its controls", async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 900 });
  await open(page);
  await expect(page.locator(".controls-body")).toBeHidden();
  await page.setViewportSize({ width: 1300, height: 900 });
  await expect(page.locator(".controls-body")).toBeVisible();
});

test("the answer is said once when it has settled, not on the way", async ({ page }) => {
  await open(page);
  const status = page.locator(".verdict [role=status]");
  await expect(status).toBeEmpty();
  await page.evaluate(() => {
    const place = document.querySelector(".verdict [role=status]") as Element;
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(place.textContent ?? "")).observe(place, { characterData: true, childList: true, subtree: true });
  });
  await page.getByRole("slider", { name: "Tasks" }).first().focus();
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press("ArrowRight");
  }
  const answer = async () =>
    `${await page.locator(".verdict-headline").textContent()} ${await page.locator(".verdict-reason").textContent()}`;
  await expect.poll(async () => (await status.textContent()) === (await answer())).toBe(true);
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said)).toHaveLength(1);
});

test("with less motion the playhead still runs, in jumps, and each chart has its table", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.locator(".playhead")).toHaveCount(1);
  for (const chart of await page.locator(".charts .chart").all()) {
    await chart.getByText("As a table").click();
    await expect(chart.getByRole("table")).toBeVisible();
  }
});
