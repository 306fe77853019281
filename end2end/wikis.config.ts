// Real wikis with embedded runs: begun by wikis/build.sh.
import { defineConfig } from "@playwright/test";

import { shared } from "./settings.ts";

export default defineConfig({ ...shared, testDir: "wikis", testMatch: "*.ts" });
