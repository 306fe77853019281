// Accessibility: axe finds no violation of any of its rules on any page, in any state, wide and narrow, light and dark.
import axe from "axe-core";
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Scans a part of the page by every rule, or by some, and tells what is wrong where. */
async function scan(page: Page, part = "html", rules?: string[]): Promise<string[]> {
  await page.evaluate(`window.axe ?? (() => { ${axe.source} })()`);
  return page.evaluate(
    async ({ part, rules }) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const found = await axe.run(part, {
        preload: false,
        resultTypes: ["violations"],
        rules: { "target-size": { enabled: true } },
        ...(rules ? { runOnly: { type: "rule", values: rules } } : {}),
      });
      return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary}`),
      );
    },
    { part, rules },
  );
}

/** Scans what is on screen by every rule, wide and light, then narrow and dark. */
async function scanAll(page: Page, what: string, part?: string): Promise<void> {
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect.soft(await scan(page, part), `${what}, narrow and dark`).toEqual([]);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect.soft(await scan(page, part), `${what}, wide and light`).toEqual([]);
}

/** Opens every fold of the page that is not a menu. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.querySelectorAll<HTMLDetailsElement>("details:not(.menu, .step)").forEach((fold) => (fold.open = true));
  });
}

test("the workbench as it opens", async ({ page }) => {
  await open(page);
  await scanAll(page, "as it opens");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect.soft(await scan(page, "html", ["color-contrast"]), "wide and dark").toEqual([]);
});

test("the workbench with everything open", async ({ page }) => {
  await open(page, "/?preset=count-tokens");
  await page.getByRole("button", { name: "Pin this version to compare" }).click();
  await page.locator(".strip").first().getByRole("button").first().click();
  await page.locator("details.step summary").last().click();
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("41");
  await expect(page.getByRole("region", { name: "Compared with the pinned version" })).toContainText("Changed");
  await page.getByRole("spinbutton", { name: "Seed" }).fill("-1");
  await expect(page.locator("#problems")).toBeVisible();
  await unfold(page);
  await page.locator(".stage").focus();
  for (const key of [".", ".", "Enter", "r"]) {
    await page.keyboard.press(key);
  }
  await expect(page.getByRole("region", { name: "Picked task" }).getByRole("listitem").first()).toBeVisible();
  await expect(page.locator(".ladder-rung").first()).toBeVisible();
  await expect(page.locator(".chart .main-svg").first()).toBeVisible();
  await page.locator("#code").scrollIntoViewIfNeeded();
  await expect(page.locator("#code pre")).toContainText("import");
  await scanAll(page, "everything open");
});

test("what a sweep found", async ({ page }) => {
  await open(page, "/?preset=keep-it-simple");
  const panel = page.locator(".whatif");
  await panel.scrollIntoViewIfNeeded();
  const run = panel.getByRole("button", { name: "Run the sweep" });
  await panel.locator("[name=x_points]").fill("4");
  await run.click();
  await expect(panel.locator(".whatif-words")).toHaveText("Done.");
  await panel.locator("details").first().click();
  await scanAll(page, "curves", ".whatif");
  await panel.locator("select[name=y]").selectOption({ label: "Cores" });
  await panel.locator("[name=y_points]").fill("10");
  await panel.locator("[name=x_points]").fill("10");
  await run.click();
  await expect(panel.locator(".whatif-words")).toHaveText("Done.");
  expect(await panel.locator("button.map-cell").count()).toBeGreaterThan(50);
  await scanAll(page, "a map", ".whatif");
});

test("dialogs, menus and the tour", async ({ page }) => {
  test.slow();
  await open(page);
  const dialog = page.locator("dialog[open]");
  const within = async (what: string, opened: Locator) => {
    await expect(opened).toBeVisible();
    await scanAll(page, what, "dialog[open]");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  };
  await page.getByRole("link", { name: "Presets" }).click();
  await within("the gallery", dialog.getByRole("link").first());
  await page.keyboard.press("Control+k");
  await within("the palette", dialog.getByRole("option").first());
  await page.keyboard.press("?");
  await within("the keys", dialog.getByRole("heading", { name: "Anywhere" }));
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  await dialog.getByRole("textbox").fill("{}");
  await dialog.getByRole("button", { name: "Use this" }).click();
  await within("the JSON and its problems", dialog.getByRole("alert"));
  await page.getByRole("button", { name: "Share", exact: true }).click();
  for (const target of ["HTML frame", "GitHub", "curl"]) {
    await dialog.getByRole("tab", { name: target, exact: true }).click();
    await scanAll(page, `what to paste: ${target}`, "dialog[open]");
  }
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect.soft(await scan(page, "dialog[open]", ["color-contrast"]), "what to paste, wide and dark").toEqual([]);
  await within("what to paste", dialog.getByRole("tabpanel"));
  for (const opener of ["summary[aria-label=Theme]", "summary:text-is('+ Model')"]) {
    await page.locator(opener).click();
    await scanAll(page, opener, "details.menu[open]");
  }
  await page.getByRole("link", { name: "Learn" }).click();
  await expect(page.locator(".tour-actions")).toBeVisible();
  await scanAll(page, "the tour", ".tour");
});

test("the other pages", async ({ page, expectedFaults }) => {
  expectedFaults.push(/404|422/);
  for (const path of ["/presets", "/nowhere", "/s/1.cores=none", "/validation"]) {
    await page.goto(path);
    await expect(page.locator("h1")).toHaveCount(1);
    if (path === "/validation") {
      await expect(page.locator("#found tbody tr").first()).toBeVisible({ timeout: 60_000 });
    }
    await scanAll(page, path);
  }
});
