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
  const raw = spread / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= raw) ?? raw;
  const low = Math.floor((min - spread * 0.05) / step) * step;
  const high = Math.ceil((max + spread * 0.05) / step) * step;
  const ticks: number[] = [];
  for (let tick = low; tick <= high + step / 2; tick += step)
    ticks.push(Number(tick.toPrecision(12)));
  return { at: (value) => (value - low) / (high - low), ticks };
};
