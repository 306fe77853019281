// The page opens, works, and shows its results without JavaScript too.
import { expect, open, test } from "../fixtures.ts";

test("the page opens and hydrates", async ({ page }) => {
  await open(page);
  await expect(page.locator("main")).toContainText("asyncio");
});

test("the stylesheet is whole", async ({ page }) => {
  await open(page);
  const href = await page.locator("link#stylesheet").getAttribute("href");
  const css = await (await page.request.get(href ?? "")).text();
  expect(css).toContain("--color-");
  expect(css).not.toContain("@import");
});

test("an address that does not exist says so", async ({ page, expectedFaults }) => {
  expectedFaults.push(/404/);
  const response = await page.goto("/nowhere");
  expect(response?.status()).toBe(404);
  await expect(page.locator("main")).toContainText("no such page");
});

test("a link that cannot be read says so", async ({ page, expectedFaults }) => {
  expectedFaults.push(/Failed to load resource/);
  await page.goto("/s/foo");
  await expect(page.locator("main")).toContainText("cannot be read");
  await expect(page.locator(".brand svg")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the results are there", async ({ page }) => {
    await page.goto("/");
    await expect(page.locator("main")).toContainText("Sequential");
    await expect(page.locator("main")).toContainText("asyncio");
  });
});
