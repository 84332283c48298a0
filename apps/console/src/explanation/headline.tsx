import type { Schema } from "#client";

import { logScale } from "../charts/log-scale.js";
import { RangeAxis, RangeBar } from "../charts/range-bar.js";
import { amount, count, decimal } from "../ui/format.js";
import { sourceLabel } from "../ui/sources.js";
import { Time } from "../ui/time.js";

type Outlook = Pick<
  Schema<"ValuationResult">,
  "retail" | "demand" | "interval" | "interval_sales" | "flags"
>;
const NO_OUTLOOK: Outlook = {};

/** The headline of a value: the figure, its range, its confidence. */
export const Headline = ({
  value,
  low,
  high,
  currency,
  confidence,
  source,
  valuedAt,
  outlook = NO_OUTLOOK,
}: {
  value: string;
  low: string;
  high: string;
  currency: string;
  confidence: number;
  source: string;
  valuedAt?: string | undefined;
  /** Further fields of the result, if the server sent them. */
  outlook?: Outlook;
}) => {
  const { retail, demand, interval, interval_sales: sales, flags = [] } = outlook;
  const figures = [low, value, high].map(Number);
  const scale = logScale(
    retail === undefined
      ? figures
      : [...figures, ...[retail.low, retail.value, retail.high].map(Number)],
    true,
  );
  return (
    <div className="headline">
      <p className="figure">
        {amount(value)} <small>{currency}</small>
      </p>
      <p className="dim">
        {amount(low)} – {amount(high)} {currency}, four times in five
        {retail !== undefined && ", to an investor"}
      </p>
      <RangeBar
        scale={scale}
        low={Number(low)}
        value={Number(value)}
        high={Number(high)}
        retail={retail === undefined ? undefined : Number(retail.value)}
      />
      <RangeAxis scale={scale} />
      {retail !== undefined && (
        <p>
          <strong>{amount(retail.value)}</strong> {currency}{" "}
          <span className="dim">
            to an end user, {amount(retail.low)} – {amount(retail.high)}
          </span>
        </p>
      )}
      <p className="row small">
        <span className="chip">confidence {decimal(confidence, 2)}</span>
        <span className="chip">{sourceLabel(source)}</span>
        {demand !== undefined && (
          <span className={demand === "high" ? "chip good" : "chip"}>{demand} demand</span>
        )}
        {interval !== undefined && (
          <span className="chip">
            {interval === "calibrated" ? `range from ${count(sales ?? 0)} sales` : "range chosen"}
          </span>
        )}
        {valuedAt !== undefined && (
          <span className="dim">
            <Time at={valuedAt} />
          </span>
        )}
      </p>
      {flags.map(({ flag, note }) => (
        <p key={flag} className="small">
          <span className="chip warn">{flag}</span> {note}
        </p>
      ))}
    </div>
  );
};
