import { defineConfig } from "@playwright/test";

import { shared } from "./settings.ts";

export default defineConfig({ ...shared, testDir: "bench", testMatch: "*.ts" });
