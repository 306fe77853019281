// Pictures of the page at three widths, light and dark, into shots/. SHOTS_PATHS names the addresses, by commas.
import { expect } from "@playwright/test";

import { open, test } from "./fixtures.ts";

const WIDTHS = [
  { width: 1440, height: 980 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
const PATHS = (process.env.SHOTS_PATHS ?? "/").split(",");

for (const path of PATHS) {
  for (const size of WIDTHS) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${path} ${size.width} ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize(size);
        await open(page, path);
        const name = path.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "") || "home";
        const shot = { path: `shots/${name}-${size.width}-${colorScheme}.png`, fullPage: true };
        expect(await page.screenshot(shot)).toBeTruthy();
      });
    }
  }
}
