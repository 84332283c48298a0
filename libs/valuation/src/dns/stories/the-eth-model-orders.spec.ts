import { expect, it } from "vitest";

import { pricePrior } from "../dns-prior.js";
import { priorOf } from "./given.js";

const usd = (name: string, ethModel: number): number =>
  10 ** pricePrior(priorOf(name, ethModel)).log10Price;

it("the .eth model orders names under .ai, and does not raise their level", () => {
  // What the .eth model finds far above the usual is worth more than what it finds usual …
  expect(usd("voice.ai", 2)).toBeGreaterThan(5 * usd("voice.ai", 0));
  // … and no common word is worth a hundred times its .com.
  expect(usd("voice.ai", 2)).toBeLessThan(10 * 10 ** pricePrior(priorOf("voice.com")).log10Price);
  expect(usd("voice.ai", 3)).toBeLessThan(20_000_000);
});

it("its term is the average's other half", () => {
  const { terms, score } = priorOf("voice.ai", 2);
  const own = priorOf("voice.ai").score;
  const eth = terms.find(({ term }) => term === "eth_model");
  expect(eth).toMatchObject({ weight: 0.5 });
  expect(score).toBeCloseTo((own + (1.2 * 2 - 1)) / 2, 5);
});
