import "./range-bar.css";

import { compact } from "../ui/format.js";
import type { LogScale } from "./log-scale.js";

const at = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** A value in its 80 % range, on a scale that all rows share. The figures stand beside it as text. */
export const RangeBar = ({
  scale,
  low,
  value,
  high,
  retail,
}: {
  scale: LogScale;
  low: number;
  value: number;
  high: number;
  retail?: number | undefined;
}) => (
  <span className="range-bar" aria-hidden="true">
    <i style={{ left: at(scale.at(low)), width: at(scale.at(high) - scale.at(low)) }} />
    <b style={{ left: at(scale.at(value)) }} />
    {retail !== undefined && <b className="retail" style={{ left: at(scale.at(retail)) }} />}
  </span>
);

/** The powers of ten above a column of range bars. */
export const RangeAxis = ({ scale }: { scale: LogScale }) => (
  <span className="range-axis" aria-hidden="true">
    {scale.ticks.map((tick) => (
      <span key={tick} style={{ left: at(scale.at(tick)) }}>
        {compact(tick)}
      </span>
    ))}
  </span>
);
