// What if: sweeps over one and two numbers, and the ladder of what binds; by mouse and by keyboard.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

function panel(page: Page): Locator {
  return page.getByRole("region", { name: /^What if/ });
}

/** Brings the panel into view and waits for its form. */
async function ready(page: Page): Promise<Locator> {
  const form = panel(page);
  await form.scrollIntoViewIfNeeded();
  await expect(form.locator("select[name=x]")).toBeVisible();
  return form;
}

test("a sweep draws a curve for each model and says where the answer changes", async ({ page }) => {
  await open(page, "/?preset=processes-for-tiny-tasks");
  const form = await ready(page);
  await expect(form.locator("select[name=x] option").first()).toHaveText("CPU in “pure Python”, ms");
  await form.getByRole("button", { name: "Run the sweep" }).click();
  await expect(form.locator(".whatif-words")).toHaveText("Done.");
  await expect(form.locator(".whatif-flips li").first()).toContainText("Use ");
  await expect(form.locator(".scatterlayer .trace")).not.toHaveCount(0);
  await form.getByText("As a table").click();
  expect(await form.locator("tbody tr").count()).toBeGreaterThanOrEqual(16);
});

test("two numbers make a map that the keyboard walks and a cell opens", async ({ page }) => {
  await open(page);
  const form = await ready(page);
  const second = form.locator("select[name=y]");
  await second.focus();
  await second.selectOption({ label: "Cores" });
  await expect(form.locator("[name=y_from]")).toBeVisible();
  await expect(second).toBeFocused();
  await form.locator("[name=x_points]").fill("4");
  await form.locator("[name=y_points]").fill("3");
  await page.keyboard.press("Enter");
  await expect(form.locator(".whatif-words")).toHaveText("Done.");
  const cells = form.locator("button.map-cell");
  await expect(cells).toHaveCount(12);
  await cells.first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  const cell = form.locator("[data-cell='5']");
  await expect(cell).toBeFocused();
  await expect(form.locator(".map-told")).toHaveText((await cell.getAttribute("aria-label")) ?? "none");
  const cores = ((await cell.getAttribute("data-at")) ?? "").split(",")[1] ?? "";
  await page.keyboard.press("Enter");
  await expect(page.getByRole("spinbutton", { name: "Cores" })).toHaveValue(cores);
  await expect(form.locator(".notice-warn")).toBeHidden();
});

test("a sweep can be cancelled, and what is wrong is said", async ({ page }) => {
  await open(page, "/?preset=count-tokens");
  const form = await ready(page);
  await form.locator("[name=x_points]").fill("200");
  const cancel = form.getByRole("button", { name: "Cancel" });
  await form.getByRole("button", { name: "Run the sweep" }).click();
  await cancel.click();
  await expect(form.locator(".whatif-words")).toContainText("Cancelled");
  await expect(cancel).toBeHidden();
  await form.locator("[name=x_to]").fill("0.001");
  await form.getByRole("button", { name: "Run the sweep" }).click();
  await expect(form.locator(".whatif-words")).toContainText("must be a number greater than from");
});

test("a change of the scenario marks the sweep as of before", async ({ page }) => {
  await open(page, "/?preset=keep-it-simple");
  const form = await ready(page);
  await form.getByRole("button", { name: "Run the sweep" }).click();
  await expect(form.locator(".whatif-words")).toHaveText("Done.");
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("9");
  await expect(form.locator(".notice-warn")).toBeVisible();
});

test("the ladder tells what limits a model, rung by rung, and follows the scenario", async ({ page }) => {
  await open(page, "/?preset=threads-for-cpu");
  const summary = page.getByText("What limits it, and what comes next");
  await summary.focus();
  await page.keyboard.press("Enter");
  const ladder = page.locator(".ladder-body");
  await ladder.locator("select").selectOption({ label: "Threads · 16" });
  await expect(ladder.locator(".ladder-rung").first()).toContainText("The GIL is the limit a GIL → free-threaded Python");
  const before = (await ladder.locator(".ladder-gives").first().textContent()) ?? "";
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("40");
  await expect(ladder.locator(".ladder-gives").first()).not.toHaveText(before);
  await expect(ladder.locator("select")).toHaveValue("2");
});
