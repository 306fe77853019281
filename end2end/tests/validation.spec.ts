// The validation page: every case beside its prediction, to be filtered, sorted and opened.
import type { Page } from "@playwright/test";

import { expect, hydrated, test } from "../fixtures.ts";

/** Opens the page once the server has replayed its cases; until then it asks again by itself. */
async function openValidation(page: Page, query = ""): Promise<void> {
  await page.goto(`/validation${query}`);
  await expect(page.locator("#cases")).toBeVisible({ timeout: 60_000 });
}

function rows(page: Page) {
  return page.locator("#cases tbody tr");
}

test("the header leads to the validation, and the verdict tells its prediction's error", async ({ page }) => {
  await openValidation(page);
  await page.goto("/?preset=count-tokens");
  await hydrated(page);
  await expect(page.locator(".verdict-error")).toContainText(/Processes: over \d+ real runs, .* % in the median/);
  await page.getByRole("link", { name: "Validation" }).click();
  await expect(page).toHaveURL(/\/validation$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/off by [\d.]+ % in the median/);
});

test("cases are filtered and sorted at once, and the address holds the choice", async ({ page }) => {
  await openValidation(page);
  const points = page.locator(".scatter circle, .scatter .scatter-miss");
  expect(await points.count()).toBeGreaterThan(200);
  await expect(rows(page)).toHaveCount(25);
  await page.getByRole("button", { name: /Show the other \d+ cases/ }).click();
  await expect(rows(page)).toHaveCount(await points.count());
  await expect(rows(page).nth(25).getByRole("link")).toBeFocused();
  await expect(page).toHaveURL(/show=all$/);
  const all = await rows(page).count();
  await page.getByLabel("Model", { exact: true }).selectOption({ label: "asyncio" });
  await expect.poll(() => rows(page).count()).toBeLessThan(all);
  for (const label of await rows(page).locator('td[data-label="Model"]').allTextContents()) {
    expect(label).toMatch(/^asyncio( ·|$)/);
  }
  await page.getByLabel("Order", { exact: true }).selectOption({ label: "by name" });
  await page.getByLabel("Search", { exact: true }).fill("3.11");
  await expect(page).toHaveURL(/model=asyncio.*sort=name.*text=3\.11/);
  const pythons = rows(page).locator('td[data-label="Python"]');
  await expect.poll(async () => (await pythons.allTextContents()).every((python) => python === "3.11")).toBe(true);
  const ids = await rows(page).locator("th small").allTextContents();
  expect(ids.length).toBeGreaterThan(2);
  expect(ids).toEqual([...ids].sort());
  await expect(points).toHaveCount(ids.length);
  await page.reload();
  await expect(page.getByLabel("Search", { exact: true })).toHaveValue("3.11");
  await expect(rows(page)).toHaveCount(ids.length);
  await page.getByLabel("Search", { exact: true }).fill("no such case");
  await expect(page.getByRole("status")).toContainText("No case is like that");
});

test("a case opens in the workbench with the time that its row tells", async ({ page }) => {
  await openValidation(page, "?model=threads&python=3.14&sort=name");
  const row = rows(page).first();
  const id = (await row.locator("th small").textContent()) ?? "";
  const simulated = (await row.locator('td[data-label="Simulated"]').textContent()) ?? "";
  await row.getByRole("link", { name: "Open in Lockstep" }).click();
  await expect(page).toHaveURL(/\/s\//);
  await hydrated(page);
  await expect(page.getByLabel("Name of the scenario")).toHaveValue(id);
  await expect(page.locator(".row-makespan").first()).toContainText(simulated);
});

test("oversubscribed cores are flagged, here and on the scenario itself", async ({ page }) => {
  await openValidation(page);
  const card = page.locator("#v8");
  await expect(card).toContainText("Outside of what was validated");
  await card.getByRole("link", { name: "Open in Lockstep" }).first().click();
  await hydrated(page);
  await expect(page.locator(".verdict")).toContainText("outside of what was validated");
});

for (const width of [390, 1024, 1160, 1440]) {
  test(`nothing overflows at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await openValidation(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form filters", async ({ page }) => {
    await openValidation(page);
    const all = await rows(page).count();
    await page.getByLabel("Model", { exact: true }).selectOption({ label: "Processes" });
    await page.getByLabel("Search", { exact: true }).fill("spawn cpu");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page).toHaveURL(/model=processes/);
    const count = await rows(page).count();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(all);
    await expect(page.getByLabel("Search", { exact: true })).toHaveValue("spawn cpu");
  });
});
