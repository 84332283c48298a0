import { bodyOf } from "#client";

import { useApi } from "../api/api.js";
import { useQuery } from "../api/use-query.js";
import { TimeChart } from "../charts/time-chart.js";
import { amount, count, moment } from "../ui/format.js";
import { Busy, Failure } from "../ui/states.js";

const MAX_VALUES = 200;
const NO_TRADES: readonly { readonly at: string; readonly price: string }[] = [];

/** The value over time with its range. */
export const History = ({
  domain,
  trades = NO_TRADES,
}: {
  domain: string;
  trades?: typeof NO_TRADES;
}) => {
  const { client } = useApi();
  const history = useQuery(`history ${domain}`, (signal) =>
    bodyOf(
      client.GET("/api/v1/valuation/history", {
        params: { query: { domain, limit: MAX_VALUES } },
        signal,
      }),
    ),
  );
  if (history.error !== undefined)
    return <Failure problem={history.error} onRetry={history.reload} />;
  if (history.data === undefined) return <Busy what="the history" />;
  const { items } = history.data;
  const newest = items[0];
  if (newest === undefined) return <p className="dim">It was never valued.</p>;
  const points = items.toReversed().map((item) => ({
    at: Date.parse(item.valued_at),
    value: Number(item.value),
    low: Number(item.low),
    high: Number(item.high),
  }));
  return (
    <section className="stack tight">
      <header className="row spread">
        <h2>Value and range over time</h2>
        <span className="small dim">
          {count(items.length)} {items.length === 1 ? "value" : "values"}
          {history.data.next_cursor !== null && ", the newest"}
        </span>
      </header>
      <TimeChart
        isLog
        points={points}
        marks={trades.map(({ at, price }) => ({ at: Date.parse(at), value: Number(price) }))}
        label={`${items.length} values of ${domain}, the newest ${amount(newest.value)} ${newest.currency}`}
        tip={({ at, value, low, high }) =>
          `${moment(at)}: ${amount(String(value))} ${newest.currency}  (${amount(String(low))} – ${amount(String(high))})`
        }
      />
    </section>
  );
};
