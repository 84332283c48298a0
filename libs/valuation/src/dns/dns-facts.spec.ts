import { expect, it } from "vitest";

import { DnsFacts } from "./dns-facts.js";
import { texts } from "./stories/given.js";

it("finds sites by their class, and suffixes by their row", () => {
  const facts = DnsFacts.parse(texts());
  expect(["google", "spotify", "voice", "nobody"].map((label) => facts.siteClass(label))).toEqual([
    3, 2, 1, 0,
  ]);
  expect(facts.suffix("de")).toMatchObject({ renewUsd: 4.11, basis: "shrunk", languages: ["de"] });
  expect(facts.suffix("nowhere")).toMatchObject({ basis: "unknown", sales: 0 });
});

it.each([
  ["sites without a class", { sites: "google\n" }, "sites, line 1"],
  ["another header", { suffixes: "suffix,level\n" }, "suffixes.csv, line 1"],
  ["a row that is cut short", { shortNames: "shape,usd,basis\nLLL,25\n" }, "line 2: 2 cells"],
  ["an amount of zero", { shortNames: "shape,usd,basis\nLLL,0,chosen\n" }, "not an amount"],
  [
    "a level without a basis",
    { suffixes: texts().suffixes.replace("measured", "guessed") },
    "no basis of a level",
  ],
  [
    "a sale on no day",
    { famousSales: "domain,usd,date,venue_kind,source\na.com,1,soon,private,x\n" },
    '"soon" is not a date',
  ],
  [
    "a sale nowhere",
    { famousSales: "domain,usd,date,venue_kind,source\na.com,1,2020-01-01,shop,x\n" },
    "no venue kind",
  ],
])("rejects %s, by file and line", (_, given, what) => {
  expect(() => DnsFacts.parse(texts(given))).toThrow(what);
});
