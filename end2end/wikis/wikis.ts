// What readers of real wikis see of an embedded run: the picture with its words, or the frame with its answer.
import { readFileSync } from "node:fs";

import { expect, test as base, type FrameLocator, type Locator, type Page } from "@playwright/test";

const { LOCKSTEP, PAGES, DOKUWIKI, SHOTS, EXPECTED } = process.env as Record<string, string>;
const expected = JSON.parse(readFileSync(EXPECTED, "utf8")) as { link: string; headline: string }[];
const [{ headline }] = expected;

interface Fixtures {
  /** Complaints that a test provokes on purpose; the test adds to them. */
  expectedFaults: RegExp[];
}

/** Fails on whatever the browser complains about that is Lockstep's: it names its address, or was not caught. */
const test = base.extend<Fixtures>({
  // Playwright wants the braces, though nothing is taken from them.
  expectedFaults: async ({}, use) => use([]),

  page: async ({ page, expectedFaults }, use) => {
    const faults = await listen(page);
    await use(page);
    const unexpected = faults.filter((fault) => !expectedFaults.some((expected) => expected.test(fault)));
    expect(unexpected, "the browser complained").toEqual([]);
  },
});

async function listen(page: Page): Promise<string[]> {
  const faults: string[] = [];
  // Wikis have fonts and scripts elsewhere, which are not what is tried here.
  await page.route((url) => !["localhost", "127.0.0.1"].includes(url.hostname), (route) => route.abort());
  page.on("pageerror", (fault) => faults.push(`uncaught: ${fault.message}`));
  page.on("requestfailed", (request) => {
    if (request.url().startsWith(LOCKSTEP)) faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("console", (message) => {
    const text = `${message.text()} (${message.location().url})`;
    const complains = message.type() === "error" || /content security/i.test(text);
    if (complains && text.includes(LOCKSTEP)) faults.push(`console: ${text}`);
  });
  return faults;
}

/** A picture is there, at a size to read, with its result in words, and leads to its page. */
async function readsPicture(picture: Locator) {
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(600);
  const box = await picture.boundingBox();
  expect(box!.width, "as wide as it can be read").toBeGreaterThan(300);
  const natural = await picture.evaluate((image: HTMLImageElement) => image.naturalWidth / image.naturalHeight);
  expect(box!.width / box!.height, "not distorted").toBeCloseTo(natural, 1);
  expect(await picture.getAttribute("alt")).toContain(headline);
  expect(await picture.evaluate((image) => image.closest("a")?.href)).toBe(`${LOCKSTEP}/s/${expected[0].link}`);
}

/** A frame shows the answer, in a document of its own, and says it in its title. */
async function readsFrame(frame: Locator, answer = headline) {
  await frame.scrollIntoViewIfNeeded();
  expect(await frame.getAttribute("title")).toContain(answer);
  const within = frame.contentFrame();
  await expect.poll(() => words(within)).toContain(squeezed(answer));
  await expect(within.getByRole("link", { name: "Open in Lockstep" })).toHaveAttribute("target", "_blank");
  return within;
}

/** The words of the page, without the title of the drawing that only screen readers have. */
async function words(within: FrameLocator): Promise<string> {
  return squeezed((await within.locator("header, svg text").allTextContents()).join(""));
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}

/** How high the frame is, and what it shows. */
async function heights(frame: Locator): Promise<{ frame: number; content: number }> {
  const box = await frame.boundingBox();
  const html = frame.contentFrame().locator("html");
  const content = await html.evaluate((root) =>
    Math.max(root.getBoundingClientRect().height, root.ownerDocument.body.scrollHeight),
  );
  return { frame: box!.height, content };
}

async function fitsItsContent(frame: Locator) {
  await expect
    .poll(async () => {
      const height = await heights(frame);
      return Math.abs(height.frame - height.content);
    })
    .toBeLessThan(2);
}

/** A frame of a fixed height shows all of its answer at once. */
async function showsEnough(frame: Locator) {
  const within = frame.contentFrame();
  expect(await within.locator("header").evaluate((head) => head.getBoundingClientRect().top)).toBeLessThan(40);
  const height = await heights(frame);
  expect(height.content).toBeLessThanOrEqual(height.frame + 1);
  await expect(within.getByRole("link", { name: "Open in Lockstep" })).toBeVisible();
}

function everyFrameIsDrawn(page: Page) {
  const drawn = () =>
    new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 500))));
  return Promise.all(page.frames().map((frame) => frame.evaluate(drawn).catch(() => {})));
}

/** The whole page: frames out of sight are not drawn, so the window becomes as high as the page. */
async function shot(page: Page, name: string) {
  const before = page.viewportSize()!;
  await page.evaluate(() => window.scrollTo(0, 0));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: before.width, height: Math.max(height, before.height) });
  // Where scripts are not allowed, no frame says when it is drawn.
  await Promise.race([everyFrameIsDrawn(page), page.waitForTimeout(3_000)]);
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
  await page.setViewportSize(before);
}

for (const [wiki, place] of [["mkdocs", ".md-content, [role=main]"], ["sphinx", "div.body"]]) {
  test(`${wiki}: the frame`, async ({ page }) => {
    await page.goto(`${PAGES}/${wiki}/frame.html`);
    const frame = page.locator(`:is(${place}) iframe`);
    await readsFrame(frame);
    await showsEnough(frame);
    await shot(page, `${wiki}-frame`);
  });

  test(`${wiki}: the element`, async ({ page }) => {
    await page.goto(`${PAGES}/${wiki}/element.html`);
    const frame = page.locator("lockstep-run iframe");
    await readsFrame(frame);
    await fitsItsContent(frame);
    await shot(page, `${wiki}-element`);
    await frame.contentFrame().getByText("Numbers").click();
    await expect(frame.contentFrame().getByRole("table")).toBeVisible();
    await fitsItsContent(frame);
    await shot(page, `${wiki}-element-open`);
    await page.setViewportSize({ width: 390, height: 844 });
    await fitsItsContent(frame);
    await shot(page, `${wiki}-element-phone`);
  });

  test(`${wiki}: the picture`, async ({ page }) => {
    await page.goto(`${PAGES}/${wiki}/${wiki === "mkdocs" ? "index" : "picture"}.html`);
    await readsPicture(page.locator(`:is(${place}) img`));
    await shot(page, `${wiki}-picture`);
  });
}

test("mkdocs: a picture for light, and one for dark", async ({ page }) => {
  await page.goto(`${PAGES}/mkdocs/pair.html`);
  const picture = page.locator("picture img");
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.currentSrc)).toContain(`theme=${theme}`);
    await readsPicture(picture);
    await shot(page, `mkdocs-pair-${theme}`);
  }
});

test("tiddlywiki: the frame and the picture, and the element without its script", async ({ page }) => {
  await page.goto(`${PAGES}/tiddlywiki/index.html`);
  const tiddler = (title: string) => page.locator(`[data-tiddler-title="${title}"]`);
  await readsFrame(tiddler("Frame").locator("iframe"));
  await showsEnough(tiddler("Frame").locator("iframe"));
  await readsPicture(tiddler("Picture").locator("img[alt]"));
  await readsPicture(tiddler("Element").locator("img[alt]"));
  await shot(page, "tiddlywiki");
});

test("jupyter: the frame of a cell of code, the picture of one of text", async ({ page }) => {
  await page.goto(`${PAGES}/jupyter/run.html`);
  await readsFrame(page.locator(".jp-OutputArea iframe"));
  await readsPicture(page.locator(".jp-MarkdownOutput img"));
  await shot(page, "jupyter");
});

test("dokuwiki: the picture", async ({ page }) => {
  await page.goto(`${DOKUWIKI}/doku.php?id=lockstep`);
  await readsPicture(page.locator(".page img.media"));
  await shot(page, "dokuwiki");
});

for (const [name, what] of [
  ["sandbox", "an opaque origin"],
  ["locked", "a sandbox that allows no scripts"],
  ["strict", "a page with a strict policy"],
]) {
  test(what, async ({ page, expectedFaults }) => {
    if (name === "locked") expectedFaults.push(/Blocked script execution/);
    await page.goto(`${PAGES}/${name}.html`);
    await readsFrame(page.locator("iframe"));
    await showsEnough(page.locator("iframe"));
    await shot(page, name);
  });
}

test("without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${PAGES}/element.html`);
  await expect(page.getByRole("img", { name: headline })).toBeVisible();
  await expect(page.locator("iframe")).toHaveCount(0);
  await shot(page, "no-script-element");
  await page.goto(`${PAGES}/frame.html`);
  await page.waitForLoadState("networkidle");
  await expect(page.frameLocator("iframe").getByRole("link", { name: "Open in Lockstep" })).toBeAttached();
  await shot(page, "no-script-frame");
  await context.close();
});

test("dark readers", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${PAGES}/element.html`);
  const frame = page.locator("lockstep-run iframe");
  const within = await readsFrame(frame);
  const colour = await within.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(Math.max(...colour.match(/\d+/g)!.map(Number)), "a dark frame on a dark page").toBeLessThan(60);
  await fitsItsContent(frame);
  await shot(page, "dark");
});

test("ten elements on a page", async ({ page }) => {
  test.slow();
  await page.goto(`${PAGES}/ten.html`);
  const frames = page.locator("lockstep-run iframe");
  await expect(frames).toHaveCount(10);
  for (const [place, each] of expected.entries()) {
    await readsFrame(frames.nth(place), each.headline);
    await fitsItsContent(frames.nth(place));
  }
  await shot(page, "ten");
});
