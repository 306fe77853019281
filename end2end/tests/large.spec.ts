// Large scenarios: a run that takes long tells how far it is; one that is too long for a link works all the same.
import type { Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** A duration that no link has room for. */
const TOO_LONG = { empirical: Array.from({ length: 1_000 }, (_, n) => 1 + ((n * n) % 7_919) / 7_919) };

/** Takes over the scenario on screen with some of it changed. */
async function change(page: Page, by: (scenario: Record<string, any>) => void): Promise<void> {
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Scenario as JSON" });
  const scenario = JSON.parse(await text.inputValue());
  by(scenario);
  await text.fill(JSON.stringify(scenario));
  await page.getByRole("button", { name: "Use this" }).click();
}

test("a run that takes long tells how many models are done, and the picture before it stays", async ({ page }) => {
  await open(page);
  const waiting = page.locator(".play-waiting");
  const headline = page.locator(".verdict-headline");
  const before = (await headline.textContent()) ?? "";
  await expect(waiting).toBeHidden();
  // The answer is held back until the page has told that it waits, however fast the machine is.
  await page.route("**/api/v1/workbench", async (route) => {
    const response = await route.fetch();
    await expect(waiting).toBeVisible();
    await expect(headline).toHaveText(before);
    await route.fulfill({ response });
  });
  const row = page.locator(".row-makespan").first();
  const makespan = (await row.textContent()) ?? "";
  await change(page, (scenario) => {
    scenario.workload[0].tasks = 20_000;
  });
  await expect(waiting).toContainText(/\d+ of \d+ models/);
  await expect(row).not.toHaveText(makespan, { timeout: 60_000 });
  await expect(waiting).toBeHidden();
  await expect(page.locator(".play-time")).toBeVisible();
});

test("a long run is given up when another scenario is wanted", async ({ page }) => {
  await open(page);
  const waiting = page.locator(".play-waiting");
  let asked = 0;
  const given_up = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/workbench"));
  await page.route("**/api/v1/workbench", async (route) => {
    asked += 1;
    // The first is never answered.
    if (asked > 1) {
      await route.continue();
    }
  });
  const tasks = page.getByRole("spinbutton", { name: "Tasks" }).first();
  await tasks.fill("20");
  await expect(waiting).toBeVisible();
  // Each change asks whether the run under way has taken long enough to be given up.
  for (let n = 21; asked < 2; n++) {
    await tasks.fill(String(n));
    await page.waitForTimeout(100);
  }
  await given_up;
  await expect(waiting).toBeHidden();
  await expect(page.locator("#refused")).toBeHidden();
});

test("a scenario that is too long for a link works, and the page says where it stands", async ({ page }) => {
  await open(page, "/?preset=processes-for-tiny-tasks");
  await change(page, (scenario) => {
    scenario.workload[0].tasks = 21;
  });
  await expect(page).toHaveURL(/\/s\//);
  const short = page.url();
  await change(page, (scenario) => {
    scenario.workload[0].steps[0].ms = TOO_LONG;
    scenario.workload[0].tasks = 22;
  });
  await expect(page.locator("#unlinked")).toContainText("too long for an address");
  await expect(page).toHaveURL(short);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: "Too long for a link" })).toBeVisible();

  await page.getByText("What limits it, and what comes next").click();
  await expect(page.locator(".ladder-body .notice-bad")).toHaveCount(0);
  await expect(page.locator(".ladder-body")).toContainText(/\w/);

  const form = page.getByRole("region", { name: /^What if/ });
  await form.scrollIntoViewIfNeeded();
  await expect(form.locator("select[name=x]")).toBeVisible();
  await form.locator("select[name=x]").selectOption({ label: "Cores" });
  // The form comes anew, with the range of this number.
  await expect(form.locator("[name=x_of]")).toHaveValue("machine.cores");
  await form.locator("[name=x_points]").fill("2");
  await form.getByRole("button", { name: "Run the sweep" }).click();
  await expect(form.locator(".whatif-words")).toHaveText("Done.");

  const code = page.locator("#code");
  await code.scrollIntoViewIfNeeded();
  await expect(code.locator(".code-text")).toContainText("import");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("#unlinked")).toBeHidden();
  await expect(page).toHaveURL(short);
});

test("a scenario that is too long for a link has its files all the same", async ({ page }) => {
  await open(page);
  await change(page, (scenario) => {
    scenario.workload[0].steps[0].ms = TOO_LONG;
    scenario.workload[0].tasks = 2;
  });
  await expect(page.locator("#unlinked")).toBeVisible();
  const menu = page.locator("details.menu", { hasText: "Export" });
  await menu.locator("summary").click();
  await expect(menu).toContainText("too long for a link, by which others could embed it");
  await expect(menu.getByRole("link")).toHaveCount(8);
  for (const link of await menu.getByRole("link").all()) {
    const answer = await page.request.get((await link.getAttribute("href")) ?? "");
    expect(answer.status(), (await link.textContent()) ?? "").toBe(200);
  }
  const download = page.waitForEvent("download");
  await menu.getByRole("link", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
});
