import { bodyOf, type Schema } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Figure, Figures } from "../../ui/figure.js";
import { count, decimal, duration } from "../../ui/format.js";
import { Busy, Failure } from "../../ui/states.js";

const LOOK_EVERY_MS = 3_000;

/** The state of each part as its readiness check sees it, what waits, and what is admitted. */
export const System = () => {
  const { client } = useApi();
  const system = useQuery(
    "system",
    (signal) => bodyOf(client.GET("/api/v1/system", { signal })),
    LOOK_EVERY_MS,
  );
  const { data: report, error } = system;
  return (
    <div className="stack">
      {error !== undefined && <Failure problem={error} onRetry={system.reload} />}
      {system.isLoading && <Busy what="the state of the system" />}
      {report !== undefined && (
        <>
          <Parts report={report} />
          <Waiting report={report} />
        </>
      )}
    </div>
  );
};

const Parts = ({ report: { parts, uptime_s } }: { report: Schema<"SystemReport"> }) => (
  <section className="card">
    <header>
      <h2>Servers</h2>
      <span className="small dim">as this gateway sees them</span>
    </header>
    <ul className="parts">
      <li>
        <strong>gateway</strong>
        <span className="chip good">ready</span>
        <span className="num small dim">up {duration(uptime_s * 1_000)}</span>
      </li>
      {parts.map(({ name, is_ready, detail, took_ms }) => (
        <li key={name}>
          <strong>{name}</strong>
          <span className={is_ready ? "chip good" : "chip bad"}>
            {is_ready ? "ready" : "unavailable"}
          </span>
          <span className="num small dim">{duration(took_ms)}</span>
          {detail !== null && <span className="detail-text small bad">{detail}</span>}
        </li>
      ))}
    </ul>
  </section>
);

const Waiting = ({ report: { lanes, admission } }: { report: Schema<"SystemReport"> }) => (
  <section className="card">
    <header>
      <h2>What waits</h2>
    </header>
    <Figures>
      {lanes === null ? (
        <Figure label="Queue">unavailable</Figure>
      ) : (
        lanes.map(({ lane, waiting, oldest_waiting_s }) => (
          <Figure key={lane} label={`${lane} jobs`}>
            {count(waiting)}{" "}
            <span className="small dim">
              {waiting > 0 ? `oldest ${decimal(oldest_waiting_s, 1)} s` : "none waits"}
            </span>
          </Figure>
        ))
      )}
      <Figure label="Callers under way">{count(admission.under_way)}</Figure>
      <Figure label="Wait for their turn">{count(admission.queued)}</Figure>
      <Figure label="Estimated wait">
        {admission.estimated_wait_ms === null ? "–" : duration(admission.estimated_wait_ms)}
      </Figure>
      <Figure label="Rejected">
        {count(admission.rejected)} <span className="small dim">since it began</span>
      </Figure>
    </Figures>
  </section>
);
