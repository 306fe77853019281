// The dialog of what to paste where: every target's text is copied as it stands, and shown as readers will see it.
import type { Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

const TARGETS = [
  "Link", "HTML frame", "Markdown", "GitHub", "Confluence", "Notion", "MediaWiki", "DokuWiki", "reStructuredText",
  "AsciiDoc", "MDX", "Jupyter", "Discourse", "curl",
];

async function opened(page: Page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this run" });
  await expect(dialog.getByRole("tab")).toHaveText(TARGETS);
  return dialog;
}

test("each target has its text, a copy of it, and what readers see", async ({ page, context }) => {
  test.slow();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  const dialog = await opened(page);
  for (const target of TARGETS) {
    await dialog.getByRole("tab", { name: target, exact: true }).click();
    await expect(dialog.getByRole("tabpanel")).toHaveCount(1);
    const panel = dialog.getByRole("tabpanel", { name: target, exact: true });
    const ways = panel.locator(".share-way");
    for (const way of await ways.all()) {
      await way.getByRole("button", { name: "Copy" }).click();
      await expect(way.getByRole("button", { name: "Copied" })).toBeVisible();
      const text = await way.locator(".share-code").first().textContent();
      expect(text).toContain(new URL(page.url()).host);
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
      const preview = way.getByRole("figure").locator("img, iframe, a, pre").first();
      await preview.scrollIntoViewIfNeeded();
      await expect(preview).toBeVisible();
      const picture = way.getByRole("figure").locator("img").first();
      if (await picture.count()) {
        await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
      }
    }
  }
  const frame = dialog.getByRole("tabpanel").frameLocator("iframe").first();
  await dialog.getByRole("tab", { name: "Notion" }).click();
  await expect(frame.getByRole("link", { name: "Open in Lockstep" })).toBeVisible();
});

test("it is of the scenario as it is now, and says the result", async ({ page }) => {
  await open(page);
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("17");
  await expect(page).toHaveURL(/n=17/);
  const dialog = await opened(page);
  await expect(dialog.locator("#share-code-link-0")).toHaveText(/\/s\/.*n=17/);
  await dialog.getByRole("tab", { name: "Markdown" }).click();
  const alt = await dialog.getByRole("tabpanel").getByRole("img").getAttribute("alt");
  expect(alt).toContain((await page.locator(".verdict-headline").textContent()) ?? "");
});

test("the tabs take the arrow keys, and only one of them takes Tab", async ({ page }) => {
  await open(page);
  const dialog = await opened(page);
  const tab = (name: string) => dialog.getByRole("tab", { name, exact: true });
  await page.keyboard.press("Tab");
  await expect(tab("Link")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(tab("HTML frame")).toBeFocused();
  await expect(tab("HTML frame")).toHaveAttribute("aria-selected", "true");
  await expect(dialog.getByRole("tabpanel", { name: "HTML frame" })).toBeVisible();
  await page.keyboard.press("End");
  await expect(tab("curl")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(tab("Link")).toBeFocused();
  await expect(dialog.locator("[role=tab][tabindex='0']")).toHaveCount(1);
  await page.keyboard.press("Tab");
  await expect(dialog.getByRole("tabpanel").getByRole("button", { name: "Copy" }).first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeFocused();
});

test("a name is text in every target", async ({ page }) => {
  await open(page);
  await page.getByLabel("Name of the scenario").fill('<img src=x onerror="alert(1)"> | ]] "quoted"');
  await page.getByLabel("Name of the scenario").blur();
  const dialog = await opened(page);
  await expect(dialog.locator(".share-card strong").first()).toHaveText('<img src=x onerror="alert(1)"> | ]] "quoted"');
  await expect(dialog.locator("img[src=x]")).toHaveCount(0);
});
