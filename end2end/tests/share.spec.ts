// What leaves the page: the menu of files, and a run in a frame of somebody else's page.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, open, test } from "../fixtures.ts";

test("the menu has the files of the scenario as it is now", async ({ page }) => {
  await open(page);
  await page.getByRole("spinbutton", { name: "Tasks" }).first().fill("17");
  const menu = page.locator("details.menu", { hasText: "Export" });
  await menu.locator("summary").click();
  const links = menu.getByRole("link");
  await expect(links).toHaveCount(9);
  await expect(links.first()).toHaveAttribute("href", /n=17.*\.png$/);
  for (const link of await links.all()) {
    const answer = await page.request.get((await link.getAttribute("href")) ?? "");
    expect(answer.status(), await link.textContent() ?? "").toBe(200);
  }
  await expect(menu.getByText("only from a site with https")).toBeVisible();
  const download = page.waitForEvent("download");
  await menu.getByRole("link", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("fetch-parse-score.csv");
  expect(await readFile(await file.path(), "utf8")).toContain("makespan_ms");
});

/** Another site, whose page has this in it: its address, and how to end it. */
async function wiki(body: string): Promise<{ address: string; end: () => void }> {
  const head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A wiki</title><link rel="icon" href="data:,">';
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`${head}<body>${body}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, end: () => server.close() };
}

test("a link with a picture becomes a frame as high as its content, without rights of any origin", async ({
  page,
  baseURL,
}) => {
  const link = "1.cores=4,task=fetch,n=8,cpu=1ms,io=20ms,m=sequential,m=threads,w=8";
  const body = `
    <lockstep-run theme="dark">
      <a href="${baseURL}/s/${link}"><img src="${baseURL}/x/${link}.svg" alt="Threads win"></a>
    </lockstep-run>
    <script src="${baseURL}/embed.js" async></script>`;
  const site = await wiki(body);
  await page.goto(site.address);
  const frame = page.locator("lockstep-run iframe");
  await expect(frame).toHaveAttribute("title", "Threads win");
  await expect(frame).not.toHaveAttribute("sandbox", /allow-same-origin/);
  const within = page.frameLocator("lockstep-run iframe");
  await expect(within.getByRole("link", { name: "Open in Lockstep" })).toBeVisible();
  await within.getByText("Numbers").click();
  await expect(within.getByRole("rowheader", { name: /Threads/ })).toBeVisible();
  await expect
    .poll(async () => {
      const inner = await within.locator("html").evaluate((html) => html.getBoundingClientRect().height);
      return Math.abs(((await frame.boundingBox())?.height ?? 0) - inner);
    })
    .toBeLessThan(3);
  site.end();
});

test("a frame becomes the workbench when it is explored, and leaves the page around it alone", async ({
  page,
  context,
  baseURL,
  expectedFaults,
}) => {
  // Of dialogs that are still closed: the focus belongs to the page around.
  expectedFaults.push(/Blocked autofocusing/);
  const link = "1.cores=4,task=fetch,n=8,cpu=1ms,io=20ms,m=sequential,m=threads,w=8";
  for (const rights of ["allow-scripts allow-popups allow-popups-to-escape-sandbox", undefined]) {
    const sandbox = rights ? `sandbox="${rights}"` : "";
    const site = await wiki(`<iframe ${sandbox} src="${baseURL}/embed/${link}?theme=dark" width="900" height="600"></iframe>`);
    await page.goto(site.address);
    const entries = await page.evaluate(() => history.length);
    const frame = page.frameLocator("iframe");
    await frame.getByRole("link", { name: "Explore it here" }).click();
    await frame.locator("html[data-complete]").waitFor({ state: "attached" });
    await expect(frame.locator("html")).toHaveAttribute("data-theme", "dark");
    for (const outside of [".header-link", ".footer", ".charts"]) await expect(frame.locator(outside).first()).toBeHidden();
    await frame.getByText("Change the scenario").last().click();
    const before = await frame.locator(".row-makespan").first().textContent();
    const tasks = frame.getByRole("spinbutton", { name: "Tasks" }).first();
    await tasks.fill("16");
    await tasks.press("Enter");
    await expect(frame.locator(".row-makespan").first()).not.toHaveText(before ?? "");
    expect(await page.evaluate(() => history.length), "the page's own way back").toBe(entries);
    const opened = context.waitForEvent("page");
    await frame.getByRole("button", { name: "Open in Lockstep" }).click();
    await expect(await opened).toHaveURL(/\/s\/1\..*n=16/);
    await (await opened).close();
    site.end();
  }
});

test("a frame of the height that its text states shows all of it, on a phone as on a wide page", async ({ page }) => {
  const one = "1.cores=4,task=fetch,n=8,cpu=1ms,io=20ms,m=sequential";
  const alike = `${one},m=threads,w=4,m=threads,w=16,m=asyncio,m=processes,m=free_threads`;
  const named = `1.name=${"A_long_name_".repeat(12)},${one.slice(2)}`;
  for (const link of [one, named, alike]) {
    const dialog = await (await page.request.get(`/parts/share/${link}`)).text();
    const stated = Number(/height=&quot;(\d+)&quot;/.exec(dialog)?.[1]);
    await page.goto(`/embed/${link}`);
    for (const width of [390, 600, 768, 1024, 1600]) {
      await page.setViewportSize({ width, height: stated });
      const [high, wide] = await page.evaluate(() => {
        const { scrollHeight, scrollWidth } = document.documentElement;
        return [scrollHeight, scrollWidth];
      });
      expect(high, `${width} px, ${link}`).toBe(stated);
      expect(wide, `${width} px, ${link}`).toBe(width);
      // No word is cut off on the right; pictures and tables scroll by themselves.
      for (const text of await page.locator("header > *, summary, main > p").all()) {
        expect(await text.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      }
    }
    // It is not much higher than it has to be, either.
    await page.setViewportSize({ width: 1024, height: 100 });
    expect(stated - (await page.evaluate(() => document.documentElement.scrollHeight))).toBeLessThan(130);
  }
});

test("on a phone, a frame's picture fades out where it goes on", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 900 });
  await page.goto("/embed/1.cores=4,task=fetch,n=8,cpu=1ms,io=20ms,m=sequential,m=threads,w=8");
  const picture = page.locator(".picture");
  const mask = () => picture.evaluate((element) => getComputedStyle(element).maskImage);
  await expect.poll(mask).toContain("gradient");
  await picture.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  await expect.poll(mask).toBe("none");
  await picture.evaluate((element) => element.scrollTo({ left: 0 }));
  await expect.poll(mask).toContain("gradient");
  await page.setViewportSize({ width: 800, height: 900 });
  await expect.poll(mask).toBe("none");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page for frames is whole", async ({ page }) => {
    await page.goto("/embed/1.cores=4,task=fetch,n=8,cpu=1ms,io=20ms,m=sequential,m=threads,w=8");
    await expect(page.getByRole("img")).toBeVisible();
    await page.getByText("Numbers").click();
    await expect(page.getByRole("table")).toContainText("Sequential");
  });
});

test("with https, Perfetto is given the whole address of a trace that it may read", async ({ page, baseURL }) => {
  await open(page);
  // The page under an address with https, which the browser is told leads here.
  await page.route("https://lockstep.example/**", async (route) => {
    const address = route.request().url().replace("https://lockstep.example", baseURL ?? "");
    await route.fulfill({ response: await route.fetch({ url: address }) });
  });
  await open(page, "https://lockstep.example/");
  await page.locator("summary", { hasText: "Export" }).click();
  const href = (await page.getByRole("link", { name: "Open in Perfetto" }).getAttribute("href")) ?? "";
  expect(href).toMatch(/^https:\/\/ui\.perfetto\.dev\/#!\/\?url=[^=&,]+$/);
  const trace = decodeURIComponent(href.split("url=")[1] ?? "");
  expect(trace).toMatch(/^https:\/\/lockstep\.example\/x\/1\..*\.pftrace$/);
  const answer = await page.request.get(trace.replace("https://lockstep.example", baseURL ?? ""));
  expect(answer.status()).toBe(200);
  expect(answer.headers()["access-control-allow-origin"]).toBe("*");
});
