// The timelines: moving about in them, asking them, playing them; with the mouse and with keys alone.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** A model's row by its name. */
function row(page: Page, name: string): Locator {
  return page.locator(".row").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** The first and the last label of the ruler. */
async function ruler(page: Page): Promise<string> {
  return (await page.locator(".ruler text").allTextContents()).join(" ");
}

/** Presses keys on the timelines. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  await page.locator(".stage").focus();
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

/** Drags over a row's lanes, from one share of the width to another. */
async function drag(page: Page, lanes: Locator, from: number, to: number): Promise<void> {
  await lanes.scrollIntoViewIfNeeded();
  const box = await lanes.boundingBox();
  if (!box) {
    throw new Error("the row has no lanes");
  }
  const y = box.y + 20;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.5 * (from + to) * box.width, y);
  await page.mouse.move(box.x + to * box.width, y);
  await page.mouse.up();
}

test("a drag selects a span, and tells what happened in it in every model", async ({ page }) => {
  await open(page);
  const before = await ruler(page);
  await drag(page, row(page, "Threads").locator(".lanes"), 0.1, 0.3);
  const area = page.getByRole("region", { name: "Selected span" });
  await expect(area.getByRole("row")).toHaveCount((await page.locator(".row").count()) + 1);
  await expect(area).toContainText("waiting for I/O");
  for (const edge of ["from", "to"]) {
    await expect(area.getByLabel(edge, { exact: false })).toHaveValue(/^\d+(\.\d{1,3})?$/);
  }
  expect(await ruler(page)).toBe(before);
  await press(page, "f");
  await expect.poll(() => ruler(page)).not.toBe(before);
  await press(page, "Escape");
  await expect(area).toHaveCount(0);
});

test("with shift a drag pans", async ({ page }) => {
  await open(page);
  await press(page, "w", "w");
  const before = await ruler(page);
  await page.keyboard.down("Shift");
  await drag(page, row(page, "Threads").locator(".lanes"), 0.6, 0.2);
  await page.keyboard.up("Shift");
  await expect.poll(() => ruler(page)).not.toBe(before);
  await expect(page.getByRole("region", { name: "Selected span" })).toHaveCount(0);
});

test("keys alone pick a slice, focus it, select its span and let go", async ({ page }) => {
  await open(page);
  const before = await ruler(page);
  await press(page, ".", ".", ",", "Enter");
  const picked = page.getByRole("region", { name: "Picked task" });
  await expect(picked.getByRole("listitem")).toHaveCount(await page.locator(".row").count());
  await expect(picked).toContainText("from submit to result");
  await press(page, "f");
  await expect.poll(() => ruler(page)).not.toBe(before);
  await press(page, "r");
  await expect(page.getByRole("region", { name: "Selected span" })).toBeVisible();
  await press(page, "Escape", "Escape");
  await expect(picked).toHaveCount(0);
});

test("the way of the picked task is drawn from lane to lane", async ({ page }) => {
  await open(page);
  await page.getByRole("searchbox").fill("3");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Picked task" })).toContainText("Task 3");
  await expect(row(page, "Threads").locator(".lanes-flows path")).toHaveAttribute("d", /^M/);
});

test("a task is found by its class, and what is not there is told", async ({ page }) => {
  await open(page);
  const picked = page.getByRole("region", { name: "Picked task" });
  const field = page.getByRole("searchbox");
  await press(page, "/");
  await expect(field).toBeFocused();
  await field.fill("score");
  await page.keyboard.press("Enter");
  await expect(picked).toContainText("score embedding");
  const first = await picked.locator("strong").first().textContent();
  await page.keyboard.press("Enter");
  await expect(picked.locator("strong").first()).not.toHaveText(first ?? "");
  await page.keyboard.press("Shift+Enter");
  await expect(picked.locator("strong").first()).toHaveText(first ?? "");
  await field.fill("99999");
  await page.keyboard.press("Enter");
  await expect(page.locator(".find-problem")).toContainText("99999");
});

test("the strip of the whole run moves what is on screen, by drag and by keys", async ({ page }) => {
  await open(page);
  const strip = page.getByRole("slider", { name: /Visible part/ });
  await strip.focus();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  const near = await strip.getAttribute("aria-valuetext");
  await page.keyboard.press("End");
  await expect(strip).not.toHaveAttribute("aria-valuetext", near ?? "");
  await page.keyboard.press("Home");
  await expect(strip).toHaveAttribute("aria-valuetext", /^0 ms to/);
  await drag(page, strip, 0.02, 0.5);
  await expect(strip).not.toHaveAttribute("aria-valuetext", /^0 ms to/);
});

test("a lane is pinned, and folded lanes are opened", async ({ page }) => {
  await open(page, "/s/1.cores=4,task=fetch,n=60,io=40ms,m=threads,w=30,m=asyncio");
  await press(page, "ArrowRight", "ArrowDown", "ArrowDown", "p");
  const threads = row(page, "Threads");
  await threads.locator(".lanes").hover({ position: { x: 40, y: 11 } });
  await expect(page.getByRole("tooltip")).toContainText("worker 2");
  const height = async () => (await threads.locator(".lanes-canvas").boundingBox())?.height ?? 0;
  const folded = await height();
  await threads.getByRole("button", { name: "All 31 lanes" }).click();
  await expect.poll(height).toBeGreaterThan(folded + 80);
  await threads.getByRole("button", { name: "Fewer lanes" }).click();
  await expect.poll(height).toBe(folded);
});

test("events are listed around the playhead, and a click takes it there", async ({ page }) => {
  await open(page);
  await page.getByText("Events around the playhead").click();
  const rows = page.getByRole("region", { name: "Events" }).locator("tbody tr");
  await expect.poll(() => rows.count()).toBeGreaterThan(20);
  const time = await rows.nth(12).getByRole("button").textContent();
  await rows.nth(12).getByRole("button").click();
  await expect(page.locator(".play-time")).toContainText(time ?? "?");
  await expect(page.locator(".events tr[aria-current]")).toHaveCount(1);
});

test("steps go from event to event, and back to the same", async ({ page }) => {
  await open(page);
  // Events may be nanoseconds apart, so that the clock alone does not show each of them: their list does.
  await page.getByText("Events around the playhead").click();
  const current = page.locator(".events tr[aria-current]");
  await expect(current).toHaveCount(1);
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    const before = (await current.textContent()) ?? "";
    seen.push(before);
    await press(page, ">");
    await expect(current).not.toHaveText(before);
  }
  for (const expected of seen.slice(1).reverse()) {
    await press(page, "<");
    await expect(current).toHaveText(expected);
  }
});

test("play counts, and tells in which order models finish", async ({ page }) => {
  await open(page);
  await page.getByLabel("Speed", { exact: true }).selectOption("10");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.locator(".badge", { hasText: "1st" })).toHaveCount(1);
  await expect(page.locator(".badge", { hasText: "2nd" })).toHaveCount(1);
  await expect(page.locator(".row", { hasText: "Threads" }).first()).toContainText("56 of 56 done · 0 pending");
});
