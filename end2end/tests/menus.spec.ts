// Menus: they close when one is done with them, however that is shown.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** The menu that is opened by these words. */
function menu(page: Page, opener: string): { opener: Locator; items: Locator } {
  const of = page.locator("details.menu").filter({ has: page.locator(`summary:is([aria-label="${opener}"], :text-is("${opener}"))`) });
  return { opener: of.locator("summary").first(), items: of.first().getByRole("list") };
}

test("menus close on Escape, on a press elsewhere, by the focus and by a choice", async ({ page }) => {
  await open(page);
  for (const name of ["Theme", "+ Step", "+ Model"]) {
    const { opener, items } = menu(page, name);
    await opener.click();
    await expect(items, name).toBeVisible();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await expect(items, name).toBeHidden();
    await expect(opener, name).toBeFocused();
    await opener.click();
    await page.locator(".verdict-reason").click();
    await expect(items, name).toBeHidden();
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(items, name).toBeVisible();
    await page.keyboard.press("Shift+Tab");
    await expect(items, name).toBeHidden();
  }
  const theme = menu(page, "Theme");
  await theme.opener.click();
  await theme.items.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(theme.items).toBeHidden();
  await expect(theme.opener).toBeFocused();
});

test("Escape leaves a menu before it leaves the tour", async ({ page }) => {
  await open(page, "/?tour=1");
  const card = page.locator(".tour");
  await expect(card).toBeVisible();
  const { opener, items } = menu(page, "Theme");
  await opener.click();
  await expect(items).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(items).toBeHidden();
  await expect(card).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
});

test("the arrow keys go through an open menu", async ({ page }) => {
  await open(page);
  const { opener, items } = menu(page, "Export");
  await opener.focus();
  await page.keyboard.press("ArrowDown");
  await expect(opener).toBeFocused();
  await page.keyboard.press("Enter");
  for (const name of ["Picture, PNG", "Picture, SVG"]) {
    await page.keyboard.press("ArrowDown");
    await expect(items.getByRole("link", { name })).toBeFocused();
  }
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(opener).toBeFocused();
  await expect(items).toBeVisible();
});
