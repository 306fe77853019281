// What a first visit transfers before the page can be used, and until all of it works, by kind. Run it against a
// release build, which is served with brotli: BASE_URL names it.
import { hydrated, test, usable } from "../fixtures.ts";

const KINDS = ["Document", "Stylesheet", "Script", "WASM", "Fetch", "Other"];

test("first load", async ({ page }) => {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const kinds = new Map<string, string>();
  const bytes = new Map<string, number>();
  client.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(requestId, response.url.endsWith(".wasm") ? "WASM" : type);
  });
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "Other";
    bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength);
  });
  const told = () => {
    const parts = KINDS.filter((kind) => bytes.has(kind));
    const total = [...bytes.values()].reduce((sum, n) => sum + n, 0);
    const each = parts.map((kind) => `${kind} ${((bytes.get(kind) ?? 0) / 1000).toFixed(1)}`).join(", ");
    return `${(total / 1000).toFixed(1)} KB (${each})`;
  };
  for (const path of ["/", "/?preset=small-s3-objects"]) {
    bytes.clear();
    await client.send("Network.clearBrowserCache");
    await page.goto(path, { waitUntil: "commit" });
    await usable(page);
    const first = told();
    const [paint, works] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      performance.now(),
    ]);
    await hydrated(page);
    await page.waitForLoadState("networkidle");
    console.log(`${path}: usable with ${first}; painted at ${paint?.toFixed(0)} ms, usable at ${works?.toFixed(0)} ms`);
    console.log(`${path}: complete with ${told()}`);
  }
});
