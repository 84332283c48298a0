const WIDTH = 760;
const HEIGHT = 300;
const LEFT = 70;
const BOTTOM = 48;
const TOP = 40;
const RIGHT = 120;
const LABEL_HEIGHT = 15;
const COLOURS = ["#3b82c4", "#c48a3b", "#5b9f6b", "#8a6bb5", "#b5566b", "#4aa3a3"];
const STYLE =
  "<style>text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-size:13px;font-weight:600}line,path{stroke:#8c959f}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>";

/** A line of a chart. */
interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** How an x is written below the axis. */
  readonly tick?: (x: number) => string;
  readonly series: readonly Series[];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const frame = (title: string, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">
${STYLE}
<text x="10" y="22" class="title">${escaped(title)}</text>
${body}
</svg>
`;

/** Draws lines over a common x, both axes from zero: an SVG of its own, readable on light and dark. */
export const drawLines = ({ title, xLabel, yLabel, tick = String, series }: LineChart): string => {
  const points = series.flatMap((one) => one.points);
  const maxX = Math.max(...points.map(([x]) => x), Number.EPSILON);
  const maxY = Math.max(...points.map(([, y]) => y), Number.EPSILON);
  const x = (value: number): number => LEFT + (value / maxX) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / maxY) * (HEIGHT - BOTTOM - TOP);
  const labelY = labelsApart(series.map(({ points: of }) => y(of.at(-1)?.[1] ?? 0)));
  const lines = series.map(({ name, points: of }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? "#888";
    const path = of.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
    const marks =
      of.length > 20
        ? ""
        : of
            .map(
              ([a, b]) =>
                `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3" fill="${colour}"/>`,
            )
            .join("");
    const last = of.at(-1) ?? [0, 0];
    const label = `<text x="${(x(last[0]) + 6).toFixed(1)}" y="${((labelY[index] ?? 0) + 4).toFixed(1)}">${escaped(name)}</text>`;
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${marks}${label}`;
  });
  const ticksX = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(share * maxX).toFixed(1)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${escaped(tick(share * maxX))}</text>`,
  );
  const ticksY = [0, 0.5, 1].map(
    (share) =>
      `<text x="${LEFT - 8}" y="${(y(share * maxY) + 4).toFixed(1)}" text-anchor="end">${(share * maxY).toPrecision(3)}</text>`,
  );
  return frame(
    title,
    HEIGHT,
    [
      `<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none"/>`,
      ...ticksX,
      ...ticksY,
      `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(xLabel)}</text>`,
      `<text x="${LEFT - 8}" y="${TOP - 6}" text-anchor="end">${escaped(yLabel)}</text>`,
      ...lines,
    ].join("\n"),
  );
};

/** Moves labels that would lie on others further down. */
const labelsApart = (wantedY: readonly number[]): number[] => {
  const apart = wantedY.slice();
  let lowest = Number.NEGATIVE_INFINITY;
  for (const [index, wanted] of [...wantedY.entries()].toSorted(([, a], [, b]) => a - b)) {
    lowest = Math.max(wanted, lowest + LABEL_HEIGHT);
    apart[index] = lowest;
  }
  return apart;
};

/** Draws one bar a line, each with its figure. */
export const drawBars = (
  title: string,
  unit: string,
  bars: readonly { readonly name: string; readonly value: number }[],
): string => {
  const max = Math.max(...bars.map(({ value }) => value), Number.EPSILON);
  const rows = bars.map(({ name, value }, index) => {
    const y = TOP + index * 26;
    const width = Math.max(1.5, (value / max) * (WIDTH - 320));
    return `<text x="150" y="${y + 13}" text-anchor="end">${escaped(name)}</text><rect x="160" y="${y}" width="${width.toFixed(1)}" height="18" rx="2" fill="${COLOURS[0] ?? "#888"}"/><text x="${(168 + width).toFixed(1)}" y="${y + 13}">${Math.round(value).toLocaleString("en")} ${escaped(unit)}</text>`;
  });
  return frame(title, TOP + bars.length * 26 + 14, rows.join("\n"));
};
