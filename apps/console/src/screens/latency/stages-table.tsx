import type { Schema } from "#client";
import type { CSSProperties } from "react";

import { stageColour } from "../../explanation/stage-colours.js";
import { count, duration, percent } from "../../ui/format.js";
import { Time } from "../../ui/time.js";

type Report = Schema<"LatencyReport">;

const ms = (value: number | null): string => (value === null ? "–" : duration(value));

/** The stages of the last minute: their shares in one bar, and their quantiles. */
export const StagesTable = ({ report }: { report: Report }) => {
  const rows = [...report.stages, { stage: "unattributed", ...report.unattributed }];
  return (
    <section className="card stack tight">
      <header>
        <h2>The last minute, stage by stage</h2>
        <span className="small dim">
          {count(report.total.count)} valuations by this gateway since{" "}
          <Time at={report.since} short />
        </span>
      </header>
      <div className="share-bar" aria-hidden="true">
        {rows.map(({ stage, share }) => (
          <i
            key={stage}
            style={{ width: `${share * 100}%`, background: stageColour(stage) }}
            title={`${stage} ${percent(share, 1)}`}
          />
        ))}
      </div>
      <div className="scroll-x">
        <table aria-label="Stages of the last minute">
          <thead>
            <tr>
              <th>Stage</th>
              <th className="num">Share</th>
              <th className="num">p50</th>
              <th className="num">p95</th>
              <th className="num">p99</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ stage, share, p50_ms, p95_ms, p99_ms }) => (
              <tr key={stage} className={stage === "unattributed" ? "dim" : ""}>
                <td>
                  <span
                    className="stage-name"
                    style={{ "--stage": stageColour(stage) } as CSSProperties}
                  >
                    {stage}
                  </span>
                </td>
                <td className="num">{percent(share, 1)}</td>
                <td className="num">{ms(p50_ms)}</td>
                <td className="num">{ms(p95_ms)}</td>
                <td className="num">{ms(p99_ms)}</td>
              </tr>
            ))}
            <tr>
              <td>
                <strong>Whole request</strong>
              </td>
              <td />
              <td className="num">
                <strong>{ms(report.total.p50_ms)}</strong>
              </td>
              <td className="num">
                <strong>{ms(report.total.p95_ms)}</strong>
              </td>
              <td className="num">
                <strong>{ms(report.total.p99_ms)}</strong>
              </td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>
  );
};
