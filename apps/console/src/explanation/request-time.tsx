import { useApi } from "../api/api.js";
import type { RequestTiming } from "../api/server-timing.js";
import { duration } from "../ui/format.js";
import { StageWaterfall } from "./stage-waterfall.js";
import { TraceLink } from "./trace-link.js";

/** What the request took, stage by stage, with its trace. */
export const RequestTime = ({ timing }: { timing: RequestTiming }) => {
  const { settings } = useApi();
  return (
    <section className="stack tight">
      <header className="row spread">
        <h2>The time this request took</h2>
        {timing.roundTripMs !== undefined && (
          <span className="small dim">{duration(timing.roundTripMs)} with the network</span>
        )}
      </header>
      <StageWaterfall {...timing} />
      {timing.traceId !== undefined && (
        <p className="small">
          <TraceLink traceId={timing.traceId} jaegerUrl={settings.jaeger_url} />
        </p>
      )}
    </section>
  );
};
