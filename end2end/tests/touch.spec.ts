// A phone: from the answer to the controls and back, and what a finger points at.
import { expect, open, test } from "../fixtures.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("the answer leads to the controls, and they lead back", async ({ page }) => {
  await open(page);
  const address = page.url();
  await expect(page.locator(".controls-body")).toBeHidden();
  await page.getByRole("link", { name: "Change the scenario" }).tap();
  await expect(page.locator(".controls summary").first()).toBeFocused();
  await expect(page.getByRole("spinbutton", { name: "Tasks" }).first()).toBeInViewport();
  await page.getByRole("link", { name: "See the answer" }).tap();
  await expect(page.locator("#results")).toBeFocused();
  await expect(page.locator(".verdict-headline")).toBeInViewport();
  expect(page.url()).toBe(address);
});

test("what was tapped on is told beside the finger, until the page is scrolled", async ({ page }) => {
  await open(page);
  const lanes = page.locator(".lanes").first();
  await lanes.scrollIntoViewIfNeeded();
  const box = await lanes.boundingBox();
  const finger = { x: (box?.x ?? 0) + 100, y: (box?.y ?? 0) + 20 };
  await page.touchscreen.tap(finger.x, finger.y);
  const tip = page.locator(".tip");
  await expect(tip).toBeVisible();
  const told = await tip.boundingBox();
  expect(Math.abs((told?.y ?? 0) + (told?.height ?? 0) - finger.y)).toBeLessThan(40);
  await page.evaluate(() => scrollBy(0, 200));
  await expect(tip).toHaveCount(0);
});

test("what the columns mean is told without a pointer", async ({ page }) => {
  await open(page);
  await page.getByText("What the columns mean").tap();
  await expect(page.locator(".meanings")).toContainText("From the start to the last completion");
});

test("while the answer is on its way, the controls are not in its place", async ({ page }) => {
  await page.route("/", async (route) => {
    const answer = await route.fetch();
    const [head] = (await answer.text()).split("<main");
    await route.fulfill({ response: answer, body: head });
  });
  await page.goto("/", { waitUntil: "commit" });
  const controls = page.locator(".controls");
  await expect(controls).toBeAttached();
  await expect(controls).toBeHidden();
  await page.unroute("/");
  await open(page);
  await expect(controls).toBeVisible();
});
