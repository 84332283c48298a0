import { BatchResponse, type ValuationResult } from "#contracts";
import { expect, it } from "vitest";

import { responseText } from "./response-text.js";

const result = (domain: string): ValuationResult => ({
  domain,
  input: `${domain.toUpperCase()} "quoted"`,
  value: "10.00",
  currency: "USD",
  low: "0.07",
  high: "1508.82",
  confidence: 0.1,
  model_version: "m1",
  chosen_source: "prior",
  factors: {
    primary_source: "prior",
    fallback_chain: [],
    market: [
      { source: "prior", value: "10.00", weight: 1, contribution: "10.00", input: { a: 1 } },
    ],
    adjustments: [],
    inputs: {},
  },
  placeholder_created: true,
  valued_at: "2026-11-28T00:00:00.000Z",
});

it("is the response that the contract promises, in the order of the names", () => {
  const batchId = "01934f3c-6f2b-7c1e-9d52-3f0a6b1c2d4e";
  const text = responseText(
    batchId,
    [
      { idx: 2, result: result("bravo.one") },
      { idx: 0, result: result("alpha.one") },
    ],
    [
      {
        idx: 1,
        index: 1,
        input: '{"a":"\\u0000"}',
        code: "not_a_string",
        detail: 'It is no "name".',
      },
    ],
  );
  expect(BatchResponse.parse(JSON.parse(text))).toEqual({
    batch_id: batchId,
    results: [
      result("alpha.one"),
      { input: { a: "\0" }, index: 1, error: { code: "not_a_string", detail: 'It is no "name".' } },
      result("bravo.one"),
    ],
  });
});

it("is a response without results for a batch without names", () => {
  expect(responseText("b", [], [])).toBe('{"batch_id":"b","results":[]}');
});
