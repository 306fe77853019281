// How sure the figures are: repetitions, their intervals, and what the verdict makes of them.
import type { Locator, Page } from "@playwright/test";

import { expect, hydrated, open, test } from "../fixtures.ts";

/** How often the scenario is run. */
function repeat(page: Page): Locator {
  return page.getByLabel("Repeat with other luck");
}

/** The makespan of the first row, with what stands behind its ±. */
function makespan(page: Page): Locator {
  return page.locator(".row-makespan").first();
}

test("more runs give every random figure an interval, and one run takes it away", async ({ page }) => {
  await open(page, "/?preset=count-tokens");
  await repeat(page).selectOption("20");
  await expect(makespan(page)).toContainText("±");
  await expect(makespan(page)).toHaveAttribute("title", /Mean of 20 runs; the 95 % interval/);
  await expect(page.locator(".row-fact").first()).toContainText("±");
  await expect(page.locator(".lanes-whisker").first()).toBeVisible();
  await expect(page.locator(".runs-note")).toContainText("the first of 20 runs");
  await expect(page.locator(".play-time")).toContainText("in the first run");
  await expect(page.locator(".play-time")).toHaveAttribute("title", /first of 20 runs/);
  await expect(page.locator(".lanes-end").first()).toContainText("this run ends at");
  await expect(page.locator(".verdict-reason")).toContainText("over 20 runs");
  await expect(page.locator("table").last()).toContainText("±");
  await page.reload();
  await hydrated(page);
  await expect(repeat(page)).toHaveValue("20");

  await repeat(page).selectOption("1");
  await expect(makespan(page)).not.toContainText("±");
  await expect(page.locator(".lanes-whisker")).toHaveCount(0);
  await expect(page.locator(".runs-note")).toHaveCount(0);
  await expect(page.locator(".play-time")).toContainText("in all");
  await expect(page.locator(".verdict-reason")).toContainText("one run of random tasks");
});

test("runs that do not tell two models apart are said to", async ({ page }) => {
  await open(page, "/?preset=count-tokens");
  await page.getByRole("button", { name: "JSON" }).click();
  const text = page.getByRole("textbox", { name: "Scenario as JSON" });
  const scenario = JSON.parse(await text.inputValue()) as object;
  const twice = [{ kind: "asyncio" }, { kind: "asyncio" }];
  const run = { replications: 5 };
  await text.fill(JSON.stringify({ ...scenario, models: twice, run }));
  await page.getByRole("button", { name: "Use this" }).click();
  await expect(page.locator(".verdict-headline")).toContainText("no difference");
  await expect(page.locator(".verdict-reason")).toContainText("5 runs do not tell it from asyncio");
  await expect(page.locator(".badge")).toHaveText(["tied", "tied"]);
});

test("the play head counts the tasks of the run on screen", async ({ page }) => {
  await open(page);
  await repeat(page).selectOption("20");
  await expect(page.locator(".runs-note")).toContainText("20 runs");
  await page.getByRole("button", { name: /^Step to the next/ }).click();
  await expect(page.locator(".row-name").first()).toContainText("of 56 done");
});
