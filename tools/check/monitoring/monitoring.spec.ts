import { PROJECT_ROOT } from "#stack";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

import { alertRules, dashboardPanels } from "./monitoring-files.js";

const FOLDER = path.join(PROJECT_ROOT, "k8s/components/monitoring");

const promtool = (...args: string[]) =>
  spawnSync("promtool", args, { cwd: FOLDER, encoding: "utf8" });
const hasPromtool = promtool("--version").status === 0;
if (!hasPromtool) {
  const how = "promtool is not on the PATH: install the package prometheus";
  if (process.env["CI"] !== undefined) throw new Error(`${how}. In CI the alerts are tested.`);
  process.stderr.write(`The tests of the alerts are skipped; ${how}.\n`);
}

it.skipIf(!hasPromtool)(
  "every alert fires when it should, and not before",
  () => {
    const { status, stdout, stderr } = promtool("test", "rules", "assay.rules.test.yaml");
    expect(status, `${stdout}${stderr}`).toBe(0);
  },
  30_000,
);

it.skipIf(!hasPromtool)(
  "rules and Prometheus' settings are valid",
  () => {
    for (const args of [
      ["check", "rules", "assay.rules.yaml"],
      ["check", "config", "--syntax-only", "../../../docker/monitoring/prometheus.yaml"],
    ]) {
      const { status, stdout, stderr } = promtool(...args);
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  },
  30_000,
);

it("every alert has a test, and says what to do", () => {
  const { tests } = parse(readFileSync(path.join(FOLDER, "assay.rules.test.yaml"), "utf8")) as {
    tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
  };
  const fired = tests.flatMap(({ alert_rule_test }) =>
    alert_rule_test
      .filter(({ exp_alerts }) => exp_alerts.length > 0)
      .map(({ alertname }) => alertname),
  );
  for (const { alert, annotations } of alertRules()) {
    expect(fired, alert).toContain(alert);
    expect(annotations.action.length, alert).toBeGreaterThan(10);
  }
});

it("docs/operations.md names every alert, by the rule that it is", () => {
  const page = readFileSync(path.join(PROJECT_ROOT, "docs/operations.md"), "utf8");
  for (const { alert } of alertRules()) expect(page).toContain(`\`${alert}\``);
});

it("the dashboard's panels have a title, an explanation and a place of their own", () => {
  const panels = dashboardPanels();
  const places = panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
  expect(new Set(places).size).toBe(panels.length);
  for (const { title, description } of panels) {
    expect(title.length).toBeGreaterThan(3);
    expect(description.length).toBeGreaterThan(3);
  }
});
