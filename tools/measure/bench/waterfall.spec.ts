import { expect, it } from "vitest";

import { drawWaterfall } from "./waterfall.js";

it("draws a bar for each stage, each where the one before it ends", () => {
  const svg = drawWaterfall("S1", [
    { name: "accept", durationMs: 1 },
    { name: "queue", durationMs: 3 },
  ]);
  const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  expect(bars).toHaveLength(2);
  const [first, second] = bars as [[number, number], [number, number]];
  expect(second[0]).toBeCloseTo(first[0] + first[1], 0);
  expect(second[1]).toBeCloseTo(first[1] * 3, 0);
});
