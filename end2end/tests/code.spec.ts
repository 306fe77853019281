// The scenario as Python: written for a model when it is seen, and followed from then on.
import { readFile } from "node:fs/promises";

import { expect, open, test } from "../fixtures.ts";

test("code is written for the recommended model, follows the scenario, and can be saved", async ({ page }) => {
  await open(page, "/?preset=count-tokens");
  const panel = page.locator("#code");
  await panel.scrollIntoViewIfNeeded();
  await expect(panel.locator("pre")).toContainText("ProcessPoolExecutor(max_workers=4");
  await expect(panel.getByRole("group", { name: "The line that runs it" })).toHaveText(
    /^python3\.\d+ count_tokens_in_documents_processes\.py$/,
  );
  await expect(panel.locator(".py-keyword").first()).toBeVisible();
  const download = page.waitForEvent("download");
  await panel.getByRole("link", { name: "Download" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("count_tokens_in_documents_processes.py");
  expect(await readFile(await file.path(), "utf8")).toBe(await panel.locator("pre code").textContent());
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("17");
  await expect(panel.locator("pre")).toContainText("range(17)");
});

test("another model is chosen with the keyboard, and its code is copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  const panel = page.locator("#code");
  await panel.scrollIntoViewIfNeeded();
  const model = panel.getByRole("combobox", { name: "Model" });
  await model.focus();
  await page.keyboard.press("Home");
  // One letter: on a slow machine the last of several may begin another search.
  await page.keyboard.press("T");
  await expect(panel.locator("pre")).toContainText("ThreadPoolExecutor(max_workers=8)");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(panel.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await panel.locator("pre code").textContent());
});
