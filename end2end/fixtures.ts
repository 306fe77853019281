// The test that every test file uses: it fails on whatever the browser complains about.
import { expect, test as base, type Page } from "@playwright/test";

interface Fixtures {
  /** Complaints that a test provokes on purpose; the test adds to them. */
  expectedFaults: RegExp[];
}

export const test = base.extend<Fixtures>({
  // Playwright wants the braces, though nothing is taken from them.
  expectedFaults: async ({}, use) => use([]),

  page: async ({ page, expectedFaults }, use) => {
    const faults = listen(page);
    await use(page);
    const unexpected = faults.filter((fault) => !expectedFaults.some((expected) => expected.test(fault)));
    expect(unexpected, "the browser complained").toEqual([]);
  },
});

/** Console errors, warnings about hydration, uncaught exceptions and violations of the content security policy. */
function listen(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (fault) => faults.push(`uncaught: ${fault.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" || /hydrat|content security policy|unreachable|panicked/i.test(text)) {
      faults.push(`console ${message.type()}: ${text} (${message.location().url})`);
    }
  });
  return faults;
}

/** Opens an address and waits until the page works. */
export async function open(page: Page, path = "/"): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Waits until all of the page works: the browser has taken it over from the server, and its later parts have come. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-complete]").waitFor({ state: "attached" });
}

export { expect };
