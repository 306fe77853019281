// The palette of commands and the list of keys: everything by name, with the keyboard.
import { expect, open, test } from "../fixtures.ts";

test("a command is found by its name and done, with the keyboard alone", async ({ page }) => {
  await open(page);
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("31");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await expect(palette.getByRole("option").first()).toBeVisible();
  await page.keyboard.type("undo");
  await expect(palette.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(page.getByRole("spinbutton", { name: "Tasks" }).first()).toHaveValue("48");
});

test("it goes to places, opens presets, and says when nothing is called that", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Control+Shift+P");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await page.keyboard.type("the code");
  await expect(palette.getByRole("option", { name: /The code/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator("#code")).toBeInViewport();
  await expect(page.locator("#code")).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("preset count tokens");
  await expect(palette.getByRole("option", { name: /Count tokens/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Count tokens in documents");
  await expect(page.getByRole("complementary", { name: "About this preset" })).toContainText("Watch for:");
  await expect(page.locator(".header-from")).toHaveText("from “Count tokens in documents”");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("no such thing");
  await expect(palette).toContainText("Nothing is called that.");
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the arrows move, and a key of the timelines can be chosen", async ({ page }) => {
  await open(page);
  const last = async () => (await page.locator(".ruler text").last().textContent()) ?? "";
  const before = await last();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("zoom");
  const options = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect.poll(last).not.toBe(before);
});

test("a question mark shows the keys, but not while something is typed", async ({ page }) => {
  await open(page);
  const keys = page.getByRole("dialog", { name: "Keys" });
  const name = page.getByLabel("Name of the scenario");
  await name.focus();
  await page.keyboard.press("?");
  await expect(keys).toBeHidden();
  await name.blur();
  await page.keyboard.press("?");
  await expect(keys).toContainText("Zoom in");
  await expect(keys).toContainText("Ctrl+K");
  const timelines = keys.locator("section").filter({ has: page.getByRole("heading", { name: "In the timelines" }) });
  const told = (await timelines.locator("kbd").allTextContents()).flatMap((text) => text.split(" "));
  for (const key of ["W", "S", "A", "D", "0", "F", "R", "P", "O", "/", ">", "<", ".", ",", "]", "[", "→", "←", "↓", "↑", "Enter", "Esc"]) {
    expect(told, "every key of the timelines is told").toContain(key);
  }
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
});

test("what cannot be loaded is told, and loaded the next time", async ({ page, expectedFaults }) => {
  expectedFaults.push(/503/);
  await open(page);
  await page.route("**/help/keys.json", (route) => route.fulfill({ status: 503, body: "" }), { times: 1 });
  const palette = page.getByRole("dialog", { name: "Commands" });
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("status")).toContainText("status 503");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(palette.getByRole("option").first()).toBeVisible();
  await expect(palette.getByRole("status")).toBeEmpty();
});

test("everything that the palette names is on the page", async ({ page, request }) => {
  await open(page);
  const commands = (await (await request.get("/help/keys.json")).json()) as Record<string, string>[];
  const targets = commands.flatMap((command) => [command.go, command.click]).filter((target) => target);
  expect(targets.length).toBeGreaterThan(5);
  for (const target of targets) {
    await expect(page.locator(target ?? ""), target).toHaveCount(1);
  }
});
