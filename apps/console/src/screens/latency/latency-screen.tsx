import "./latency.css";

import { bodyOf } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Busy, Empty, Failure, Notice } from "../../ui/states.js";
import { keepSample, keptSamples } from "./latency-history.js";
import { OverTime } from "./over-time.js";
import { Slowest } from "./slowest.js";
import { StagesTable } from "./stages-table.js";
import { System } from "./system.js";

const LOOK_EVERY_MS = 2_000;
const WINDOW_S = 60;

/** Where the milliseconds go, and how the system is. */
export default function LatencyScreen() {
  const { client } = useApi();
  const latency = useQuery(
    "latency",
    async (signal) => {
      const report = await bodyOf(
        client.GET("/api/v1/latency", { params: { query: { window: WINDOW_S } }, signal }),
      );
      keepSample(report, Date.now());
      return report;
    },
    LOOK_EVERY_MS,
  );
  const { data: report, error } = latency;
  // A minute without a valuation has no shares.
  const samples = keptSamples().filter((sample) => sample.report.total.count > 0);
  return (
    <div className="stack">
      <h1 className="sr">Latency</h1>
      {error !== undefined && report !== undefined && (
        <Notice isBad>{error.message} What is shown is the last that was known.</Notice>
      )}
      <div className="latency-grid">
        <div className="stack">
          {error !== undefined && report === undefined && (
            <Failure problem={error} onRetry={latency.reload} />
          )}
          {latency.isLoading && <Busy what="the latencies" />}
          {report !== undefined &&
            (report.total.count === 0 ? (
              <Empty title="No valuation within the last minute">
                <p className="dim">Value some names, and see here where the time went.</p>
              </Empty>
            ) : (
              <StagesTable report={report} />
            ))}
        </div>
        <System />
      </div>
      {samples.length > 0 && <OverTime samples={samples} />}
      <Slowest />
    </div>
  );
}
