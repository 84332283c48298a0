/** One bar of the waterfall. */
export interface Bar {
  readonly name: string;
  readonly durationMs: number;
}

const WIDTH = 760;
const LABEL_WIDTH = 110;
const ROW_HEIGHT = 26;
const COLOURS = ["#3b82c4", "#5b9f6b", "#c48a3b", "#8a6bb5", "#b5566b", "#4aa3a3"];

/** Draws stages one after the other, each as long as it took: an SVG of its own, readable on light and dark. */
export const drawWaterfall = (title: string, bars: readonly Bar[]): string => {
  const totalMs = bars.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const scale = (WIDTH - LABEL_WIDTH - 80) / Math.max(totalMs, Number.EPSILON);
  let offsetMs = 0;
  const rows = bars.map(({ name, durationMs }, index) => {
    const x = LABEL_WIDTH + offsetMs * scale;
    const y = 40 + index * ROW_HEIGHT;
    const width = Math.max(1.5, durationMs * scale);
    offsetMs += durationMs;
    return [
      `<text x="${LABEL_WIDTH - 10}" y="${y + 15}" text-anchor="end">${name}</text>`,
      `<rect x="${x.toFixed(1)}" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="2" fill="${COLOURS[index % COLOURS.length] ?? "#888"}"/>`,
      `<text x="${(x + width + 6).toFixed(1)}" y="${y + 15}" class="ms">${durationMs.toFixed(2)} ms</text>`,
    ].join("");
  });
  const height = 52 + bars.length * ROW_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">
<style>text{font:13px system-ui,sans-serif;fill:#57606a}.title{font-weight:600}.ms{font-size:12px}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>
<text x="10" y="22" class="title">${title}</text>
${rows.join("\n")}
</svg>
`;
};
