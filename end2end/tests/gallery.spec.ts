// The presets: choosing one from the gallery, by mouse and by keyboard, and what the page then says about it.
import { expect, hydrated, open, test } from "../fixtures.ts";

const HEALTH = { name: /^100 health checks in 5 s/ };

test("a preset is found, opened and told about", async ({ page }) => {
  await open(page);
  await expect(page.locator(".preset-note")).toHaveCount(0);
  await page.getByRole("link", { name: "Presets" }).click();
  const gallery = page.getByRole("dialog", { name: "Presets" });
  await expect(gallery.locator(".gallery-group")).toHaveText([/Start here/, /Questions/, /Workloads/]);
  await expect(gallery.getByText("49 presets")).toBeVisible();
  await gallery.getByRole("searchbox").fill("health THREADS");
  await expect(gallery.getByRole("listitem").filter({ visible: true })).toHaveCount(2);
  await expect(gallery.getByRole("heading", { name: /Start here/ })).toBeHidden();
  await gallery.getByRole("link", HEALTH).click();

  await expect(gallery).toBeHidden();
  await expect(page).toHaveURL(/\/s\//);
  await expect(page.locator(".verdict-headline")).toHaveText("Use threads (100 workers).");
  await expect(page.locator(".verdict-reason")).toContainText("20.1 s becomes");
  const note = page.getByRole("complementary", { name: "About this preset" });
  await expect(note).toContainText("Threads or asyncio?");
  await expect(note).toContainText("Watch for:");
  const from = page.locator(".header-from");
  await expect(from).toHaveText("from “100 health checks in 5 s”");
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("50");
  await expect(from).toHaveText("from “100 health checks in 5 s”, edited");
  await note.getByRole("button", { name: "Dismiss" }).click();
  await expect(note).toBeHidden();

  await page.reload();
  await hydrated(page);
  await expect(from).toHaveText("from “100 health checks in 5 s”, edited");
});

test("by keyboard: open, filter, go through, choose, and undo", async ({ page }) => {
  await open(page);
  const opener = page.getByRole("link", { name: "Presets" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const filter = page.getByRole("searchbox", { name: "Filter the presets" });
  await expect(filter).toBeFocused();
  await page.keyboard.type("gunicorn");
  await page.keyboard.press("ArrowDown");
  const first = page.getByRole("dialog").getByRole("link").filter({ visible: true }).first();
  await expect(first).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(filter).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("sudoku");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Free-threaded Python: worth it yet?");
  await expect(page.locator(".verdict-headline")).toContainText("free-threaded Python");

  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Fetch, parse, score");
  await expect(page.locator(".header-from")).toHaveText("from “Fetch, parse, score”");
});

test("when the presets cannot be had the gallery says so, and tries again", async ({ page, expectedFaults }) => {
  expectedFaults.push(/503/);
  await open(page);
  await page.route("**/api/v1/presets", (route) => route.fulfill({ status: 503, body: "" }), { times: 1 });
  await page.getByRole("link", { name: "Presets" }).click();
  const gallery = page.getByRole("dialog", { name: "Presets" });
  await expect(gallery).toContainText("status 503");
  await gallery.getByRole("button", { name: "Try again" }).click();
  await expect(gallery.getByText("49 presets")).toBeVisible();
});

test("on a phone the gallery does not scroll sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open(page);
  await page.getByRole("link", { name: "Presets" }).click();
  const gallery = page.getByRole("dialog", { name: "Presets" });
  await expect(gallery.getByText("49 presets")).toBeVisible();
  expect(await gallery.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the presets are a page of links", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("link", { name: "Presets" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Presets");
    await page.getByRole("link", HEALTH).click();
    await expect(page.locator(".preset-note")).toContainText("Threads or asyncio?");
    await expect(page.locator(".verdict-headline")).toHaveText("Use threads (100 workers).");
  });
});
