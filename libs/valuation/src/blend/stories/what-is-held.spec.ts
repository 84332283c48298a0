import { expect, it } from "vitest";

import { market, MINUTE, NOW } from "../../market/stories/given.js";
import { value } from "./given.js";

it("an override stands, whatever any model says", () => {
  const state = market({ override: { value: "5.000000", expiresAtMs: NOW + MINUTE } });
  expect(value(state)).toMatchObject({ value: "5.000000", chosenSource: "override" });
  expect(value(state).factors.ensemble).toBeUndefined();
});

it("a disputed value is held", () => {
  const state = market({
    dispute: { votes: 3, quorum: 3 },
    previous: { value: "2.000000", atMs: NOW - MINUTE },
  });
  expect(value(state)).toMatchObject({ value: "2.000000", chosenSource: "dispute_hold" });
});
