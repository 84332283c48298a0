import { useMemo } from "react";

import { useWidth } from "../../charts/use-width.js";
import { count, duration } from "../../ui/format.js";
import { densityOf, type Timeline } from "./timeline.js";

const HEIGHT = 64;
const BAR = 5;

/** The events of a replay as density over time, where it is, and a slider to move it. */
export const TimelineView = ({
  timeline,
  positionMs,
  isDisabled,
  onSeek,
}: {
  timeline: Timeline;
  positionMs: number;
  isDisabled: boolean;
  onSeek: (atMs: number) => void;
}) => {
  const [ref, width] = useWidth<HTMLDivElement>();
  const bins = Math.max(20, Math.floor(width / BAR));
  const density = useMemo(() => densityOf(timeline, bins), [timeline, bins]);
  const most = Math.max(1, ...density);
  const share = Math.min(1, positionMs / timeline.durationMs);
  return (
    <div className="timeline" ref={ref}>
      <svg viewBox={`0 0 ${bins * BAR} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {density.map((events, bin) => {
          const height =
            events === 0 ? 1 : 5 + ((HEIGHT - 5) * Math.sqrt(events)) / Math.sqrt(most);
          return (
            <rect
              // A bin is its place.
              // oxlint-disable-next-line react/no-array-index-key
              key={bin}
              className={bin / bins < share ? "past" : "ahead"}
              x={bin * BAR}
              y={HEIGHT - height}
              width={BAR - 1.5}
              height={height}
            />
          );
        })}
      </svg>
      <span className="head" style={{ left: `${share * 100}%` }} />
      <input
        type="range"
        aria-label="Place in the replay"
        aria-valuetext={`${duration(positionMs)} of ${duration(timeline.durationMs)}`}
        min={0}
        max={timeline.durationMs}
        disabled={isDisabled}
        step={Math.max(1, timeline.durationMs / 1_000)}
        value={Math.min(positionMs, timeline.durationMs)}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
      <div className="ends">
        <span>0 s</span>
        <span>
          {count(timeline.events.length)} events{timeline.isCut && ", the first of more"}
        </span>
        <span>{duration(timeline.durationMs)}</span>
      </div>
    </div>
  );
};
