import type { MarketView, ValuationResult } from "#contracts";
import { PROJECT_ROOT, waitFor, type Stack } from "#stack";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { startSharedStack } from "../support/backends.js";

// Real: three processes, Postgres, the queue, the import command and the shipped facts.
let stack: Stack;
let api: Api;
const folder = mkdtempSync(path.join(tmpdir(), "assay-own-sales-"));
beforeAll(async () => {
  stack = await startSharedStack("postgres", { VALUATION_USE_ENSEMBLE: "1" });
  api = new Api(stack.gatewayUrl);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stack?.close();
});

const run = (file: string, ...more: string[]): Promise<string> => {
  const command = path.join(PROJECT_ROOT, "dist/tools/data/import/main.js");
  const args = [command, "sales", file, "--url", stack.gatewayUrl, ...more];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (_error, stdout, stderr) => resolve(stderr + stdout));
  });
};
const latest = async (domain: string): Promise<ValuationResult> =>
  (await api.get<ValuationResult>(`/api/v1/valuation/latest?domain=${domain}`)).body;
const valueOf = async (domain: string): Promise<number> => {
  await api.submit([domain]);
  return Number((await latest(domain)).value);
};

it("importing the sample moves a suffix's level, and its names' values with it", async () => {
  const before = await valueOf("openmarket.club");
  const sample = path.join(PROJECT_ROOT, "data/sales-sample.csv");
  expect(await run(sample)).toContain("60 sales accepted, 0 duplicates, 0 rejected.");
  expect(await run(sample)).toContain("0 sales accepted, 60 duplicates, 0 rejected.");
  await waitFor(async () => (await valueOf("openmarket.club")) > 3 * before, {
    timeoutMs: 40_000,
    what: "the level of .club",
  });
  const { factors, chosen_source: source } = await latest("openmarket.club");
  expect(source).toBe("prior");
  expect(factors.ensemble?.suffix).toMatchObject({ suffix: "club", sales: 60 });
  expect(factors.ensemble?.prior?.log10_offset.value).toBeGreaterThan(0.4);
  expect(factors.ensemble?.comparables[0]?.domain).toMatch(/\.club$/);
  const { body } = await api.get<MarketView>("/api/v1/market/riverstudio.club");
  expect(body.last_trades).toMatchObject([{ price: "1496", venue_kind: "auction" }]);
});

it("says by line what is no sale, and takes the rest", async () => {
  const file = path.join(folder, "bad.csv");
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  writeFileSync(
    file,
    [
      "Domain;Price;Date;Venue;Currency",
      "good.club;1.234,50;31.01.2024;Afternic;",
      "zero.club;0;31.01.2024;;",
      `future.club;100;${tomorrow};;`,
      "not a name;100;31.01.2024;;",
      "strange.club;100;31.01.2024;;XAU",
      "euro.club;1.000 €;31.01.2024;;",
      "soon.club;100;soon;;",
      "cut.club",
    ].join("\n"),
  );
  const output = await run(file, "--rate", "EUR=1.1");
  expect(output).toContain("2 sales accepted, 0 duplicates, 6 rejected.");
  for (const [line, what] of [
    [3, "not above zero"],
    [4, "ahead of the server"],
    [5, "is not a name"],
    [6, "USD"],
    [8, "is not a day"],
    [9, "is not an amount"],
  ] as const)
    expect(output).toMatch(new RegExp(`line ${line}: .*${what}`));
  const { body } = await api.get<MarketView>("/api/v1/market/euro.club");
  expect(body.last_trades).toMatchObject([{ price: "1100.00", venue_kind: null }]);
  expect((await api.get<MarketView>("/api/v1/market/good.club")).body.last_trades).toMatchObject([
    { price: "1234.50", venue_kind: "retail" },
  ]);
});
