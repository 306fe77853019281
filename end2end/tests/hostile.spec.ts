// Names from strangers, in an address: the page and the page for frames show them as text, and nothing runs.
import type { Page } from "@playwright/test";

import { expect, hydrated, test } from "../fixtures.ts";

const NAMES = [
  "</title></script></style><script>globalThis.ran = 1; alert(1)</script>",
  `"><img src=x onerror="globalThis.ran = 1; alert(1)">`,
  "' autofocus onfocus='globalThis.ran = 1; alert(1)' x='",
  "<svg onload=alert(1)><iframe srcdoc='<script>alert(1)</script>'>",
  "javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}} ${alert(1)}",
  "\u202egpj.exe \u2066x\u2069",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u05d0\u05d1",
];

/** A text as it stands in a link. */
function inLink(text: string): string {
  const written = (byte: number) => {
    const letter = String.fromCharCode(byte);
    return /[A-Za-z0-9-]/.test(letter) ? letter : `.${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  };
  return [...new TextEncoder().encode(text)].map(written).join("");
}

function link(name: string): string {
  const text = inLink(name);
  const step = `cpu=1ms,as=${text},io=5ms,at=${text},as=${text},lock=0.5ms,as=${text}`;
  return `1.name=${text},cores=2,service=${text},limit=2,task=${text},n=6,${step},m=sequential,m=threads,w=2,m=asyncio`;
}

/** Whether something of a name ran, loaded or asked. */
async function isQuiet(page: Page, asked: string[]): Promise<void> {
  expect(asked, "no dialog, no foreign request").toEqual([]);
  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
  await expect(page.locator("[onerror], [onload], [onfocus], [srcdoc], img[src=x], [href^='javascript:']")).toHaveCount(0);
}

function listen(page: Page, baseURL: string): string[] {
  const asked: string[] = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.message());
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(baseURL)) asked.push(request.url());
  });
  return asked;
}

test("the page shows them as text", async ({ page, baseURL }) => {
  test.slow();
  const asked = listen(page, baseURL ?? "");
  for (const name of NAMES) {
    await page.goto(`/s/${link(name)}`);
    await hydrated(page);
    await expect(page).toHaveTitle(`${name} · Lockstep`);
    await expect(page.getByLabel("Name of the scenario")).toHaveValue(name);
    await isQuiet(page, asked);
    const form = page.getByRole("region", { name: /^What if/ });
    await form.scrollIntoViewIfNeeded();
    await expect(form.locator("select[name=x] option", { hasText: name }).first()).toBeAttached();
    await form.locator("[name=x_points]").fill("3");
    await form.getByRole("button", { name: "Run the sweep" }).click();
    await expect(form.locator(".whatif-words")).toHaveText("Done.");
    await expect(form.locator(".scatterlayer .trace")).not.toHaveCount(0);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await expect(page.getByRole("dialog").getByRole("tab")).toHaveCount(14);
    await isQuiet(page, asked);
  }
});

test("the page for frames shows them as text", async ({ page, baseURL }) => {
  const asked = listen(page, baseURL ?? "");
  for (const name of NAMES) {
    await page.goto(`/embed/${link(name)}`);
    // Signs that turn text round are left out there.
    const shown = name.replaceAll(/[\u202a-\u202e\u2060-\u206f]/g, "");
    await expect(page.locator("header p").first()).toHaveText(shown);
    await expect(page).toHaveTitle(shown);
    await page.getByText("Numbers").click();
    await expect(page.getByRole("rowheader")).toHaveCount(3);
    await isQuiet(page, asked);
  }
});
