import { describe, expect, it } from "vitest";

import { portComplaint, valueTable, withoutSecrets } from "./banner.js";
import { showAppLine, showPostgresLine } from "./child-lines.js";

describe("an app's line", () => {
  const show = (line: string, lowest = "warn") => showAppLine("gateway", line, lowest);

  it("is shown from the asked level on, by number or by name", () => {
    expect(show('{"level":30,"msg":"up"}')).toBeUndefined();
    expect(show('{"level":30,"msg":"up"}', "info")).toBe("gateway | INFO up");
    expect(show('{"level":"error","msg":"lost","context":"Bus"}')).toBe(
      "gateway | ERROR Bus: lost",
    );
  });

  it("keeps the stack of an error, and anything that is no log line", () => {
    const line = JSON.stringify({ level: 50, msg: "failed", err: { stack: "Error: x\n  at y" } });
    expect(show(line)).toBe("gateway | ERROR failed\nError: x\n  at y");
    expect(show("Segmentation fault")).toBe("gateway | Segmentation fault");
    expect(show("{broken")).toBe("gateway | {broken");
    expect(show("  ")).toBeUndefined();
  });
});

it("shows what Postgres dies of and none of its everyday", () => {
  expect(showPostgresLine("LOG:  database system is ready")).toBeUndefined();
  expect(showPostgresLine("FATAL:  the database system is shutting down")).toBeUndefined();
  expect(showPostgresLine("PANIC:  could not write")).toBe("postgres | PANIC:  could not write");
});

it("shows values in columns, a name as it was asked, and a bad one with its reason", () => {
  const results = [
    { domain: "a.com", value: "9.50", currency: "USD", low: "8", high: "11", confidence: 0.5 },
    {
      domain: "xn--mnchen-3ya.de",
      input: "münchen.de",
      value: "1000.00",
      currency: "USD",
      low: "900",
      high: "1100",
      confidence: 0.75,
      retail: { value: "9000.00" },
      factors: { ensemble: { reason: "A city." } },
    },
    { input: "co.uk", index: 2, error: { code: "public_suffix", detail: "a bare suffix" } },
  ];
  expect(valueTable(JSON.stringify({ results }))).toBe(
    [
      "  name               value   end user      low – high   confidence",
      "  a.com           9.50 USD          –          8 – 11         0.50",
      "  münchen.de   1000.00 USD    9000.00      900 – 1100         0.75",
      "      A city.",
      "  co.uk                  –              a bare suffix",
    ].join("\n"),
  );
});

it("names the variable to change for a port that is taken", () => {
  expect(portComplaint("replay", 3001, "127.0.0.1", "EADDRINUSE")).toMatch(
    /^Port 3001 on 127\.0\.0\.1 \(replay\) is taken by another process: set REPLAY_PORT .*4101/,
  );
});

it("shows an address without its password", () => {
  expect(withoutSecrets("postgres://me:secret@db:5432/assay")).toBe("postgres://db:5432/assay");
});
