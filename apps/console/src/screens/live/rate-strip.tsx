import { useMemo } from "react";

import { useWidth } from "../../charts/use-width.js";
import { EVENT_KINDS, kindColour, type EventKind } from "../../stream/events.js";
import { count } from "../../ui/format.js";

const HEIGHT = 72;

/** Events in each of the last seconds, by kind, as one path for each kind. */
export const RateStrip = ({ rates }: { rates: readonly ReadonlyMap<EventKind, number>[] }) => {
  const [ref, width] = useWidth<HTMLDivElement>();
  const totals = rates.map((rate) => [...rate.values()].reduce((sum, each) => sum + each, 0));
  const most = Math.max(4, ...totals);
  const step = width / rates.length;
  const paths = useMemo(() => {
    const bases = rates.map(() => 0);
    return EVENT_KINDS.map((kind) => {
      let path = "";
      for (const [index, rate] of rates.entries()) {
        const events = rate.get(kind) ?? 0;
        if (events === 0) continue;
        const base = bases[index] ?? 0;
        const from = HEIGHT - (base / most) * HEIGHT;
        const height = (events / most) * HEIGHT;
        bases[index] = base + events;
        path += `M${(index * step).toFixed(1)},${from.toFixed(1)}h${Math.max(1, step - 1).toFixed(1)}v${(-height).toFixed(1)}h${(-Math.max(1, step - 1)).toFixed(1)}z`;
      }
      return [kind, path] as const;
    });
  }, [rates, most, step]);
  return (
    <div ref={ref}>
      <svg
        className="rate-strip"
        viewBox={`0 0 ${Math.max(1, width)} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Events a second over the last ${rates.length} seconds, ${count(most)} at the most`}
      >
        {paths.map(([kind, path]) => (
          <path key={kind} d={path} style={{ fill: kindColour(kind) }} />
        ))}
      </svg>
      <div className="row spread small dim">
        <span>{rates.length / 60} min ago</span>
        <span>peak {count(Math.max(0, ...totals))}/s</span>
        <span>now</span>
      </div>
    </div>
  );
};
