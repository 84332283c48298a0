import { decimal } from "../ui/format.js";

/** Places values on an axis from 0 to 1. */
export interface YScale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A linear axis with round steps, a little beyond the values. */
export const linearY = (values: readonly number[]): YScale => {
  const min = Math.min(...values);
  const max = Math.max(...values);
  const spread = max - min || Math.abs(max) * 0.1 || 1;
  const step = roundStep(spread / 3);
  const low = Math.floor((min - spread * 0.05) / step) * step;
  return axis(low, Math.ceil((max + spread * 0.05) / step) * step, step);
};

/** A linear axis that begins at 0 and ends at a round number, or at `end` where that is known. */
export const fromZero = (values: readonly number[], end?: number): YScale => {
  const max = end ?? Math.max(1e-3, ...values);
  const step = roundStep(max / 4);
  return axis(0, end ?? Math.ceil(max / step) * step, step);
};

const roundStep = (raw: number): number => {
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= raw) ?? raw;
};

const axis = (low: number, high: number, step: number): YScale => {
  const ticks: number[] = [];
  for (let tick = low; tick <= high + step / 2; tick += step)
    ticks.push(Number(tick.toPrecision(12)));
  return { at: (value) => (value - low) / (high - low), ticks };
};

/** A tick with enough digits to distinguish it from the next one. */
export const tickText = (tick: number, ticks: readonly number[]): string => {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1;
  const digits = Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return decimal(tick, Number.isInteger(step * 10 ** digits) ? digits : digits + 1);
};
