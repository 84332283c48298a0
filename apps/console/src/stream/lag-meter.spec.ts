import { expect, it } from "vitest";

import { LagMeter } from "./lag-meter.js";

const HOUR_MS = 3_600_000;

it.each([0, HOUR_MS, -HOUR_MS])(
  "measures the same lag when the clocks are %i ms apart",
  (apartMs) => {
    const meter = new LagMeter();
    for (const lagMs of [2, 2, 2, 12]) meter.add(1_000, 1_000 + apartMs + lagMs);
    expect(meter.quantiles).toMatchObject({ count: 4, p50: 0, worst: 10 });
    expect(meter.clockDifferenceMs).toBe(apartMs === 0 ? undefined : apartMs + 2);
  },
);

it("never grows", () => {
  const meter = new LagMeter();
  for (let index = 0; index < 5_000; index += 1) meter.add(0, index);
  expect(meter.quantiles?.count).toBe(512);
});
