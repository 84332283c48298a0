import { Legend } from "../../charts/legend.js";
import { SeriesChart, type Series } from "../../charts/series-chart.js";
import { stageColour } from "../../explanation/stage-colours.js";
import { duration, percent } from "../../ui/format.js";
import type { LatencySample } from "./latency-history.js";

const QUANTILES = [
  ["p99", "p99_ms", "var(--c5)"],
  ["p95", "p95_ms", "var(--c2)"],
  ["p50", "p50_ms", "var(--accent)"],
] as const;

/** Quantiles and shares since this page was opened. */
export const OverTime = ({ samples }: { samples: readonly LatencySample[] }) => {
  const times = samples.map(({ at }) => at);
  const totals: Series[] = QUANTILES.map(([label, field, colour]) => ({
    label,
    colour,
    values: samples.map(({ report }) => report.total[field]),
  }));
  const names = [
    ...new Set(samples.flatMap(({ report }) => report.stages.map(({ stage }) => stage))),
  ];
  const shares: Series[] = [
    ...names.map((name) => ({
      label: name,
      colour: stageColour(name),
      values: samples.map(
        ({ report }) => report.stages.find(({ stage }) => stage === name)?.share ?? 0,
      ),
    })),
    {
      label: "unattributed",
      colour: stageColour("unattributed"),
      values: samples.map(({ report }) => report.unattributed.share),
    },
  ];
  return (
    <div className="grid-2">
      <section className="card stack tight">
        <header>
          <h2>Whole requests over time</h2>
          <Legend entries={totals} />
        </header>
        <SeriesChart
          times={times}
          series={totals}
          label="p50, p95 and p99 of whole requests over time"
          format={duration}
        />
      </section>
      <section className="card stack tight">
        <header>
          <h2>Shares over time</h2>
        </header>
        <SeriesChart
          isStacked
          max={1}
          times={times}
          series={shares}
          label="The stages' shares over time"
          format={(value) => percent(value)}
        />
      </section>
    </div>
  );
};
