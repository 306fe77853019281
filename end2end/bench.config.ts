import { defineConfig } from "@playwright/test";

import { shared } from "./settings.ts";

// Without a trace: to take one, the page is copied before and after each step, while it is measured.
export default defineConfig({ ...shared, use: { ...shared.use, trace: "off" }, testDir: "bench", testMatch: "*.ts" });
