import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { query } from "../test/given.js";
import { NamesReader } from "./names.reader.js";

// Real: Postgres and its order of letters.
let database: Database;
let names: NamesReader;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  await query(
    database,
    `INSERT INTO domain_states (domain, value, valued_at, trade_count)
     SELECT name, 10, now(), 2 FROM unnest($1::text[]) AS name`,
    [["alpha.com", "alpha-one.com", "alphabet.org", "alpha.one", "beta.com", "xn--mnchen-3ya.de"]],
  );
  names = new NamesReader(database);
});
afterAll(() => database?.close());

const find = async (prefix: string, after = "", limit = 10): Promise<string[]> =>
  (await names.find(prefix, after, limit)).map(({ domain }) => domain);

it("finds names by how they begin, by name", async () => {
  expect(await find("alpha")).toEqual(["alpha-one.com", "alpha.com", "alpha.one", "alphabet.org"]);
  expect(await find("alpha.")).toEqual(["alpha.com", "alpha.one"]);
  expect(await find("xn--")).toEqual(["xn--mnchen-3ya.de"]);
  expect(await find("nothing")).toEqual([]);
  expect(await find("")).toHaveLength(6);
});

it("takes what a pattern would mean as letters", async () => {
  expect(await find("%")).toEqual([]);
  expect(await find("alpha_")).toEqual([]);
});

it("goes on behind a name", async () => {
  expect(await find("alpha", "", 2)).toEqual(["alpha-one.com", "alpha.com"]);
  expect(await find("alpha", "alpha.com", 2)).toEqual(["alpha.one", "alphabet.org"]);
  expect((await names.find("beta", "", 1))[0]).toMatchObject({ value: "10", tradeCount: 2 });
});
