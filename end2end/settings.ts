// What the tests and the pictures share: the browser, and the server that they look at.
import type { PlaywrightTestConfig } from "@playwright/test";

const port = process.env.LOCKSTEP_TEST_PORT ?? "3199";

/** A server that runs already may be named by BASE_URL; else the development build is started. */
const given = process.env.BASE_URL;
export const baseURL = given ?? `http://127.0.0.1:${port}`;

export const shared = {
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  outputDir: "test-results",
  reporter: [["list"]],
  use: {
    baseURL,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
      ],
    },
    trace: "retain-on-failure",
  },
  webServer: given
    ? undefined
    : {
        command: `target/debug/server serve --port ${port} --site target/site`,
        cwd: "..",
        url: `${baseURL}/healthz`,
        reuseExistingServer: false,
        gracefulShutdown: { signal: "SIGTERM", timeout: 2_000 },
        stdout: "ignore",
        stderr: "pipe",
      },
} satisfies PlaywrightTestConfig;
