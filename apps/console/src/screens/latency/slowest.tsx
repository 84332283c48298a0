import { bodyOf, type Schema } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { stageColour } from "../../explanation/stage-colours.js";
import { StageWaterfall } from "../../explanation/stage-waterfall.js";
import { TraceLink } from "../../explanation/trace-link.js";
import { duration } from "../../ui/format.js";
import { Failure } from "../../ui/states.js";
import { Time } from "../../ui/time.js";

const LOOK_EVERY_MS = 5_000;
const SHOWN = 12;

type SlowRequest = Schema<"SlowRequest">;

/** The slowest requests of the last minutes, each with where its time went. */
export const Slowest = () => {
  const { client } = useApi();
  const slowest = useQuery(
    "slowest",
    (signal) => bodyOf(client.GET("/api/v1/latency/slowest", { signal })),
    LOOK_EVERY_MS,
  );
  if (slowest.data === undefined)
    return slowest.error === undefined ? null : (
      <Failure problem={slowest.error} onRetry={slowest.reload} />
    );
  const requests = slowest.data.minutes
    .flatMap((minute) => minute.requests)
    .toSorted((a, b) => b.total_ms - a.total_ms)
    .slice(0, SHOWN);
  if (requests.length === 0) return null;
  const longest = requests[0]?.total_ms ?? 1;
  return (
    <section className="card slow">
      <header>
        <h2>The slowest requests of the last 15 minutes</h2>
        <span className="small dim">the five slowest of each minute are kept</span>
      </header>
      {requests.map((request) => (
        <Slow key={`${request.at} ${request.trace_id}`} request={request} longestMs={longest} />
      ))}
    </section>
  );
};

const Slow = ({ request, longestMs }: { request: SlowRequest; longestMs: number }) => {
  const { settings } = useApi();
  return (
    <details>
      <summary>
        <span className="dim">
          <Time at={request.at} short />
        </span>
        <strong className="num">{duration(request.total_ms)}</strong>
        <span
          className="share-bar"
          aria-hidden="true"
          style={{ width: `${(100 * request.total_ms) / longestMs}%` }}
        >
          {request.stages.map(({ stage, duration_ms }) => (
            <i
              key={stage}
              title={`${stage} ${duration(duration_ms)}`}
              style={{
                width: `${(100 * duration_ms) / request.total_ms}%`,
                background: stageColour(stage),
              }}
            />
          ))}
        </span>
      </summary>
      <div className="stack tight">
        <StageWaterfall
          stages={request.stages.map(({ stage, duration_ms }) => ({ stage, ms: duration_ms }))}
          unattributedMs={request.unattributed_ms}
          totalMs={request.total_ms}
        />
        {request.trace_id !== null && (
          <p className="small">
            <TraceLink traceId={request.trace_id} jaegerUrl={settings.jaeger_url} />
          </p>
        )}
      </div>
    </details>
  );
};
