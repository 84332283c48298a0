import { expect, it } from "vitest";

import { NOW } from "../../market/stories/given.js";
import { value } from "./given.js";

const said = { price: "100", currency: "ETH", fetchedAtMs: NOW };

it("an outside price is one member more, and its distance widens the interval", () => {
  const valuation = value(undefined, { oracle: said });
  const member = valuation.factors.ensemble?.members.find(({ source }) => source === "oracle");
  expect(member?.value).toBe("100.000000");
  expect(member?.weight).toBeGreaterThan(0.5);
  expect(Number(valuation.value)).toBeGreaterThan(1);
  expect(Number(valuation.value)).toBeLessThan(100);
});

it("one in another currency does not count", () => {
  expect(value(undefined, { oracle: { ...said, currency: "USD" } })).toEqual(value());
});
