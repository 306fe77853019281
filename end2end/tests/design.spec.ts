// Designing a workload: the strip of steps with mouse, finger and keys; the same steps as text.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

const strip = (page: Page): Locator => page.locator(".strip").first();
const text = (page: Page): Locator => page.getByLabel("Steps as text").first();
const undo = (page: Page): Locator => page.getByRole("button", { name: "Undo" });
const makespan = (page: Page): Locator => page.locator(".row-makespan").first();
const STEPS = "cpu 1ms as \"build request\", io ~40ms @api as \"API call\", cpu 3ms as \"parse JSON\"";

/** The middle of an element in the window. */
async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses on one place, moves by so many pixels in small steps, and lets go. */
async function drag(page: Page, from: { x: number; y: number }, by: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by, from.y, { steps: 8 });
  await page.mouse.up();
}

test("an edge that is dragged changes the duration and the picture, as one step of undo", async ({ page }) => {
  await open(page);
  await expect(text(page)).toHaveValue(STEPS);
  const before = (await makespan(page).textContent()) ?? "";
  await drag(page, await middle(strip(page).locator(".strip-edge").nth(1)), 40);
  await expect(text(page)).not.toHaveValue(STEPS);
  await expect(text(page)).toHaveValue(/io ~(6|7|8|9)\dms/);
  await expect(makespan(page)).not.toHaveText(before);
  await expect(page.locator("details.step[open]")).toHaveCount(0);
  await undo(page).click();
  await expect(text(page)).toHaveValue(STEPS);
  await expect(undo(page)).toBeDisabled();
});

test("a step that is dragged takes another place, as one step of undo", async ({ page }) => {
  await open(page);
  const first = await middle(strip(page).locator(".strip-step").first());
  const last = await middle(strip(page).locator(".strip-step").last());
  await drag(page, first, last.x - first.x + 8);
  await expect(text(page)).toHaveValue(/^io.*cpu 3ms.*cpu 1ms/);
  await undo(page).click();
  await expect(text(page)).toHaveValue(STEPS);
  await expect(undo(page)).toBeDisabled();
});

test("a click opens a step's settings, and a finger does what the mouse does", async ({ page }) => {
  await open(page);
  await strip(page).getByRole("button").nth(1).click();
  const settings = page.locator("details.step[open]");
  await expect(settings.getByLabel("Name of the step")).toHaveValue("API call");
  await expect(settings.getByLabel("Through service")).toHaveValue("api");
  const at = await middle(strip(page).locator(".strip-edge").first());
  const finger = { pointerId: 7, pointerType: "touch", isPrimary: true, bubbles: true, button: 0, clientY: at.y };
  const edge = strip(page).locator(".strip-edge").first();
  await edge.dispatchEvent("pointerdown", { ...finger, clientX: at.x });
  await edge.dispatchEvent("pointermove", { ...finger, clientX: at.x + 30 });
  await edge.dispatchEvent("pointerup", { ...finger, clientX: at.x + 30 });
  await expect(text(page)).not.toHaveValue(STEPS);
});

test("the strip works by keyboard alone, and says what was done", async ({ page }) => {
  await open(page);
  const said = page.locator(".group > [role=status]");
  await strip(page).getByRole("button").first().focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(text(page)).toHaveValue(/^io.*cpu 1ms/);
  await expect(said).toContainText("moved: step 2 of 3");
  await expect(strip(page).getByRole("button").nth(1)).toBeFocused();
  await page.keyboard.press("+");
  await expect(text(page)).toHaveValue(/cpu 2ms/);
  await page.keyboard.press("d");
  await expect(strip(page).getByRole("button")).toHaveCount(4);
  await expect(strip(page).getByRole("button").nth(2)).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(said).toContainText("removed");
  await expect(strip(page).getByRole("button")).toHaveCount(3);
  await page.keyboard.press("Enter");
  await expect(page.locator("details.step[open]")).toHaveCount(1);
  for (let presses = 0; presses < 4; presses++) {
    await page.keyboard.press("Control+z");
  }
  await expect(text(page)).toHaveValue(STEPS);
});

test("a step of any kind can be added", async ({ page }) => {
  await open(page);
  for (const kind of ["native code, GIL released", "I/O, blocking call", "Python code under a lock"]) {
    await page.getByText("+ Step").first().click();
    await page.getByRole("button", { name: kind, exact: true }).first().click();
  }
  await expect(text(page)).toHaveValue(`${STEPS}, cpu 5ms nogil, blocking 20ms, lock lock 5ms`);
  await expect(page.locator("#problems")).toHaveCount(0);
});

test("steps can be typed; what cannot be read is kept and pointed at", async ({ page }) => {
  await open(page);
  const before = (await makespan(page).textContent()) ?? "";
  await text(page).fill("cpu 2ms, io exp 30ms @api, cpu 25");
  const note = page.locator("#steps-0-problem");
  await expect(note.locator("mark")).toHaveText("25");
  await expect(note).toContainText("unit");
  await expect(text(page)).toHaveAttribute("aria-invalid", "true");
  await text(page).blur();
  await expect(text(page)).toHaveValue("cpu 2ms, io exp 30ms @api, cpu 25");
  await expect(makespan(page)).toHaveText(before);
  await text(page).fill("cpu 2ms, io exp 30ms @api, cpu 25 ms nogil");
  await expect(note).toBeHidden();
  await expect(makespan(page)).not.toHaveText(before);
  await text(page).blur();
  await expect(text(page)).toHaveValue("cpu 2ms, io exp 30ms @api, cpu 25ms nogil");
  await expect(strip(page).getByRole("button")).toHaveCount(3);
  await text(page).fill("cpu 2ms, io 30ms @nowhere");
  await expect(note).toContainText("api");
  await text(page).blur();
  await expect(text(page)).toHaveValue("cpu 2ms, io 30ms @nowhere");
  await undo(page).click();
  await expect(text(page)).toHaveValue("cpu 2ms, io exp 30ms @api, cpu 25ms nogil");
});

test("a step of Python code may be calls into C that keep the GIL", async ({ page }) => {
  await open(page);
  await strip(page).getByRole("button").first().click();
  const call = page.locator("details.step[open]").getByRole("spinbutton", { name: "One C call takes" });
  await call.fill("0.5");
  await call.press("Enter");
  await expect(text(page)).toHaveValue(STEPS.replace("cpu 1ms", "cpu 1ms call 0.5ms"));
  await expect(page).toHaveURL(/cpu=1ms,call=0\.5ms/);
  await call.fill("");
  await call.press("Enter");
  await expect(text(page)).toHaveValue(STEPS);
});

test("a pinned version is compared with what is on screen", async ({ page }) => {
  await open(page);
  const sequential = page.locator(".row").first();
  await page.getByRole("button", { name: "Pin this version to compare" }).click();
  const compare = page.getByRole("region", { name: "Compared with the pinned version" });
  await expect(compare).toContainText("Nothing is changed yet");
  await expect(sequential.locator(".row-difference")).toHaveText("as the pinned version");
  const tasks = page.getByRole("spinbutton", { name: "Tasks" }).first();
  await tasks.fill("24");
  await tasks.blur();
  await expect(compare).toContainText("Changed: fetch document: tasks 48 → 24.");
  await expect(sequential.locator(".row-difference")).toHaveText(/^−[\d.]+ (m?s), .* faster$/);
  await expect(page.locator(".lanes-ghost").first()).toBeVisible();
  expect(page.url()).not.toContain("pin");
  await compare.getByRole("button", { name: "Swap" }).click();
  await expect(tasks).toHaveValue("48");
  await expect(compare).toContainText("tasks 24 → 48");
  await expect(sequential.locator(".row-difference")).toHaveText(/^\+.* slower$/);
  await undo(page).click();
  await expect(tasks).toHaveValue("24");
  await compare.getByRole("button", { name: "Unpin" }).click();
  await expect(compare).toHaveCount(0);
  await expect(page.locator(".row-difference")).toHaveCount(0);
});

test("a control says that it was changed, and puts back what was; undo says what it takes back", async ({ page }) => {
  await open(page);
  const cores = page.getByRole("spinbutton", { name: "Cores" });
  await expect(page.locator(".changed")).toHaveCount(0);
  await cores.fill("8");
  await cores.blur();
  await expect(undo(page)).toHaveAttribute("title", "Undo: cores 4 → 8 (Ctrl+Z)");
  await page.getByRole("button", { name: "Cores was 4 when this was opened: put that back" }).click();
  await expect(cores).toHaveValue("4");
  await expect(page.locator(".changed")).toHaveCount(0);
  const slider = page.getByRole("slider", { name: "Tasks" }).first();
  await slider.focus();
  await page.keyboard.press("PageUp");
  await expect(slider).toHaveAttribute("aria-valuetext", "500 tasks");
  await page.keyboard.press("Home");
  await expect(slider).toHaveAttribute("aria-valuetext", "1 tasks");
});

test("arrival, patience, order and end are there to set", async ({ page }) => {
  await open(page);
  await page.getByText("Arrival, timeout, payload").first().click();
  await page.getByLabel("They arrive").first().selectOption("closed");
  await expect(page.getByRole("spinbutton", { name: "Clients" })).toHaveValue("20");
  await page.getByRole("spinbutton", { name: "Timeout" }).first().fill("500");
  await page.getByRole("spinbutton", { name: "Retries" }).first().fill("2");
  await page.getByLabel("Submitted").selectOption("shuffle");
  await page.getByLabel("Runs until").selectOption("duration");
  await page.getByRole("spinbutton", { name: "Runs for" }).fill("300");
  await page.getByRole("spinbutton", { name: "Runs for" }).blur();
  await expect(page).toHaveURL(/order=shuffle.*until=duration_300ms.*arrive=closed_20_100ms.*timeout=500ms,retries=2/);
  await expect(page.locator("#problems")).toHaveCount(0);
});

test("models can be added, copied, moved and removed; another kind inside a server brings its own settings", async ({
  page,
}) => {
  await open(page);
  const group = page.getByRole("region", { name: "Models" });
  const names = group.locator(".step-name");
  await group.getByText("+ Model").click();
  await group.getByRole("button", { name: /^Server processes/ }).click();
  const last = group.locator("details.step").last();
  await last.locator("summary").click();
  await last.getByLabel("In each").selectOption("asyncio");
  await expect(last.getByRole("spinbutton", { name: "In flight" })).toBeVisible();
  await expect(page.locator("#problems")).toHaveCount(0);
  await last.getByRole("button", { name: /^Duplicate model/ }).click();
  await expect(names).toHaveCount(8);
  await expect(page.locator(".row")).toHaveCount(8);
  await group.locator("details.step").nth(1).locator("summary").click();
  await group.getByRole("button", { name: "Move model 2 up" }).click();
  await expect(names.first()).toHaveText("Threads");
  await group.getByRole("button", { name: "Remove model 2" }).click();
  await expect(names).toHaveCount(7);
});
