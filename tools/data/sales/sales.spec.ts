import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { readDay } from "./read-day.js";
import { readMoney } from "./read-money.js";
import { readSaleRows, type SaleRow } from "./read-sale-rows.js";
import { venueKindOf } from "./venue-kind.js";

const folder = mkdtempSync(path.join(tmpdir(), "assay-own-sales-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const read = async (...lines: string[]): Promise<SaleRow[]> => {
  const file = path.join(folder, `sales-${(count += 1)}.csv`);
  writeFileSync(file, lines.join("\n"));
  const rows: SaleRow[] = [];
  for await (const row of readSaleRows(file)) rows.push(row);
  return rows;
};

describe("an amount", () => {
  it.each([
    ["1234", "1234", undefined],
    ["12.50", "12.50", undefined],
    ["$1,234", "1234", "USD"],
    ["$1,234.50", "1234.50", "USD"],
    ["US$ 1,234,567", "1234567", "USD"],
    ["1.234,50 €", "1234.50", "EUR"],
    ["1.234 €", "1234", "EUR"],
    ["€950", "950", "EUR"],
    ["12,5", "12.5", undefined],
    ["1 234,50", "1234.50", undefined],
    ["1\u00a0234 £", "1234", "GBP"],
    ["CHF 1'234.00", "1234.00", "CHF"],
    ["1234 usd", "1234", "USD"],
    ["$100 USD", "100", "USD"],
    ["1.234 ETH", "1.234", "ETH"],
    ["0.123", "0.123", undefined],
    ["0", "0", undefined],
  ])("reads %s", (text, amount, currency) => {
    expect(readMoney(text)).toEqual({ amount, currency });
  });

  it.each([
    "",
    "free",
    "-5",
    "1e9",
    "1,23,456",
    "12..5",
    "$100 EUR",
    "1.2.3",
    "10 dollars and more",
    "1,234.5,6",
  ])("rejects %j", (text) => {
    expect(readMoney(text)).toBeUndefined();
  });
});

describe("a day", () => {
  it.each([
    ["2024-01-31", "2024-01-31T00:00:00.000Z"],
    ["2024/1/31", "2024-01-31T00:00:00.000Z"],
    ["31.01.2024", "2024-01-31T00:00:00.000Z"],
    ["1/31/2024", "2024-01-31T00:00:00.000Z"],
    ["31/01/2024", "2024-01-31T00:00:00.000Z"],
    ["Jan 31, 2024", "2024-01-31T00:00:00.000Z"],
    ["31 January 2024", "2024-01-31T00:00:00.000Z"],
    ["31-Jan-2024", "2024-01-31T00:00:00.000Z"],
    ["2024-01-31 14:30", "2024-01-31T14:30:00.000Z"],
    ["2024-01-31T14:30:05+02:00", "2024-01-31T12:30:05.000Z"],
  ])("reads %s", (text, iso) => {
    expect(readDay(text)).toBe(iso);
  });

  it("stands before the month where the file shows it", () => {
    expect(readDay("03/04/2024", "day first")).toBe("2024-04-03T00:00:00.000Z");
    expect(readDay("03/04/2024")).toBe("2024-03-04T00:00:00.000Z");
  });

  it.each(["", "yesterday", "2024-02-31", "31/13/2024", "2024-01-31 noon", "20240131"])(
    "rejects %j",
    (text) => {
      expect(readDay(text)).toBeUndefined();
    },
  );
});

it("knows how venues sell, and says nothing of others", () => {
  expect(
    ["GoDaddy Auctions", "NameJet", "Afternic", "Sedo.com", "Private", "retail", "My shop", ""].map(
      venueKindOf,
    ),
  ).toEqual(["auction", "auction", "retail", "retail", "private", "retail", undefined, undefined]);
});

it("reads a file as people have it, with each row's line", async () => {
  const rows = await read(
    "Date,Domain,Price,Venue",
    '2024-01-31,CloudHost.com,"$1,234",GoDaddy',
    "",
    "2024-02-01,alpha.com,950,Afternic",
  );
  expect(rows.map(({ line, sale }) => ({ line, sale }))).toEqual([
    {
      line: 2,
      sale: {
        domain: "CloudHost.com",
        price: "1234",
        currency: "USD",
        at: "2024-01-31T00:00:00.000Z",
        venueKind: "auction",
      },
    },
    {
      line: 4,
      sale: {
        domain: "alpha.com",
        price: "950",
        currency: undefined,
        at: "2024-02-01T00:00:00.000Z",
        venueKind: "retail",
      },
    },
  ]);
});

it("reads semicolons, a byte order mark, a currency in the header, and days before months", async () => {
  const rows = await read(
    "\uFEFFname;Price (EUR);Sale date",
    "müller.de;1.234,50;03/04/2024",
    "haus.de;900;31/04/2024",
    "baum.de;900;30/04/2024",
  );
  expect(rows[0]?.sale).toMatchObject({
    price: "1234.50",
    currency: "EUR",
    at: "2024-04-03T00:00:00.000Z",
  });
  expect(rows[1]?.sale).toMatchObject({
    rejected: expect.stringContaining("is not a day") as string,
  });
  expect(rows[2]?.sale).toMatchObject({ at: "2024-04-30T00:00:00.000Z" });
});

it("says by line what is wrong, and reads on", async () => {
  const rows = await read(
    "domain,price,date,currency,venue_kind",
    "a.com,free,2024-01-01,,",
    "b.com,0,2024-01-01,,",
    "c.com,5,soon,,",
    "d.com,5,2024-01-01,gold bars,",
    "e.com,5,2024-01-01,,shop",
    ",5,2024-01-01,,",
    "f.com,5,2024-01-01,usd,Retail",
  );
  expect(rows.map(({ sale }) => ("rejected" in sale ? sale.rejected : "read"))).toEqual([
    'the price "free" is not an amount such as 1234.50 or $1,234.',
    'the price "0" is not above zero.',
    'the date "soon" is not a day such as 2024-01-31.',
    'the currency "gold bars" is not a currency such as USD.',
    'the venue_kind "shop" is not auction, retail or private.',
    "the domain is missing.",
    "read",
  ]);
});

it("says which columns are missing, that a file is empty, and that there is none", async () => {
  await expect(read("domain,cost", "a.com,1")).rejects.toThrow("price, date is missing");
  await expect(read("")).rejects.toThrow("is empty");
  await expect(
    (async () => {
      for await (const row of readSaleRows(path.join(folder, "none.csv"))) void row;
    })(),
  ).rejects.toThrow("cannot be read");
});
