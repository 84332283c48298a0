import { expect, it } from "vitest";

import { publicSaleOpinion } from "../prior-opinion.js";
import { facts, usd, value } from "./given.js";

const sale = facts.famousSales.get("voice.com");

it("a sale that was reported in public is evidence for its name", () => {
  const { value: worth, factors } = value("voice.com");
  expect(Number(worth)).toBeGreaterThan(3 * usd("voice.com"));
  expect(factors.ensemble?.members.map(({ source }) => source)).toEqual(["prior", "public_sale"]);
  expect(factors.ensemble?.reason).toContain("Sold for 30,000,000 USD in 2019, as was reported.");
  expect(value("voice.net").factors.ensemble?.members).toHaveLength(1);
});

it("it gets less sure with the years", () => {
  if (sale === undefined) throw new Error("The sale is missing.");
  const year = 365.25 * 86_400_000;
  const sigmas = [0, 1, 5, 20].map(
    (years) => publicSaleOpinion(sale, sale.atMs + years * year).retail.sigmaLow,
  );
  expect(sigmas).toEqual(sigmas.toSorted((a, b) => a - b));
  expect(sigmas[3]).toBeGreaterThan(1.5);
});

it("what an end user paid is the retail price; the value is what that means at auction", () => {
  if (sale === undefined) throw new Error("The sale is missing.");
  const opinion = publicSaleOpinion({ ...sale, usd: 9_000 }, sale.atMs);
  expect(10 ** opinion.retail.log10Price).toBeCloseTo(9_000, 6);
  expect(10 ** opinion.log10Price).toBeLessThan(2_000);
  const auction = publicSaleOpinion({ ...sale, usd: 9_000, venueKind: "auction" }, sale.atMs);
  expect(10 ** auction.log10Price).toBeCloseTo(9_000, 6);
});
