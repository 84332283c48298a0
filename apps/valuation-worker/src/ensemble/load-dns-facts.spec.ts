import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";

import { loadDnsFacts } from "./load-dns-facts.js";

const root = mkdtempSync(path.join(tmpdir(), "assay-dns-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const changed = (change: (folder: string) => void): string => {
  const folder = mkdtempSync(path.join(root, "facts-"));
  cpSync("data/dns", folder, { recursive: true });
  change(folder);
  return folder;
};

it("loads the shipped facts: 60 suffixes and 50 cited sales at least", async () => {
  const { facts, id } = await loadDnsFacts();
  expect(id).toMatch(/^[0-9a-f]{8}$/);
  expect(facts.siteClass("google")).toBe(3);
  expect(facts.isBrand("spotify")).toBe(true);
  expect(facts.famousSales.size).toBeGreaterThanOrEqual(50);
  for (const { source, usd, atMs } of facts.famousSales.values()) {
    expect(URL.canParse(source)).toBe(true);
    expect(usd).toBeGreaterThan(0);
    expect(atMs).toBeLessThan(Date.parse("2026-01-01"));
  }
  const levels = readFileSync("data/dns/suffixes.csv", "utf8").trim().split("\n").slice(1);
  expect(levels.length).toBeGreaterThan(60);
});

it.each([
  [
    "is missing",
    (folder: string) => rmSync(path.join(folder, "suffixes.csv")),
    /suffixes\.csv cannot be read .*VALUATION_USE_ENSEMBLE=0/,
  ],
  [
    "is cut short",
    (folder: string) => truncateSync(path.join(folder, "sites.txt.br"), 1_000),
    /sites\.txt\.br was altered or cut short/,
  ],
  [
    "was altered",
    (folder: string) =>
      writeFileSync(path.join(folder, "short-names.csv"), "shape,usd,basis\nLLL,1,guessed\n"),
    /short-names\.csv was altered/,
  ],
  [
    "has no checksum",
    (folder: string) => writeFileSync(path.join(folder, "checksums.sha256"), ""),
    /was altered or cut short/,
  ],
])("says which file %s, and guesses nothing", async (_, change, what) => {
  await expect(loadDnsFacts(changed(change))).rejects.toThrow(what);
});
