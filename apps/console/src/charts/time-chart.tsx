import "./time-chart.css";

import { useState } from "react";

import { compact, moment } from "../ui/format.js";
import { linearY, tickText, type YScale } from "./linear-scale.js";
import { logScale } from "./log-scale.js";
import { useWidth } from "./use-width.js";

export interface TimePoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** A second line, drawn dashed. */
  readonly second?: number;
}

const NO_MARKS: readonly { readonly at: number; readonly value: number }[] = [];
const LEFT = 46;
const BOTTOM = 20;
const TOP = 6;

/** Values over time with their range: a value holds until the next one. */
export const TimeChart = ({
  points,
  label,
  tip,
  height = 190,
  isLog = false,
  marks = NO_MARKS,
}: {
  /** Oldest first. */
  points: readonly TimePoint[];
  /** What it shows, for a screen reader: the figures stand beside it as text. */
  label: string;
  tip: (point: TimePoint) => string;
  height?: number;
  isLog?: boolean;
  /** Single dots besides the line, such as trades. */
  marks?: typeof NO_MARKS;
}) => {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [hovered, setHovered] = useState<number>();
  const times = [...points, ...marks].map(({ at }) => at);
  const from = Math.min(...times);
  const to = Math.max(...times);
  const all = [
    ...points.flatMap(({ value, low, high, second }) =>
      [value, low, high, second].filter((each) => each !== undefined),
    ),
    ...marks.map(({ value }) => value),
  ];
  const y = isLog ? logY(all) : linearY(all);
  const inner = Math.max(1, width - LEFT - 8);
  const x = (at: number): number =>
    LEFT + (to === from ? inner / 2 : ((at - from) / (to - from)) * inner);
  const py = (value: number): number => TOP + (1 - y.at(value)) * (height - TOP - BOTTOM);
  const steps = (pick: (point: TimePoint) => number): string =>
    points
      .map((point, index) => {
        const before = points[index - 1];
        const here = `${x(point.at).toFixed(1)},${py(pick(point)).toFixed(1)}`;
        return before === undefined
          ? `M${here}`
          : `L${x(point.at).toFixed(1)},${py(pick(before)).toFixed(1)}L${here}`;
      })
      .join("");
  const band = points.some(({ low }) => low !== undefined)
    ? `${steps(({ high, value }) => high ?? value)}${steps(({ low, value }) => low ?? value)
        .split(/(?=[ML])/)
        .toReversed()
        .map((part) => `L${part.slice(1)}`)
        .join("")}Z`
    : undefined;
  const hover = hovered === undefined ? undefined : points[hovered];
  return (
    <div
      ref={ref}
      className="time-chart"
      style={{ height }}
      onPointerMove={(event) => {
        const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setHovered(nearest(points, (point) => Math.abs(x(point.at) - at)));
      }}
      onPointerLeave={() => setHovered(undefined)}
    >
      {width > 0 && points.length > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line className="gridline" x1={LEFT} x2={width - 8} y1={py(tick)} y2={py(tick)} />
              <text x={LEFT - 8} y={py(tick) + 4} textAnchor="end">
                {isLog ? compact(tick) : tickText(tick, y.ticks)}
              </text>
            </g>
          ))}
          <text x={LEFT} y={height - 4}>
            {moment(from)}
          </text>
          {to > from && (
            <text x={width - 8} y={height - 4} textAnchor="end">
              {moment(to)}
            </text>
          )}
          {band !== undefined && points.length > 1 && <path className="band" d={band} />}
          {points.some(({ second }) => second !== undefined) && (
            <path className="line second" d={steps(({ second, value }) => second ?? value)} />
          )}
          <path className="line" d={steps(({ value }) => value)} />
          {points.length < 40 &&
            points.map(({ at, value }) => (
              <circle key={at} className="dot" cx={x(at)} cy={py(value)} r={2.5} />
            ))}
          {marks.map(({ at, value }, index) => (
            // Two may be equal in both.
            // oxlint-disable-next-line react/no-array-index-key
            <circle key={index} className="mark" cx={x(at)} cy={py(value)} r={3} />
          ))}
          {hover !== undefined && (
            <line
              className="cross"
              x1={x(hover.at)}
              x2={x(hover.at)}
              y1={TOP}
              y2={height - BOTTOM}
            />
          )}
        </svg>
      )}
      {hover !== undefined && (
        <div
          className="tip"
          style={
            x(hover.at) > width / 2 ? { right: width - x(hover.at) + 8 } : { left: x(hover.at) + 8 }
          }
        >
          {tip(hover)}
        </div>
      )}
    </div>
  );
};

const logY = (values: readonly number[]): YScale => {
  const { at, ticks } = logScale(values, true);
  return { at, ticks };
};

const nearest = <T,>(items: readonly T[], distance: (item: T) => number): number | undefined => {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    const here = distance(item);
    if (here < least) [best, least] = [index, here];
  }
  return best;
};
