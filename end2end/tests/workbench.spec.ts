// The workbench: what a reader does with it, and what they see.
import type { Locator, Page } from "@playwright/test";

import { expect, hydrated, open, test } from "../fixtures.ts";

/** A model's row by its name. */
function row(page: Page, name: string): Locator {
  return page.locator(".row").filter({ has: page.getByRole("heading", { name, exact: true }) });
}

/** The tasks field of the first task class. */
function tasks(page: Page): Locator {
  return page.getByRole("spinbutton", { name: "Tasks" }).first();
}

/** How many pixels of a row's canvas are not the colour of the card. */
async function inked(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const pen = element.getContext("2d");
    const { data } = pen?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      count += data[i] !== data[0] || data[i + 1] !== data[1] ? 1 : 0;
    }
    return count;
  });
}

test("a preset opens, its results follow, and the address holds it", async ({ page }) => {
  await open(page);
  await page.getByRole("link", { name: "Presets" }).click();
  await page.getByRole("link", { name: /Count tokens/ }).click();
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Count tokens in documents");
  await expect(page).toHaveURL(/\/s\//);
  await expect(page).toHaveTitle(/Count tokens/);
  await expect(page.locator(".verdict-headline")).toContainText("processes");
});

test("every row draws its lanes", async ({ page }) => {
  await open(page);
  const canvases = page.locator(".lanes-canvas");
  const count = await canvases.count();
  expect(count).toBeGreaterThan(3);
  for (let i = 0; i < count; i++) {
    await expect.poll(() => inked(canvases.nth(i))).toBeGreaterThan(500);
  }
});

test("a row draws its lanes again when their number changes", async ({ page }) => {
  await open(page);
  const canvas = row(page, "Threads").locator(".lanes-canvas");
  const workers = page.getByRole("spinbutton", { name: "Workers" });
  for (const count of ["16", "3", "12"]) {
    const before = (await canvas.boundingBox())?.height;
    await workers.fill(count);
    await expect.poll(async () => (await canvas.boundingBox())?.height).not.toBe(before);
    await expect.poll(() => inked(canvas)).toBeGreaterThan(500);
  }
});

test("a slider moves the rows, with the keyboard too, and undo takes it back", async ({ page }) => {
  await open(page);
  const makespan = row(page, "Sequential").locator(".row-makespan");
  const before = (await makespan.textContent()) ?? "";
  const slider = page.getByRole("slider", { name: "Tasks" }).first();
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Home");
  await expect(tasks(page)).toHaveValue("1");
  await expect(makespan).not.toHaveText(before);
  const undo = page.getByRole("button", { name: "Undo" });
  while (await undo.isEnabled()) {
    await undo.click();
  }
  await expect(tasks(page)).toHaveValue("48");
  await expect(makespan).toHaveText(before);
  await page.keyboard.press("Control+Shift+Z");
  await expect(tasks(page)).not.toHaveValue("48");
});

test("undo takes back what is being typed, and the field shows it", async ({ page }) => {
  await open(page);
  const [undo, redo] = [page.getByRole("button", { name: "Undo" }), page.getByRole("button", { name: "Redo" })];
  await tasks(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("41");
  await expect(undo).toBeEnabled();
  await page.keyboard.press("Control+z");
  await expect(tasks(page)).toHaveValue("48");
  await expect(page.getByRole("slider", { name: "Tasks" }).first()).toHaveAttribute("aria-valuetext", "48 tasks");
  await expect(undo).toBeDisabled();
  await expect(redo).toBeEnabled();
  await tasks(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("55");
  await expect(redo).toBeDisabled();
  await undo.click();
  await expect(tasks(page)).toHaveValue("48");
  await redo.click();
  await expect(tasks(page)).toHaveValue("55");
});

test("a bad number is named beside its field, and the picture stays", async ({ page }) => {
  await open(page);
  const headline = await page.locator(".verdict-headline").textContent();
  const address = page.url();
  await tasks(page).fill("-3");
  await expect(page.locator("#problems")).toContainText("workload[0].tasks");
  await expect(tasks(page)).toHaveAttribute("aria-invalid", "true");
  await expect(tasks(page)).toHaveValue("-3");
  await expect(page.locator(".verdict-headline")).toHaveText(headline ?? "");
  await expect(row(page, "Sequential").locator(".row-makespan")).toBeVisible();
  expect(page.url()).toBe(address);
  await tasks(page).fill("7");
  await expect(page.locator("#problems")).toHaveCount(0);
});

test("a reload gives the same picture", async ({ page }) => {
  await open(page);
  const makespan = row(page, "Sequential").locator(".row-makespan");
  const first = await makespan.textContent();
  await tasks(page).fill("31");
  await tasks(page).blur();
  await expect(page).toHaveURL(/\/s\//);
  await expect(makespan).not.toHaveText(first ?? "");
  await page.waitForLoadState("networkidle");
  const before = await makespan.textContent();
  await page.reload();
  await hydrated(page);
  await expect(tasks(page)).toHaveValue("31");
  await expect(makespan).toHaveText(before ?? "");
});

test("back and forward follow the address", async ({ page }) => {
  await open(page);
  await tasks(page).fill("31");
  await tasks(page).blur();
  await tasks(page).fill("32");
  await tasks(page).blur();
  await page.goBack();
  await expect(tasks(page)).toHaveValue("31");
  await page.goForward();
  await expect(tasks(page)).toHaveValue("32");
});

test("zoom and pan move all rows together", async ({ page }) => {
  await open(page);
  const ruler = page.locator(".ruler text");
  const last = async () => (await ruler.last().textContent()) ?? "";
  const before = await last();
  await page.locator(".stage").focus();
  await page.keyboard.press("w");
  await expect.poll(last).not.toBe(before);
  await page.keyboard.press("0");
  await expect(page.locator(".lanes-end")).toHaveCount(0);
  const lanes = page.locator(".lanes").first();
  await lanes.hover();
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -600);
  await page.keyboard.up("Control");
  await expect(page.locator(".lanes-end").first()).toBeVisible();
});

test("pointing tells, and a click lights the task up in every model", async ({ page }) => {
  await open(page);
  await page.locator(".lanes").first().hover({ position: { x: 60, y: 20 } });
  await expect(page.getByRole("tooltip")).toContainText("task");
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.locator(".pinned").last()).toContainText("Threads");
  await page.locator(".stage").focus();
  await page.keyboard.press("Escape");
  await expect(page.locator(".pinned")).toHaveCount(0);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".stage-told")).toContainText("from");
});

test("play runs all rows and can be stepped", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await open(page);
  await page.getByRole("button", { name: "Play" }).click();
  await expect(row(page, "Threads")).toContainText(/[1-9]\d* of 56 done/);
  await page.locator(".stage").focus();
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  const time = page.locator(".play-time");
  const before = await time.textContent();
  for (let i = 0; i < 5; i++) {
    await page.getByRole("button", { name: /^Step to the next/ }).click();
  }
  await expect(time).not.toHaveText(before ?? "");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.locator(".playhead")).toHaveCount(0);
});

test("steps from event to event are all taken, however fast they are pressed, and Reset gives them up", async ({ page }) => {
  await open(page);
  let asked = 0;
  await page.route("**/api/v1/events", async (route) => {
    asked++;
    await new Promise((done) => setTimeout(done, 250));
    await route.continue();
  });
  const [next, reset] = [page.getByRole("button", { name: /^Step to the next/ }), page.getByRole("button", { name: "Reset" })];
  for (let i = 0; i < 4; i++) {
    await next.click();
  }
  await expect.poll(() => asked).toBe(4);
  await page.waitForLoadState("networkidle");
  for (let i = 0; i < 4; i++) {
    await next.click();
  }
  const answered = page.waitForResponse("**/api/v1/events");
  await reset.click();
  await answered;
  await expect(page.locator(".playhead")).toHaveCount(0);
  await expect(reset).toBeDisabled();
});

test("steps can be added, changed and removed", async ({ page }) => {
  await open(page);
  const card = page.locator(".card").first();
  await card.getByText("+ Step").click();
  await card.getByRole("button", { name: "Python code", exact: true }).click();
  await expect(card.locator(".step")).toHaveCount(4);
  await expect(card.locator(".step").last()).toHaveAttribute("open", "");
  await card.getByLabel("It is").last().selectOption("blocking_io");
  await expect(card.locator(".step > summary").last()).toContainText("blocking I/O");
  await card.getByLabel("Varies").last().selectOption("lognormal");
  await expect(card.getByRole("spinbutton", { name: "Mean", exact: true }).last()).toHaveValue("5");
  await card.getByRole("button", { name: "Move step 4 up" }).click();
  await expect(card.locator(".step > summary").nth(2)).toContainText("blocking I/O");
  await card.getByRole("button", { name: "Remove step 3" }).click();
  await expect(card.locator(".step")).toHaveCount(3);
  await expect(page.locator("#problems")).toHaveCount(0);
});

test("all costs are there once they are opened, and wherever one is set", async ({ page }) => {
  await open(page);
  const costs = page.locator(".group", { has: page.locator("#group-costs") });
  const field = costs.locator("#field-runtime-costs-wake-us");
  await expect(field).toHaveCount(0);
  await costs.getByText("All costs").click();
  await field.fill("7");
  await field.blur();
  await expect(page).toHaveURL(/\/s\//);
  await page.reload();
  await hydrated(page);
  await expect(field).toHaveValue("7");
});

test("a scenario can be pasted, and is refused with its problems", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Scenario as JSON" });
  const json = JSON.parse(await text.inputValue()) as { name: string; machine: { cores: number } };
  await text.fill(JSON.stringify({ ...json, machine: { cores: 0 } }));
  await page.getByRole("button", { name: "Use this" }).click();
  await expect(page.getByRole("dialog")).toContainText("machine.cores");
  await text.fill(JSON.stringify({ ...json, name: "Pasted" }));
  await page.getByRole("button", { name: "Use this" }).click();
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Pasted");
});

test("the charts are drawn when they are seen, and told as tables", async ({ page }) => {
  await open(page);
  await page.locator(".charts").scrollIntoViewIfNeeded();
  await expect(page.locator(".chart .main-svg").first()).toBeVisible();
  await page.getByText("As a table").first().click();
  await expect(page.locator(".chart table").first()).toContainText("When so many of the tasks were done");
});

test("tables show all they can, and where they go on", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  const hidden = (frame: Locator): Promise<number> =>
    frame.evaluate((element) => element.scrollWidth - element.clientWidth);
  const all = page.getByRole("group", { name: "All numbers" });
  expect(await hidden(all)).toBe(0);
  await expect(all).toHaveCSS("mask-image", "none");
  await page.getByText("As a table").nth(1).click();
  const latency = page.getByRole("group", { name: /^Time from submission/ });
  expect(await hidden(latency)).toBeGreaterThan(0);
  await expect(latency).toHaveCSS("mask-image", /gradient/);
  await latency.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  await expect(latency).toHaveCSS("mask-image", "none");
});

test("a server that cannot be reached is said calmly, and the picture stays", async ({ page, expectedFaults }) => {
  expectedFaults.push(/Failed to load resource/);
  await open(page);
  await page.route("**/api/v1/workbench", (route) => route.abort());
  await tasks(page).fill("12");
  await expect(page.locator("#refused")).toContainText("cannot be reached");
  await expect(row(page, "Threads")).toBeVisible();
  await page.unroute("**/api/v1/workbench");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.locator("#refused")).toHaveCount(0);
});

test("what had no answer gets one once the network is back", async ({ page, expectedFaults }) => {
  expectedFaults.push(/Failed to load resource/);
  await open(page);
  const makespan = row(page, "Sequential").locator(".row-makespan");
  const before = (await makespan.textContent()) ?? "";
  await page.context().setOffline(true);
  await tasks(page).fill("12");
  await expect(page.locator("#refused")).toContainText("cannot be reached");
  await expect(makespan).toHaveText(before);
  await page.context().setOffline(false);
  await expect(page.locator("#refused")).toHaveCount(0);
  await expect(makespan).not.toHaveText(before);
});

for (const width of [390, 1024, 1440]) {
  test(`nothing overflows at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    if (width === 390) {
      await expect(page.locator(".controls-body")).toBeHidden();
      await page.getByRole("link", { name: "Change the scenario" }).click();
      await expect(page.locator(".controls-body")).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the verdict, the timelines and the numbers are there", async ({ page }) => {
    await page.goto("/?preset=count-tokens");
    await expect(page.locator(".verdict-headline")).toContainText("processes");
    const picture = page.locator(".lanes-svg").first();
    await expect(picture).toBeVisible();
    // A stroke has no box of its own, so what can be seen of it is told by the picture.
    await expect(picture.locator("path").first()).toHaveAttribute("d", /\d/);
    await expect(page.locator(".plot-preview").first()).toBeVisible();
    await expect(page.locator("table").last()).toContainText("Sequential");
  });

  test("the charts have keys: of the models, dashed as their lines are, and of the states", async ({ page }) => {
    await page.goto("/");
    const [throughput, , time] = await page.locator(".charts .chart").all();
    for (const [index, dash] of [[0, "none"], [3, "9px, 9px"]] as const) {
      await expect(throughput.locator(".plot-line").nth(index)).toHaveCSS("stroke-dasharray", dash);
      await expect(throughput.locator(".key-line").nth(index)).toHaveClass(new RegExp(`dash-${index / 3}`));
    }
    await expect(time.locator(".chart-key li")).toContainText(["Python", "waiting for the loop"]);
    await expect(time.locator(".chart-key")).not.toContainText("queued");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`what waits is drawn too, in ${colorScheme} colours`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto("/?preset=count-tokens");
      const lanes = page.locator(".row").filter({ hasText: "Threads" }).first().locator(".lanes");
      const waits = lanes.locator('path[stroke="url(#hatch-gil-wait)"]');
      await expect(waits.first()).toHaveCSS("stroke", /hatch-gil-wait/);
      const drawn = await lanes.screenshot();
      await waits.evaluateAll((paths) => paths.forEach((path) => path.setAttribute("visibility", "hidden")));
      expect(drawn.equals(await lanes.screenshot()), "nothing is seen of what waits").toBe(false);
    });
  }
});
