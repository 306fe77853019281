// Perfetto itself with exported traces: begun by perfetto/check.sh.
import { defineConfig } from "@playwright/test";

import { shared } from "./settings.ts";

export default defineConfig({ ...shared, testDir: "perfetto", testMatch: "*.ts" });
