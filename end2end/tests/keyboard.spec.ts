// The page without a mouse: the main journey by Tab, Enter, arrows and letters alone, with the focus always to be seen.
import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** What has the focus, and whether it can be seen: on screen, with a ring, not under something else. */
async function seen(page: Page): Promise<{ what: string; fault: string }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const what = `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""}`;
    if (element === document.body) {
      return { what, fault: "lost" };
    }
    const box = element.getBoundingClientRect();
    const visible = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    // A field that is drawn by its label has the ring there.
    const ringed = [element, element.parentElement as HTMLElement].some((around) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(around);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    });
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const covered = top !== null && !element.contains(top) && !top.contains(element) && !element.parentElement?.contains(top);
    return { what, fault: [visible ? "" : "off screen", ringed ? "" : "no ring", covered ? `under ${top?.className}` : ""].join("") };
  });
}

/** Goes on by Tab until a place has the focus; every stop on the way has to be seen. */
async function tabTo(page: Page, place: Locator, key = "Tab"): Promise<void> {
  const target = await place.elementHandle();
  for (let presses = 0; presses < 200; presses++) {
    if (await page.evaluate((target) => document.activeElement === target, target)) {
      return;
    }
    await page.keyboard.press(key);
    const { what, fault } = await seen(page);
    expect(fault, what).toBe("");
  }
  throw new Error(`Tab does not lead to ${place}`);
}

async function isSeen(page: Page): Promise<void> {
  await expect.poll(() => seen(page)).toMatchObject({ fault: "" });
}

test("the main journey needs no mouse", async ({ page, context }) => {
  test.slow();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);

  // A preset.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "To the results" })).toBeFocused();
  const presets = page.getByRole("link", { name: "Presets" });
  await tabTo(page, presets);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("searchbox", { name: "Filter the presets" })).toBeFocused();
  await page.keyboard.type("count tokens in");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Count tokens in documents");
  await expect(presets).toBeFocused();

  // A step's length.
  await tabTo(page, page.locator(".strip-pick").first());
  const text = page.getByLabel("Steps as text").first();
  const before = await text.inputValue();
  await page.keyboard.press("+");
  await expect(text).not.toHaveValue(before);

  // The number of workers; the answer is said once it has settled.
  const said = page.locator(".verdict [role=status]");
  const workers = page.getByRole("slider", { name: "Workers" });
  await tabTo(page, workers);
  const wasWorkers = await page.getByRole("spinbutton", { name: "Workers" }).inputValue();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("spinbutton", { name: "Workers" })).not.toHaveValue(wasWorkers);
  await expect(said).toContainText((await page.locator(".verdict-headline").textContent()) ?? "?");

  // Models: one more, and one less.
  const rows = page.locator(".row");
  const count = await rows.count();
  await tabTo(page, page.locator("summary", { hasText: "+ Model" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: /^Interpreters/ }));
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(count + 1);
  await expect(page.locator("summary", { hasText: "+ Model" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: `Remove model ${count + 1}` }));
  await page.keyboard.press("Enter");
  await expect(rows).toHaveCount(count);
  await isSeen(page);

  // A slice, and its task in every model; then step and play.
  await tabTo(page, page.locator(".stage"));
  await page.keyboard.press(".");
  await page.keyboard.press("ArrowDown");
  const slice = page.locator(".stage-told");
  await expect(slice).toContainText(/of the run\), from .* to .*, in /);
  for (let presses = 0; presses < 30 && !(await slice.textContent())?.includes("task"); presses++) {
    await page.keyboard.press(presses % 4 === 3 ? "ArrowDown" : ".");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Picked task" })).toBeVisible();
  await page.keyboard.press(">");
  await page.keyboard.press(">");
  await expect(page.locator(".playhead")).toHaveCount(1);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(page.locator(".stage")).toBeFocused();

  // What if.
  const run = page.getByRole("button", { name: "Run the sweep" });
  await tabTo(page, page.locator(".charts summary").last());
  await tabTo(page, page.locator(".whatif [name=x_points]"));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("5");
  await tabTo(page, run);
  await page.keyboard.press("Enter");
  await expect(page.locator(".whatif-words")).toHaveText("Done.");
  await isSeen(page);

  // The code.
  const code = page.locator("#code");
  await tabTo(page, code.getByRole("combobox", { name: "Model" }));
  await page.keyboard.press("Home");
  await expect(code.locator("pre")).toContainText("import");
  await tabTo(page, code.getByRole("button", { name: "Copy" }).first());
  await page.keyboard.press("Enter");
  await expect(code.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.locator("pre code").textContent());
});

test("the focus stays near when what had it goes", async ({ page }) => {
  await open(page, "/s/1.cores=4,task=fetch,n=60,io=40ms,m=threads,w=30,m=asyncio");
  const press = async (place: Locator) => {
    await place.focus();
    await page.keyboard.press("Enter");
    await isSeen(page);
  };
  // A button that becomes another.
  const threads = page.locator(".row").first();
  await press(threads.getByRole("button", { name: "All 31 lanes" }));
  await expect(threads.getByRole("button", { name: "Fewer lanes" })).toBeFocused();
  // A button that is disabled, or goes with its panel.
  await press(page.getByRole("button", { name: "Pin this version to compare" }));
  await press(page.getByRole("button", { name: "Unpin" }));
  await page.getByRole("spinbutton", { name: "Cores" }).fill("2");
  await press(page.locator(".changed").first());
  await expect(page.getByRole("spinbutton", { name: "Cores" })).toBeFocused();
  const undo = page.getByRole("button", { name: "Undo" });
  while (await undo.isEnabled()) {
    await press(undo);
  }
  // What the server writes anew.
  await page.getByText("What limits it, and what comes next").click();
  const ladder = page.locator(".ladder-body select");
  await ladder.focus();
  await ladder.evaluate((select) => select.setAttribute("data-old", ""));
  const other = (await ladder.inputValue()) === "0" ? "ArrowDown" : "ArrowUp";
  await page.keyboard.press(other);
  await expect(page.locator(".ladder-body select:not([data-old])")).toBeFocused();
  // A click beside a field leaves it.
  await page.getByLabel("Name of the scenario").focus();
  await page.locator(".verdict-reason").click();
  await expect(page.getByLabel("Name of the scenario")).not.toBeFocused();
});

test("the focus goes where a link or a button leads", async ({ page }) => {
  await open(page);
  const address = page.url();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("#results")).toBeFocused();
  expect(page.url()).toBe(address);
  const classes = page.getByLabel("Name of the task class");
  const before = await classes.count();
  await page.getByRole("button", { name: "+ Task class" }).click();
  await expect(classes).toHaveCount(before + 1);
  await expect(classes.last()).toBeFocused();
  await expect(classes.last()).toBeInViewport();
});

test("what the keys point at is read in the window, however long the timelines are", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await open(page);
  await page.locator(".stage").focus();
  await page.keyboard.press(".");
  const told = page.locator(".stage-told");
  await expect(told).toContainText("of the run");
  await expect(told).toBeInViewport({ ratio: 1 });
});

test("a single run can be repeated from where its luck is told", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Repeat it 20 times" }).click();
  await expect(page.locator(".runs-note")).toContainText("the first of 20 runs");
  await expect(page.getByRole("button", { name: "Repeat it 20 times" })).toHaveCount(0);
});

test("a field says what is wrong, and which value the answer is for", async ({ page }) => {
  await open(page);
  const cores = page.getByRole("spinbutton", { name: "Cores" });
  await cores.fill("");
  await cores.pressSequentially("99999");
  await expect(page.locator("#field-machine-cores-problem")).toContainText("from 1 to 1,024");
  await expect(page.locator("#field-machine-cores-problem")).toContainText("The answer is for 999.");
});
