import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";

import { isOwnSalesFile, ofOneSuffix, readOwnSales } from "./read-own-sales.js";

const folder = mkdtempSync(path.join(tmpdir(), "assay-own-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const file = (...lines: string[]): string => {
  const name = path.join(folder, `own-${(count += 1)}.csv`);
  writeFileSync(name, lines.join("\n"));
  return name;
};

const mixed = file(
  "Domain,Price,Date,Venue",
  'alpha.com,"$1,000",2024-01-31,Afternic',
  'alpha.com,"$1,000",2024-01-31,Sedo',
  "bravo.net,10,2024-01-31,NameJet",
  "charlie.com,10 €,2024-01-31,",
  "delta.com,0,2024-01-31,",
  "echo.com,10,2999-01-31,",
);

it("reads sales as people have them; invalid rows are reported by line, duplicates count once", async () => {
  const { sales, warnings } = await readOwnSales(mixed);
  expect(sales).toEqual([
    { label: "alpha", suffix: "com", log10Price: 3, venueKind: "retail" },
    { label: "bravo", suffix: "net", log10Price: 1, venueKind: "auction" },
  ]);
  expect(warnings).toEqual([
    "line 5: the price is in EUR; convert it to USD first.",
    'line 6: the price "0" is not above zero.',
    "line 7: the sale is in the future.",
    "1 sales stand there twice and count once.",
  ]);
});

it("a model learns one suffix of them", async () => {
  const own = await readOwnSales(mixed);
  expect(ofOneSuffix(own, "com")).toMatchObject({ rows: 1, suffix: "com", currency: "USD" });
  expect(() => ofOneSuffix(own, undefined)).toThrow(".com (1), .net (1)");
  expect(() => ofOneSuffix(own, "org")).toThrow("--suffix");
});

it("distinguishes the two kinds of file by their columns", async () => {
  expect(await isOwnSalesFile(mixed)).toBe(true);
  expect(await isOwnSalesFile(file("name,price_eth", "alpha,1"))).toBe(false);
  expect(await isOwnSalesFile(path.join(folder, "none.csv"))).toBe(false);
});
