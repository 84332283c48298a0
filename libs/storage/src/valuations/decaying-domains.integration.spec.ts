import { afterAll, beforeAll, expect, it } from "vitest";

import { ownDatabase } from "../../../../test/support/database.js";
import { Database } from "../db/database.js";
import { DecayingDomainsReader } from "./decaying-domains.reader.js";
import { query } from "../test/given.js";

// Real: Postgres, a database of this spec's own.
let database: Database;
let reader: DecayingDomainsReader;
beforeAll(async () => {
  database = await Database.open(await ownDatabase());
  reader = new DecayingDomainsReader(database);
});
afterAll(() => database?.close());

const hoursAgo = (hours: number | null): Date | null =>
  hours === null ? null : new Date(Date.now() - hours * 3_600_000);

it("finds what decays, page by page: silent for an hour, valued before the time, within two days of the last word", async () => {
  const states: [domain: string, valued: number | null, signal: number | null][] = [
    ["a-decays.one", 2, 3],
    ["b-valued-just-now.one", 0.5, 3],
    ["c-is-talked-of.one", 2, 0.5],
    ["d-was-never-talked-of.one", 2, null],
    ["e-was-never-valued.one", null, 3],
    ["f-has-decayed.one", 2, 51],
    ["g-decays.one", 60, 61],
  ];
  for (const [domain, valued, signal] of states) {
    await query(
      database,
      `INSERT INTO domain_states (domain, value, valued_at, last_signal_at) VALUES ($1, 10, $2, $3)`,
      [domain, hoursAgo(valued), hoursAgo(signal)],
    );
  }
  const before = hoursAgo(1) ?? new Date();
  const all = { domains: ["a-decays.one", "g-decays.one"], lastDomain: undefined };
  expect(await reader.behind("", before, 100)).toEqual(all);

  const first = await reader.behind("", before, 4);
  expect(first).toEqual({ domains: ["a-decays.one"], lastDomain: "d-was-never-talked-of.one" });
  expect(await reader.behind(first.lastDomain ?? "", before, 4)).toEqual({
    domains: ["g-decays.one"],
    lastDomain: undefined,
  });
});
