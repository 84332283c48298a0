import { expect, it } from "vitest";

import { drawBars, drawLines } from "./charts.js";

it("lines begin at the axes and keep their proportions", () => {
  const svg = drawLines({
    title: "a < b",
    xLabel: "x",
    yLabel: "ms",
    series: [
      {
        name: "one",
        points: [
          [0, 0],
          [50, 1],
          [100, 4],
        ],
      },
    ],
  });
  const points = (/polyline points="([^"]+)"/.exec(svg)?.[1] ?? "")
    .split(" ")
    .map((pair) => pair.split(",").map(Number)) as [number, number][];
  const [start, middle, end] = points as [[number, number], [number, number], [number, number]];
  expect(middle[0] - start[0]).toBeCloseTo((end[0] - start[0]) / 2, 0);
  expect(start[1] - middle[1]).toBeCloseTo((start[1] - end[1]) / 4, 0);
  expect(svg).toContain("a &lt; b");
});

it("the names of lines that end in one point do not lie on each other", () => {
  const points = [
    [0, 0],
    [1, 5],
  ] as const;
  const series = ["one", "two", "three"].map((name) => ({ name, points }));
  const svg = drawLines({ title: "t", xLabel: "x", yLabel: "y", series });
  const y = (name: string): number =>
    Number(new RegExp(`y="([\\d.]+)">${name}<`).exec(svg)?.[1] ?? Number.NaN);
  expect(y("two") - y("one")).toBeGreaterThanOrEqual(12);
  expect(y("three") - y("two")).toBeGreaterThanOrEqual(12);
});

it("bars are as long as their values say", () => {
  const svg = drawBars("throughput", "values/s", [
    { name: "1 worker", value: 5_000 },
    { name: "2 workers", value: 10_000 },
  ]);
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 2);
  expect(svg).toContain("10,000 values/s");
});
