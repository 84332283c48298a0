import type { Judgement } from "./judge.js";

const STYLE =
  "<style>text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;font-size:14px}.axis{stroke:#8c959f;stroke-width:1}.rule{stroke:#8c959f;stroke-dasharray:4 4}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>";
const BLUE = "#3b82c4";
const ORANGE = "#c4703b";

interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly body: string;
}

/** A square plot's axes. Values from `from` to `to` on both, with a tick at each of `ticks`. */
const frame = (
  left: number,
  title: string,
  xLabel: string,
  yLabel: string,
  range: readonly [from: number, to: number],
  ticks: readonly (readonly [at: number, text: string])[],
): Frame => {
  const size = 300;
  const x = (value: number): number => left + ((value - range[0]) / (range[1] - range[0])) * size;
  const y = (value: number): number => 350 - ((value - range[0]) / (range[1] - range[0])) * size;
  const marks = ticks.map(
    ([at, text]) =>
      `<text x="${x(at)}" y="366" text-anchor="middle">${text}</text><text x="${left - 6}" y="${y(at) + 4}" text-anchor="end">${text}</text>`,
  );
  return {
    x,
    y,
    body: `<text class="title" x="${left}" y="24">${title}</text><path class="axis" fill="none" d="M${left} 50V350H${left + size}"/>${marks.join("")}<text x="${left + size / 2}" y="388" text-anchor="middle">${xLabel}</text><text x="${left}" y="42">${yLabel}</text>`,
  };
};

const svg = (width: number, label: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 400" role="img" aria-label="${label}">\n${STYLE}\n${body}\n</svg>\n`;

const point = (x: number, y: number, fill: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${fill}"/>`;

/** Rows in groups of the same size, by what they were said to be. */
const groups = (by: Float64Array, count: number): Int32Array[] => {
  const order = Int32Array.from(by, (_, at) => at).sort(
    (a, b) => (by[a] as number) - (by[b] as number) || a - b,
  );
  return Array.from({ length: count }, (_, group) =>
    order.subarray(
      Math.floor((group * order.length) / count),
      Math.floor(((group + 1) * order.length) / count),
    ),
  ).filter((rows) => rows.length > 0);
};

const short = (amount: number): string => (amount >= 1_000 ? `${amount / 1_000}k` : String(amount));

const share = (rows: Int32Array, is: (row: number) => boolean): number =>
  rows.filter((row) => is(row)).length / rows.length;

/** Whether what was said comes true: how often intervals hold by estimate, and how often the minimum is paid. */
export const drawReliability = (judgement: Judgement): string => {
  const { prices, estimates, lows, highs, atMinimum, log10Minimum } = judgement;
  const percent = [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => [at, `${at * 100} %`] as const);
  const held = frame(
    60,
    "Prices within the 80 % interval",
    "estimate, from the lowest tenth to the highest",
    "share",
    [0, 1],
    percent,
  );
  const bars = groups(estimates, 10).map((rows, group) => {
    const within = share(
      rows,
      (row) =>
        (prices[row] as number) >= (lows[row] as number) - 1e-9 &&
        (prices[row] as number) <= (highs[row] as number) + 1e-9,
    );
    return `<rect x="${(held.x(group / 10) + 3).toFixed(1)}" y="${held.y(within).toFixed(1)}" width="24" height="${(held.y(0) - held.y(within)).toFixed(1)}" fill="${BLUE}" opacity="0.8"/>`;
  });
  const promised = `<path class="rule" d="M${held.x(0)} ${held.y(0.8)}H${held.x(1)}"/>`;
  if (log10Minimum === undefined)
    return svg(400, "Reliability", held.body + bars.join("") + promised);
  const chance = frame(460, "Chance of the market's minimum", "said", "came true", [0, 1], percent);
  const points = groups(atMinimum, 12).map((rows) => {
    const said = rows.reduce((sum, row) => sum + (atMinimum[row] as number), 0) / rows.length;
    const came = share(rows, (row) => (prices[row] as number) <= log10Minimum + 1e-9);
    return point(chance.x(said), chance.y(came), ORANGE);
  });
  const diagonal = `<path class="rule" d="M${chance.x(0)} ${chance.y(0)}L${chance.x(1)} ${chance.y(1)}"/>`;
  return svg(
    800,
    "Reliability",
    held.body + bars.join("") + promised + chance.body + diagonal + points.join(""),
  );
};

/** What was said against what was paid: the crowd as shades, and the median and the 80 % band of each tenth. */
export const drawPredicted = (judgement: Judgement, currency: string): string => {
  const { prices, estimates, lows, highs } = judgement;
  const from = Math.floor(
    Math.min(
      ...estimates.subarray(0, 1),
      prices.reduce((a, b) => Math.min(a, b), 0),
    ),
  );
  const to = Math.ceil(prices.reduce((a, b) => Math.max(a, b), 0));
  const ticks = Array.from(
    { length: to - from + 1 },
    (_, at) => [from + at, short(10 ** (from + at))] as const,
  );
  const plot = frame(
    70,
    "Estimated against sold",
    `estimated, ${currency}`,
    `sold, ${currency}`,
    [from, to],
    ticks,
  );
  const STEPS = 10;
  const cells = new Map<string, number>();
  for (const [at, estimate] of estimates.entries()) {
    const key = `${Math.floor(estimate * STEPS)} ${Math.floor((prices[at] as number) * STEPS)}`;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const most = Math.max(...cells.values());
  const cell = 300 / ((to - from) * STEPS);
  const shades = [...cells].map(([key, count]) => {
    const [column = 0, row = 0] = key.split(" ").map(Number);
    const opacity = (0.08 + 0.8 * Math.sqrt(count / most)).toFixed(2);
    return `<rect x="${plot.x(column / STEPS).toFixed(1)}" y="${(plot.y(row / STEPS) - cell).toFixed(1)}" width="${cell.toFixed(1)}" height="${cell.toFixed(1)}" fill="${BLUE}" opacity="${opacity}"/>`;
  });
  const tenths = groups(estimates, 10).map((rows) => {
    const middle = (values: Float64Array): number =>
      Float64Array.from(rows, (row) => values[row] as number).sort()[
        Math.floor(rows.length / 2)
      ] as number;
    const x = plot.x(middle(estimates));
    return `<path d="M${x.toFixed(1)} ${plot.y(middle(lows)).toFixed(1)}V${plot.y(middle(highs)).toFixed(1)}" stroke="${ORANGE}" stroke-width="2"/>${point(x, plot.y(middle(prices)), ORANGE)}`;
  });
  const diagonal = `<path class="rule" d="M${plot.x(from)} ${plot.y(from)}L${plot.x(to)} ${plot.y(to)}"/>`;
  const legend = `<text x="390" y="70">shade: sales</text><text x="390" y="90" style="fill:${ORANGE}">point: median of a tenth</text><text x="390" y="110" style="fill:${ORANGE}">line: its 80 % interval</text>`;
  return svg(
    560,
    "Estimated against sold",
    plot.body + shades.join("") + diagonal + tenths.join("") + legend,
  );
};
