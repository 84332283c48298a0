import { BatchRequest, MarketEvent, ReplayRequest, EventsQuery } from "#contracts";
import { expect, it } from "vitest";
import type { z } from "zod";

import { parseWith, ProblemError } from "./problem-error.js";

const problemOf = (schema: z.ZodType, value: unknown): string => {
  try {
    parseWith(schema, "The body", value);
  } catch (error) {
    if (error instanceof ProblemError) return JSON.stringify(error.errors);
    throw error;
  }
  throw new Error("It was taken.");
};

it.each<[string, z.ZodType, unknown, string[]]>([
  [
    "a field that is not known",
    BatchRequest,
    { domains: ["a.one"], price: 1 },
    ["domains", "ensemble"],
  ],
  [
    "a type of market event",
    MarketEvent,
    { type: "sale" },
    ["trade", "listing_filled", "offer_expired"],
  ],
  ["no market event at all", MarketEvent, 7, ["type", "trade"]],
  ["where a replay begins", ReplayRequest, { from: "now" }, ["start", "seq", "time"]],
  ["where a replay ends", ReplayRequest, { to: "now" }, ["seq", "time"]],
  ["what comes behind its end", ReplayRequest, { on_end: "stop" }, ["live", "close", "loop"]],
  ["a type of event", EventsQuery, { types: "nonsense" }, ["valuation_update", "trade"]],
])("%s: the error names what is allowed", (_, schema, value, allowed) => {
  const problem = problemOf(schema, value);
  for (const name of allowed) expect(problem).toContain(name);
});
