// The tour: five scenes and a last word on the real page, each with one thing to change.
import { expect, open, test } from "../fixtures.ts";

test("the tour goes through its scenes, reacts, and gives the reader's own scenario back", async ({ page }) => {
  await open(page);
  await page.getByLabel("Name of the scenario").fill("My own");
  await page.getByLabel("Name of the scenario").blur();
  await page.getByRole("link", { name: "Learn" }).click();
  const card = page.locator(".tour");
  await expect(card.getByRole("heading")).toHaveText("Waiting or calculating?");
  await expect(card.getByRole("heading")).toBeFocused();
  await expect(page.locator(".verdict")).toHaveAttribute("data-look", "");
  await expect(card.getByRole("button", { name: "Back" })).toBeDisabled();
  for (let scene = 1; scene <= 5; scene++) {
    await expect(card).toContainText(`Scene ${scene} of 6`);
    await expect(card.locator(".tour-after")).toBeEmpty();
    await card.getByRole("button", { name: "Do it for me" }).click();
    await expect(card.locator(".tour-after")).not.toBeEmpty();
    await card.getByRole("button", { name: "Next" }).click();
  }
  await expect(card).toContainText("keep it simple");
  await card.getByRole("button", { name: "Finish" }).click();
  await expect(card).toHaveCount(0);
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("My own");
  await expect(page.locator("[data-look]")).toHaveCount(0);
});

test("it starts by its address, sees what the reader changes, and Escape leaves it", async ({ page }) => {
  await open(page, "/?tour=1");
  const card = page.locator(".tour");
  await card.getByRole("button", { name: "Next" }).focus();
  for (let scene = 1; scene < 4; scene++) {
    await expect(card).toContainText(`Scene ${scene} of 6`);
    await card.getByRole("button", { name: "Next" }).focus();
    await page.keyboard.press("Enter");
  }
  await expect(card.getByRole("heading")).toContainText("Processes");
  // The text tells the numbers of the run on screen, and stands there once that is the scene's.
  await expect(card).toContainText("Tiny tasks lose");
  const makespan = page.locator(".row").filter({ hasText: "Sequential" }).locator(".row-makespan");
  await expect(card).toContainText((await makespan.textContent()) ?? "nothing");
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("100");
  await expect(card.locator(".tour-after")).toBeEmpty();
  await card.getByRole("button", { name: "Do it for me" }).press("Enter");
  await expect(card.locator(".tour-after")).toContainText("pay for the start");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Fetch, parse, score");
});

test("the card fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/?tour=1");
  await expect(page.locator(".tour")).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
