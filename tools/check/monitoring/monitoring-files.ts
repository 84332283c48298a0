import { PROJECT_ROOT } from "#stack";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** One alert of the rule file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly action: string };
}
/** One panel of the dashboard. */
export interface DashboardPanel {
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly targets: readonly { readonly expr: string }[];
}

const read = (name: string): string =>
  readFileSync(path.join(PROJECT_ROOT, "k8s/components/monitoring", name), "utf8");

export const alertRules = (): readonly AlertRule[] =>
  (parse(read("assay.rules.yaml")) as { groups: { rules: AlertRule[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  );

export const dashboardPanels = (): readonly DashboardPanel[] =>
  (JSON.parse(read("assay.dashboard.json")) as { panels: DashboardPanel[] }).panels;

/** The metrics and the labels that a query asks for, each as it is exposed. */
export const namesIn = (expression: string): string[] =>
  expression.match(/\b(?:assay|http|db|nodejs|v8js)_\w+/g) ?? [];
