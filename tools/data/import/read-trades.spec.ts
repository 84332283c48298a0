import { Readable } from "node:stream";
import { expect, it } from "vitest";

import { readTrades, type TradeRow } from "./read-trades.js";

const read = async (...lines: string[]): Promise<TradeRow[]> => {
  const rows: TradeRow[] = [];
  for await (const row of readTrades(Readable.from([lines.join("\n")]))) rows.push(row);
  return rows;
};

it("reads rows with their lines; columns in any order, empty cells left out", async () => {
  const rows = await read(
    "Price,domain,at,buyer,id",
    "100,alpha.one,2026-01-15T12:00:00Z,,t-1",
    "",
    '"1,5",bravo.one,2026-01-15T12:00:00Z,anna,t-2',
  );
  expect(rows.map(({ line, event }) => ({ line, event }))).toEqual([
    {
      line: 2,
      event: {
        type: "trade",
        id: "t-1",
        price: "100",
        domain: "alpha.one",
        at: "2026-01-15T12:00:00Z",
      },
    },
    {
      line: 4,
      event: {
        type: "trade",
        id: "t-2",
        price: "1,5",
        domain: "bravo.one",
        at: "2026-01-15T12:00:00Z",
        buyer: "anna",
      },
    },
  ]);
});

it("gives a row without an id one of its own, the same wherever it stands", async () => {
  const header = "domain,price,at";
  const row = "alpha.one,100,2026-01-15T12:00:00Z";
  const [first, other, again] = await read(header, row, row.replace("100", "101"), row);
  const [alone] = await read("at,domain,price", "2026-01-15T12:00:00Z,alpha.one,100");
  expect(first?.event["id"]).toMatch(/^csv-[\da-f]{32}$/);
  expect(again?.event["id"]).toBe(first?.event["id"]);
  expect(alone?.event["id"]).toBe(first?.event["id"]);
  expect(other?.event["id"]).not.toBe(first?.event["id"]);
});

it("says which columns are missing, and that a quote is open", async () => {
  await expect(read("domain,cost", "alpha.one,1")).rejects.toThrow("price, at is missing");
  await expect(read("domain,price,at", '"alpha.one,1,2')).rejects.toThrow("cannot be read");
});
