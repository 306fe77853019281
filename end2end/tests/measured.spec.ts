// A doubting visitor: measures the machine, pastes the costs, runs the scenario for real, and compares.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Locator, Page } from "@playwright/test";

import { expect, open, test } from "../fixtures.ts";

/** Three models that every Python has, on a workload of some milliseconds. */
const TINY = "/s/1.name=Tiny,cores=2,task=work,n=4,cpu=1ms,io=2ms,m=sequential,m=threads,w=2,m=asyncio";

/** A Python that the scripts are for. */
function python(): string {
  const names = ["python3", "python3.15", "python3.14", "python3.13", "python3.12", "python3.11"];
  const fits = (name: string) => {
    try {
      execFileSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  };
  const found = names.find(fits);
  if (!found) throw new Error("Python 3.11 or newer is needed to test what its scripts measure");
  return found;
}

/** Runs a command of the page in a folder, as a visitor would; `quick` changes it to take less time. */
async function run(command: Locator, folder: string, quick: (line: string) => string): Promise<void> {
  await expect(command).toContainText("http");
  const line = quick((await command.textContent()) ?? "").replace("python3 ", `${python()} `);
  execFileSync("bash", ["-c", `set -o pipefail; ${line}`], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
}

function costs(page: Page): Locator {
  return page.locator("details.fold", { has: page.getByText("Measure my machine", { exact: true }) });
}

function real(page: Page): Locator {
  return page.getByRole("region", { name: /Run it for real/ });
}

test("a visitor measures, pastes, runs for real and compares", async ({ page }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
  try {
    await open(page, TINY);
    await page.getByText("Measure my machine", { exact: true }).click();
    await run(costs(page).locator(".command-text"), folder, (line) => line.replace("python3 -", "python3 - --quick"));
    const profile = JSON.parse(readFileSync(join(folder, "costs.json"), "utf8")) as { python: string };
    await costs(page).getByLabel("The cost profile", { exact: true }).fill(JSON.stringify(profile));
    await costs(page).getByRole("button", { name: "Use these costs" }).click();
    await expect(costs(page).getByRole("status")).toContainText(`measured with Python ${profile.python}`);
    await expect(page.locator(".own-costs")).toContainText(/\d+ costs of your own/);
    await expect(page).toHaveURL(/\/s\/1z\./);

    // The costs are in the link: whoever opens it has them too.
    await page.reload();
    await expect(page.locator(".own-costs")).toContainText(/\d+ costs of your own/);

    await run(real(page).locator(".command-text"), folder, (line) => line.replace("run_real.py >", "run_real.py --reps 1 >"));
    const file = real(page).locator("input[type=file]");
    await file.setInputFiles(join(folder, "measured.json"));
    await expect(real(page).getByRole("status").first()).toContainText("Measured with Python");
    await expect(real(page).locator(".real-summary")).toContainText(/Over 3 models .* are off by .*%/);
    await expect(real(page).locator(".pair")).toHaveCount(3);
    await expect(page.locator(".row-measured")).toHaveCount(3);
    await expect(page.locator(".row-measured").first()).toContainText(/measured, simulated/);
    await real(page).getByText("As a table").click();
    await expect(real(page).locator("tbody tr").first()).toContainText("(1 run)");

    // Another workload: what was measured is void, until the old one is back.
    const tasks = page.getByRole("spinbutton", { name: "Tasks" }).first();
    await tasks.fill("5");
    await tasks.blur();
    await expect(real(page)).toContainText("differs in the workload");
    await expect(page.locator(".row-measured")).toHaveCount(0);
    await real(page).getByRole("button", { name: "Show the scenario that was measured" }).click();
    await expect(page.locator(".row-measured")).toHaveCount(3);

    // And back to the defaults; undo brings the own costs back.
    await page.getByRole("button", { name: "Back to defaults" }).click();
    await expect(page.locator(".own-costs")).toHaveCount(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.locator(".own-costs")).toHaveCount(1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("what cannot be used is said beside the box", async ({ page }) => {
  await open(page, TINY);
  const box = real(page).getByLabel("What was measured", { exact: true });
  const compare = real(page).getByRole("button", { name: "Compare" });
  const cases: [string, string][] = [
    ["", "nothing here yet"],
    ["makespan 12 ms", "not JSON"],
    ['{"lockstep_costs": 1, "python": "3.14", "costs": {}}', "Measure my machine"],
    ['{"workload": []}', "a scenario"],
    ['{"lockstep_measured": 1, "scenario": {}, "results": []}', "cannot be read"],
  ];
  for (const [text, answer] of cases) {
    await box.fill(text);
    await compare.click();
    await expect(real(page).getByRole("status")).toContainText(answer);
    await expect(box).toHaveValue(text);
  }
  await page.getByText("Measure my machine", { exact: true }).click();
  const profile = costs(page).getByLabel("The cost profile", { exact: true });
  await profile.fill('{"lockstep_costs": 1, "python": "3.8", "costs": {"wake_us": 3}}');
  await costs(page).getByRole("button", { name: "Use these costs" }).click();
  await expect(costs(page).getByRole("status")).toContainText("Lockstep knows 3.11");
  await expect(page.locator(".own-costs")).toHaveCount(0);
});

test("a result can be dropped as a file, and one of another scenario is told", async ({ page, request }) => {
  await open(page, TINY);
  const scenario = (await (await request.get("/api/v1/presets/count-tokens")).json()) as { models: unknown[] };
  const figures = { makespan_ms: { median: 9, p10: 8, p90: 10, n: 3 }, latency_ms: { p50: 1, p95: 2 } };
  const results = scenario.models.map((model) => ({ model, label: "A model", ...figures }));
  const text = JSON.stringify({
    lockstep_measured: 1,
    python: "3.14",
    machine: { cores: 1, notes: ["the scenario has 8 cores, this machine 1"] },
    scenario,
    results,
  });
  const data = await page.evaluateHandle((content) => {
    const carried = new DataTransfer();
    carried.items.add(new File([content], "measured.json", { type: "application/json" }));
    return carried;
  }, text);
  await real(page).locator(".paste").dispatchEvent("drop", { dataTransfer: data });
  await expect(real(page)).toContainText("belongs to “Count tokens in documents”");
  await real(page).getByRole("button", { name: "Show the scenario that was measured" }).click();
  await expect(page.getByLabel("Name of the scenario")).toHaveValue("Count tokens in documents");
  await expect(real(page).locator(".pair")).toHaveCount(scenario.models.length);
  await expect(real(page)).toContainText("The scenario has 8 cores, this machine 1.");
  await real(page).getByRole("button", { name: "Forget what was measured" }).click();
  await expect(real(page).locator(".pair")).toHaveCount(0);
});
