import "./time-chart.css";

import { useState } from "react";

import { timeOfDay } from "../ui/format.js";
import { fromZero } from "./linear-scale.js";
import { useWidth } from "./use-width.js";

export interface Series {
  readonly label: string;
  readonly colour: string;
  /** One for each time; null where nothing was measured. */
  readonly values: readonly (number | null)[];
}

const LEFT = 46;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 20;

/** Several series over the same times: as lines, or as areas that stand on each other. */
export const SeriesChart = ({
  times,
  series,
  label,
  format,
  height = 180,
  isStacked = false,
  max,
}: {
  /** Milliseconds since the epoch, oldest first. */
  times: readonly number[];
  series: readonly Series[];
  label: string;
  format: (value: number) => string;
  height?: number;
  isStacked?: boolean;
  /** The end of the axis, where it is known. */
  max?: number;
}) => {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [hovered, setHovered] = useState<number>();
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? 1;
  const drawn = isStacked ? stacked(series) : series.map((each) => ({ ...each, bases: undefined }));
  const tops = drawn.flatMap(({ values }) => values.filter((value) => value !== null));
  const scale = fromZero(tops, max);
  const inner = Math.max(1, width - LEFT - RIGHT);
  const x = (at: number): number =>
    LEFT + (to === from ? inner : ((at - from) / (to - from)) * inner);
  const y = (value: number): number => TOP + (1 - scale.at(value)) * (height - TOP - BOTTOM);
  const hover = hovered === undefined ? undefined : times[hovered];
  return (
    <div
      ref={ref}
      className="time-chart"
      style={{ height }}
      onPointerMove={(event) => {
        const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setHovered(
          times.reduce(
            (best, time, index) =>
              Math.abs(x(time) - at) < Math.abs(x(times[best] ?? 0) - at) ? index : best,
            0,
          ),
        );
      }}
      onPointerLeave={() => setHovered(undefined)}
    >
      {width > 0 && times.length > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {scale.ticks.map((tick) => (
            <g key={tick}>
              <line className="gridline" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
                {format(tick)}
              </text>
            </g>
          ))}
          {drawn.map(({ label: name, colour, values, bases }) =>
            bases === undefined ? (
              <path
                key={name}
                className="line"
                d={linePath(times, values, x, y)}
                style={{ stroke: colour }}
              />
            ) : (
              <path
                key={name}
                d={areaPath(times, bases, values, x, y)}
                style={{ fill: colour, opacity: 0.85 }}
              />
            ),
          )}
          <text x={LEFT} y={height - 4}>
            {timeOfDay(from)}
          </text>
          <text x={width - RIGHT} y={height - 4} textAnchor="end">
            {timeOfDay(to)}
          </text>
          {hover !== undefined && (
            <line className="cross" x1={x(hover)} x2={x(hover)} y1={TOP} y2={height - BOTTOM} />
          )}
        </svg>
      )}
      {hover !== undefined && hovered !== undefined && (
        <div
          className="tip"
          style={x(hover) > width / 2 ? { right: width - x(hover) + 8 } : { left: x(hover) + 8 }}
        >
          {timeOfDay(hover)}
          {series.map(({ label: name, colour, values }) => {
            const value = values[hovered];
            return value == null ? null : (
              <div key={name} className="key" style={{ color: colour }}>
                <span>{name}</span> {format(value)}
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
};

type Drawn = Series & { readonly bases: readonly number[] };

const stacked = (series: readonly Series[]): Drawn[] => {
  let bases: number[] = [];
  return series.map((each) => {
    const before = bases;
    bases = each.values.map((value, index) => (before[index] ?? 0) + (value ?? 0));
    return { ...each, values: bases, bases: before };
  });
};

type Place = (value: number) => number;

const linePath = (
  times: readonly number[],
  values: readonly (number | null)[],
  x: Place,
  y: Place,
): string => {
  let path = "";
  let isOpen = false;
  for (const [index, time] of times.entries()) {
    const value = values[index];
    if (value == null) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? "L" : "M"}${x(time).toFixed(1)},${y(value).toFixed(1)}`;
    isOpen = true;
  }
  return path;
};

const areaPath = (
  times: readonly number[],
  bases: readonly number[],
  values: readonly (number | null)[],
  x: Place,
  y: Place,
): string => {
  const top = times.map(
    (time, index) => `${x(time).toFixed(1)},${y(values[index] ?? 0).toFixed(1)}`,
  );
  const bottom = times
    .map((time, index) => `${x(time).toFixed(1)},${y(bases[index] ?? 0).toFixed(1)}`)
    .toReversed();
  return `M${[...top, ...bottom].join("L")}Z`;
};
