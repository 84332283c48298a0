import { expect, it } from "vitest";

import { priorOf, usd, value } from "./given.js";

it("a known site, a common word, two words and a random string stand in this order", () => {
  const names = ["google.com", "cloudhost.com", "boulevardcloudhost.com", "xkqzvwp.com"];
  const values = names.map(usd);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(usd("cloud.com")).toBeGreaterThan(10 * usd("cloudhost.com"));
});

it("a random string is worth about its registration fee, and says so", () => {
  const { value: worth, retail, factors, demand } = valued("xkqzvwp.com");
  expect(worth).toBeGreaterThan(10.88);
  expect(worth).toBeLessThan(25);
  expect(retail).toBeLessThan(200);
  expect(demand).toBe("low");
  expect(factors.ensemble?.reason).toBe(
    "No word that any list has, 7 letters; hard to pronounce; worth about its registration fee.",
  );
});

it("rates the demand for a name", () => {
  expect(["xkqzvwp.com", "cloudhost.com", "voice.com"].map((name) => priorOf(name).demand)).toEqual(
    ["low", "even", "high"],
  );
});

it("hyphens, digits and length speak against a name", () => {
  expect(usd("cloud-host.com")).toBeLessThan(usd("cloudhost.com"));
  expect(usd("cloud42.com")).toBeLessThan(usd("cloud.com"));
  expect(usd("hostcloudhost.com")).toBeLessThan(usd("cloudhost.com"));
});

it("short names have a floor, and still differ", () => {
  expect(usd("xqz.com")).toBeGreaterThan(25_000);
  expect(usd("xqz.com")).toBeLessThan(30_000);
  expect(usd("xqzk.com")).toBeGreaterThan(250);
  expect(usd("371.com")).toBeGreaterThan(25_000);
  expect(usd("xqz.net")).toBeLessThan(usd("xqz.com") / 5);
});

it("no two scores give the same price, however low", () => {
  expect(usd("xkqzvwp.com")).toBeGreaterThan(usd("xkqzvwpx.com"));
});

const valued = (name: string) => {
  const valuation = value(name);
  const outlook = valuation.factors.ensemble?.outlook;
  return {
    value: Number(valuation.value),
    retail: Number(outlook?.retail?.value),
    demand: outlook?.demand,
    factors: valuation.factors,
  };
};
