import { expect, it } from "vitest";

import { seededRandom } from "../../model/seeded-random.js";
import { holdToSales, rangeAround } from "../sale-ranges.js";
import { SuffixLevels } from "../suffix-levels.js";
import { salesOf, usd, value } from "./given.js";

/** How many times its prior a name is worth after so many sales at ten times theirs. */
const moved = (count: number): number => {
  const worth = value("cloudhost.com", { sales: salesOf("com", count, 10) }).value;
  return Number(worth) / usd("cloudhost.com");
};

it("one sale moves a level a little, fifty most of the way, and after five hundred it is theirs", () => {
  const [one, fifty, fiveHundred] = [moved(1), moved(50), moved(500)];
  expect(one).toBeGreaterThan(1.05);
  expect(one).toBeLessThan(2);
  expect(fifty).toBeGreaterThan(5);
  expect(fiveHundred).toBeGreaterThan(9);
  expect(fiveHundred).toBeLessThan(11);
});

it("from 300 sales on the range is calibrated by them, and narrows", () => {
  const before = value("cloudhost.com", { sales: salesOf("com", 299, 2) });
  const after = value("cloudhost.com", { sales: salesOf("com", 300, 2) });
  expect(before.factors.ensemble?.outlook).toMatchObject({ interval: "chosen", interval_sales: 0 });
  expect(after.factors.ensemble?.outlook).toMatchObject({
    interval: "calibrated",
    interval_sales: 300,
  });
  expect(after.confidence).toBeGreaterThan(before.confidence);
});

it("sales to end users teach the retail level and leave the value", () => {
  const sales = salesOf("com", 100, 90, "retail");
  const { value: worth, factors } = value("cloudhost.com", { sales });
  expect(Number(worth)).toBeCloseTo(usd("cloudhost.com"), 1);
  const plain = value("cloudhost.com").factors.ensemble?.outlook?.retail?.value;
  const taught = factors.ensemble?.outlook?.retail?.value;
  expect(Number(taught)).toBeGreaterThan(3 * Number(plain));
});

it("sales at auction, in private and of unknown venues teach the value, and the retail level follows", () => {
  for (const kind of ["auction", "private", undefined] as const) {
    const level = new SuffixLevels(salesOf("com", 200, 4, kind)).of("com", "measured");
    expect(level.value.offset).toBeGreaterThan(0.5);
    expect(level.value.sales).toBe(200);
    expect(level.retail).toMatchObject({ sales: 0, offset: level.value.offset });
  }
});

it("a suffix without sales follows the one above it, and no other", () => {
  const levels = new SuffixLevels(salesOf("org.uk", 200, 10));
  expect(levels.of("uk", "assumed").value.offset).toBeGreaterThan(0.8);
  expect(levels.of("co.uk", "assumed").value.offset).toBeGreaterThan(0.8);
  expect(levels.of("com", "measured").value.offset).toBe(0);
});

it("a calibrated range holds about 80 % of sales that it has not seen", () => {
  const random = seededRandom(3);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const draw = (count: number) =>
    Array.from({ length: count }, () => {
      const estimate = 2 + random();
      return { estimate, price: estimate + 0.3 * random() + 0.5 * normal() };
    });
  for (const count of [300, 500, 1_000]) {
    const shares = Array.from({ length: 40 }, () => {
      const ranges = holdToSales(draw(count));
      const unseen = draw(500);
      return (
        unseen.filter(({ estimate, price }) => {
          const { low, high } = rangeAround(ranges, estimate);
          return price >= low && price <= high;
        }).length / 500
      );
    });
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean, String(count)).toBeGreaterThan(0.785);
    expect(mean, String(count)).toBeLessThan(0.825);
  }
});
