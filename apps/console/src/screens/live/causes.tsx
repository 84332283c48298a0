import type { CSSProperties } from "react";

import { useApi } from "../../api/api.js";
import { Link, namePath } from "../../app/router.js";
import { TraceLink } from "../../explanation/trace-link.js";
import { EventTypeName } from "../../stream/event-type.js";
import { kindColour, summaryOf } from "../../stream/events.js";
import { IconButton } from "../../ui/button.js";
import { duration } from "../../ui/format.js";
import { Time } from "../../ui/time.js";
import type { LiveEvent } from "./live-feed.js";

/** Events of one chain that are shown. */
const MAX_CHAIN = 50;

/** An event with what caused it and what it caused: all that has its trace, in order. */
export const Causes = ({
  chosen,
  events,
  onClose,
}: {
  chosen: LiveEvent;
  events: readonly LiveEvent[];
  onClose: () => void;
}) => {
  const { settings } = useApi();
  const chain = chainOf(chosen, events);
  const [first] = chain;
  const firstMs = first === undefined ? 0 : Date.parse(first.event.at);
  return (
    <aside className="card stack tight" aria-label="Cause and effect">
      <header>
        <h2>Cause and effect</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <p className="small dim">
        {chain.length > 1
          ? "Events of one trace: what came first moved the others."
          : "Nothing else that is kept here has this event's trace."}
      </p>
      <ol className="chain">
        {chain.map((live) => (
          <li
            key={live.event.seq}
            style={{ "--kind": kindColour(live.kind) } as CSSProperties}
            aria-current={live === chosen}
          >
            <span className="dim nowrap">
              {live === first ? (
                <Time at={live.event.at} short />
              ) : (
                `+${duration(Math.max(0, Date.parse(live.event.at) - firstMs))}`
              )}
            </span>
            <strong>
              <EventTypeName type={live.event.type} />
            </strong>
            <span className="more">
              {typeof live.event.data["domain"] === "string" ? (
                <Link href={namePath(live.event.data["domain"])}>{live.subject}</Link>
              ) : (
                live.subject
              )}{" "}
              <span className="dim">{summaryOf(live.event)}</span>
            </span>
          </li>
        ))}
      </ol>
      {chosen.traceId !== undefined && (
        <p className="small">
          <TraceLink traceId={chosen.traceId} jaegerUrl={settings.jaeger_url} />
        </p>
      )}
      <details>
        <summary>The event as it came</summary>
        <pre tabIndex={0} className="small mono scroll-x">
          {JSON.stringify(chosen.event, null, 2)}
        </pre>
      </details>
    </aside>
  );
};

/** What has the trace of an event and is about the same name; funds move with any of theirs. */
const chainOf = (chosen: LiveEvent, events: readonly LiveEvent[]): readonly LiveEvent[] =>
  chosen.traceId === undefined
    ? [chosen]
    : events
        .filter(
          ({ traceId, subject, kind }) =>
            traceId === chosen.traceId &&
            (subject === chosen.subject || kind === "fund" || chosen.kind === "fund"),
        )
        .toSorted((a, b) => a.event.seq - b.event.seq)
        .slice(0, MAX_CHAIN);
