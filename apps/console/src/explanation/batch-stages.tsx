import type { Schema } from "#client";

import { duration, percent } from "../ui/format.js";
import { stageColour } from "./stage-colours.js";

/** Where the time of a large batch went: its chunks together, by stage. */
export const BatchStages = ({ stages }: { stages: NonNullable<Schema<"BatchView">["stages"]> }) => (
  <section className="stack tight">
    <h2>The time this batch took</h2>
    <table aria-label="Stages of the batch">
      <thead>
        <tr>
          <th>Stage</th>
          <th className="num">Share</th>
          <th className="num">p50 a chunk</th>
          <th className="num">p95</th>
          <th className="num">All</th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ stage, share, p50_ms, p95_ms, total_ms }) => (
          <tr key={stage}>
            <th scope="row">
              <svg width="9" height="9" aria-hidden="true">
                <rect width="9" height="9" rx="2" style={{ fill: stageColour(stage) }} />
              </svg>{" "}
              {stage}
            </th>
            <td className="num">{share === null ? "–" : percent(share, 1)}</td>
            <td className="num">{duration(p50_ms)}</td>
            <td className="num">{duration(p95_ms)}</td>
            <td className="num">{duration(total_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);
