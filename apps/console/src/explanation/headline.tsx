import { logScale } from "../charts/log-scale.js";
import { RangeAxis, RangeBar } from "../charts/range-bar.js";
import { amount, decimal } from "../ui/format.js";
import { sourceLabel } from "../ui/sources.js";
import { Time } from "../ui/time.js";

/** A value as one looks at it first: the figure, its range, how sure it is. */
export const Headline = ({
  value,
  low,
  high,
  currency,
  confidence,
  source,
  valuedAt,
  retail,
}: {
  value: string;
  low: string;
  high: string;
  currency: string;
  confidence: number;
  source: string;
  valuedAt?: string | undefined;
  retail?: string | undefined;
}) => {
  const figures = [low, value, high].map(Number);
  const scale = logScale(retail === undefined ? figures : [...figures, Number(retail)]);
  return (
    <div className="headline">
      <p className="figure">
        {amount(value)} <small>{currency}</small>
      </p>
      {retail !== undefined && (
        <p>
          {amount(retail)} {currency} <span className="dim">to an end buyer (retail)</span>
        </p>
      )}
      <p className="dim">
        {amount(low)} – {amount(high)} {currency}, four times in five
      </p>
      <RangeBar
        scale={scale}
        low={Number(low)}
        value={Number(value)}
        high={Number(high)}
        retail={retail === undefined ? undefined : Number(retail)}
      />
      <RangeAxis scale={scale} />
      <p className="row small">
        <span className="chip">confidence {decimal(confidence, 2)}</span>
        <span className="chip">{sourceLabel(source)}</span>
        {valuedAt !== undefined && (
          <span className="dim">
            <Time at={valuedAt} />
          </span>
        )}
      </p>
    </div>
  );
};
