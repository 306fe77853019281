// What a first visit transfers before the page can be used, and until all of it works, by kind. Run it against a
// release build, which is served with brotli: BASE_URL names it.
import { hydrated, test } from "../fixtures.ts";

const KINDS = ["page", "css", "script", "wasm", "other"] as const;
type Kind = (typeof KINDS)[number];

/** Something that was transferred: when it had come, milliseconds of the page's clock, and its bytes on the wire. */
interface Transfer {
  kind: Kind;
  at: number;
  bytes: number;
}

/** What had come by an instant, in words. */
function told(all: Transfer[], until: number): string {
  const came = all.filter((transfer) => transfer.at <= until);
  const bytes = (some: Transfer[]) => some.reduce((sum, transfer) => sum + transfer.bytes, 0);
  const each = KINDS.map((kind) => `${kind} ${(bytes(came.filter((t) => t.kind === kind)) / 1000).toFixed(1)}`);
  return `${(bytes(came) / 1000).toFixed(1)} KB (${each.join(", ")})`;
}

test("first load", async ({ page }) => {
  // The instant at which the browser has taken the page over.
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.documentElement.hasAttribute("data-hydrated")) return;
      performance.mark("usable");
      observer.disconnect();
    }).observe(document, { attributes: true, subtree: true });
  });
  const client = await page.context().newCDPSession(page);
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  for (const path of ["/", "/?preset=small-s3-objects"]) {
    await page.goto(path);
    await hydrated(page);
    await page.waitForLoadState("networkidle");
    const { all, paint, usable } = await page.evaluate(() => {
      const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      const kindOf = (entry: PerformanceResourceTiming): Kind => {
        if (entry.entryType === "navigation") return "page";
        const end = new URL(entry.name).pathname.split(".").at(-1);
        return end === "wasm" ? "wasm" : end === "js" ? "script" : end === "css" ? "css" : "other";
      };
      const all = (entries as PerformanceResourceTiming[]).map((entry) => ({
        kind: kindOf(entry),
        at: entry.responseEnd,
        bytes: entry.transferSize,
      }));
      const first = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
      return { all, paint: first("first-contentful-paint"), usable: first("usable") };
    });
    console.log(`${path}: usable with ${told(all, usable)}; painted at ${paint.toFixed(0)} ms, usable at ${usable.toFixed(0)} ms`);
    console.log(`${path}: complete with ${told(all, Infinity)}`);
  }
});
