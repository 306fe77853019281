// What a first visit transfers before the page works, by kind. Run it against a release build, which is served with
// brotli: BASE_URL names it.
import { hydrated, test } from "../fixtures.ts";

const KINDS = ["Document", "Stylesheet", "Script", "Fetch", "Other"];

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
  for (const path of ["/", "/?preset=small-s3-objects"]) {
    bytes.clear();
    await client.send("Network.clearBrowserCache");
    await page.goto(path);
    await hydrated(page);
    const usable = await page.evaluate(() => performance.now());
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
    const parts = [...KINDS, "WASM"].filter((kind) => bytes.has(kind));
    const told = parts.map((kind) => `${kind} ${((bytes.get(kind) ?? 0) / 1000).toFixed(1)} KB`).join(", ");
    const total = [...bytes.values()].reduce((sum, n) => sum + n, 0);
    console.log(`${path}: ${(total / 1000).toFixed(1)} KB (${told}); painted at ${paint.toFixed(0)} ms, works at ${usable.toFixed(0)} ms`);
  }
});
