import { APP_PORTS, APPS, type AppName, reachableHost } from "#stack";

import type { StartSettings } from "./settings.js";

/** Where the three apps are reached from this machine, without a slash at the end. */
export function appUrls(settings: StartSettings): Record<AppName, string> {
  const host = reachableHost(settings.host);
  const urls = APPS.map((app) => [app, `http://${host}:${settings.ports[app]}`]);
  return Object.fromEntries(urls) as Record<AppName, string>;
}

/** What stands on the terminal once everything runs: where things are, and a line to paste. */
export function banner(
  settings: StartSettings,
  servers: { database: string; queue: string },
): string {
  const urls = appUrls(settings);
  const rows = [
    ["console", urls.gateway],
    ["gateway", `${urls.gateway}/api/v1`],
    ["docs", `${urls.gateway}/docs`],
    ["replay", `${urls.replay.replace(/^http/, "ws")}/v1/stream, docs at ${urls.replay}/docs`],
    ["worker", `${urls["valuation-worker"]}/healthz`],
    ["database", servers.database],
    ["queue", servers.queue],
  ];
  const body = `{"domains":["alpha.one","bravo.one","charlie.one"]}`;
  return [
    "",
    "Assay is running; Ctrl-C stops it.",
    "",
    ...rows.map(([name = "", where = ""]) => `  ${name.padEnd(9)} ${where}`),
    "",
    `  curl -s ${urls.gateway}/api/v1/valuation/batch -H 'content-type: application/json' -d '${body}'`,
    "",
  ].join("\n");
}

/** A valued name, as far as the table needs it; the answer is the gateway's contract. */
interface ValuedName {
  domain?: string;
  input?: unknown;
  value?: string;
  low?: string;
  high?: string;
  currency?: string;
  confidence?: number;
  retail?: { value?: string };
  factors?: { ensemble?: { reason?: string } };
  error?: { detail?: string };
}

/**
 * The gateway's answer to a batch as a table with columns in line: name, value, what an end user pays, low – high,
 * confidence; below each name the reason, where there is one.
 *
 * @throws SyntaxError when the answer is not valid JSON.
 */
export function valueTable(answer: string): string {
  const { results = [] } = JSON.parse(answer) as { results?: ValuedName[] };
  const rows = results.map((result): [string, string, string, string, string] => {
    const name = typeof result.input === "string" ? result.input : (result.domain ?? "?");
    if (result.error) return [name, "–", "", result.error.detail ?? "", ""];
    return [
      name,
      `${result.value ?? "?"} ${result.currency ?? ""}`.trim(),
      result.retail?.value ?? "–",
      `${result.low ?? "?"} – ${result.high ?? "?"}`,
      result.confidence === undefined ? "?" : result.confidence.toFixed(2),
    ];
  });
  const table = [["name", "value", "end user", "low – high", "confidence"] as const, ...rows];
  const width = (column: 0 | 1 | 2 | 3 | 4) => Math.max(...table.map((row) => row[column].length));
  return table
    .flatMap(([name, value, retail, range, confidence], at) => {
      const line = [
        `  ${name.padEnd(width(0))}`,
        value.padStart(width(1)),
        retail.padStart(width(2)),
        range.padStart(width(3)),
        confidence.padStart(width(4)),
      ].join("   ");
      const reason = results[at - 1]?.factors?.ensemble?.reason;
      return reason === undefined ? [line.trimEnd()] : [line.trimEnd(), `      ${reason}`];
    })
    .join("\n");
}

/** A server's address without the user and the password. */
export function withoutSecrets(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** One line for a port that an app cannot have. */
export function portComplaint(app: AppName, port: number, host: string, code: string): string {
  const { variable } = APP_PORTS[app];
  const why: Record<string, string> = {
    EADDRINUSE: `is taken by another process`,
    EACCES: "is not allowed to this user",
    EADDRNOTAVAIL: "is no address of this machine",
    ENOTFOUND: "is no host that can be found",
  };
  const advice =
    code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
      ? "set HOST to an address of this machine"
      : `set ${variable} to a free one, such as ${variable}=${port < 64_000 ? port + 1100 : 4100} npm start`;
  return `Port ${port} on ${host} (${app}) ${why[code] ?? `cannot be used (${code})`}: ${advice}.`;
}
