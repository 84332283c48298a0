import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";

import { readSales } from "./read-sales.js";

const folder = mkdtempSync(path.join(tmpdir(), "assay-sales-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const file = (text: string): string => {
  const name = path.join(folder, `sales-${(count += 1)}.csv`);
  writeFileSync(name, text);
  return name;
};

it("reads names with and without a suffix, in the currency of the column or of the row", async () => {
  const labels = await readSales(file("name,price_eth\nOpenMarket,10054.765\nblackjack,5910.0\n"));
  expect(labels).toMatchObject({ rows: 2, currency: "ETH", suffix: "eth", warnings: [] });
  expect(labels.sales[0]).toEqual({ label: "openmarket", log10Price: Math.log10(10054.765) });
  const names = await readSales(
    file('venue,name,price,date,currency\r\n"a, b",alpha.com,12.50,2020-01-01,usd\r\n'),
  );
  expect(names).toMatchObject({ rows: 1, currency: "USD", suffix: "com" });
});

it.each([
  ["an empty file", "", 1, "empty"],
  ["a header alone", "name,price\n", 2, "no sale"],
  ["no price column", "name,amount\nalpha,1\n", 1, 'no column "price"'],
  ["no name column", "domain,price\nalpha,1\n", 1, 'no column "name"'],
  [
    "a price that is no number",
    "name,price_eth\nalpha,1\nbravo,much\n",
    3,
    '"much" is not a decimal number',
  ],
  ["an empty price", "name,price_eth\nalpha,\n", 2, '"" is not a decimal number'],
  ["a price in exponents", "name,price_eth\nalpha,1e309\n", 2, "not a decimal number"],
  ["a price of zero", "name,price_eth\nalpha,0\n", 2, "not above zero"],
  ["a price below zero", "name,price_eth\nalpha,-3\n", 2, "not a decimal number"],
  ["a name that is none", "name,price_eth\nalpha,1\nal pha,1\n", 3, '"al pha" is not a name'],
  ["an empty name", "name,price_eth\n,1\n", 2, "is not a name"],
  ["a label whose suffix nobody knows", "name,price\nalpha,1\n", 2, "has no suffix"],
  [
    "two currencies",
    "name,price,currency\na.com,1,USD\nb.com,1,EUR\n",
    3,
    "one currency at a time",
  ],
  ["two suffixes", "name,price,currency\na.com,1,USD\nb.net,1,USD\n", 3, "one suffix at a time"],
  ["a row that is cut short", "name,price_eth\nalpha,1\nbrav", 3, "Invalid Record Length"],
  ["a quote that is not closed", 'name,price_eth\n"alpha,1\n', 2, "Quote"],
])("says the line and what is wrong: %s", async (_, text, line, what) => {
  const name = file(text);
  await expect(readSales(name)).rejects.toThrow(new RegExp(`^${name}, line ${line}: .*${what}`));
});

it("says that there is no such file", async () => {
  await expect(readSales(path.join(folder, "none.csv"))).rejects.toThrow("cannot be read (ENOENT)");
});

it("warns where the last price may be cut short", async () => {
  const { warnings } = await readSales(file("name,price_eth\nalpha,1\nbravo,12"));
  expect(warnings).toEqual([expect.stringContaining("no line end")]);
});

it("learns from 50,000 of a longer file, always the same ones", async () => {
  const rows = Array.from({ length: 110_000 }, (_, at) => `name${at},${1 + (at % 97)}`);
  const once = await readSales(file(`name,price_eth\n${rows.join("\n")}\n`));
  const again = await readSales(file(`name,price_eth\n${rows.toReversed().join("\n")}\n`));
  expect(once.rows).toBe(110_000);
  expect(once.sales).toHaveLength(50_000);
  expect(once.warnings).toEqual([expect.stringContaining("110000 sales are more")]);
  expect(again.sales).toEqual(once.sales);
}, 120_000);
