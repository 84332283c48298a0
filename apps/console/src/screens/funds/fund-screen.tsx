import "./funds.css";

import { bodyOf, type Schema } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Link, namePath } from "../../app/router.js";
import { TimeChart } from "../../charts/time-chart.js";
import { amount, decimal, moment, percent } from "../../ui/format.js";
import { Figure, Figures } from "../../ui/figure.js";
import { Busy, Failure, Notice } from "../../ui/states.js";
import { Flows } from "./flows.js";

const LOOK_EVERY_MS = 5_000;
const POINTS = 500;

/** A fund: what a share is worth over time, and what it is made of. */
export default function FundScreen({ symbol }: { symbol: string }) {
  const { client } = useApi();
  const fund = useQuery(
    `fund ${symbol}`,
    (signal) =>
      bodyOf(client.GET("/api/v1/etfs/{symbol}", { params: { path: { symbol } }, signal })),
    LOOK_EVERY_MS,
  );
  const history = useQuery(
    `fund history ${symbol}`,
    (signal) =>
      bodyOf(
        client.GET("/api/v1/etfs/{symbol}/history", {
          params: { path: { symbol }, query: { limit: POINTS } },
          signal,
        }),
      ),
    LOOK_EVERY_MS * 6,
  );
  const { data } = fund;
  if (data === undefined)
    return fund.error === undefined ? (
      <Busy what={symbol} />
    ) : (
      <Failure problem={fund.error} onRetry={fund.reload} />
    );
  const points = (history.data?.items.toReversed() ?? []).map((point) => ({
    at: Date.parse(point.at),
    value: Number(point.nav_per_share),
    second: Number(point.high_water_mark),
  }));
  // The newest NAV is not in the history yet.
  const newest = {
    at: Date.parse(data.nav_at),
    value: Number(data.nav_per_share),
    second: Number(data.high_water_mark),
  };
  return (
    <div className="stack">
      <div className="row spread">
        <h1>
          {data.symbol} <span className="dim">{data.name}</span>
        </h1>
        <Link href="/funds">All funds</Link>
      </div>
      {fund.error !== undefined && <Notice isBad>{fund.error.message}</Notice>}
      <section className="card">
        <Key fund={data} />
      </section>
      <section className="card stack tight">
        <header>
          <h2>NAV of a share over time</h2>
          <span className="small dim">dashed: the high-water mark</span>
        </header>
        <TimeChart
          points={[...points, newest]}
          label={`NAV per share of ${symbol} over time, ${amount(data.nav_per_share)} ${data.currency} now`}
          tip={({ at, value, second }) =>
            `${moment(at)}: ${amount(String(value))} ${data.currency}, high-water mark ${amount(String(second))}`
          }
        />
      </section>
      <div className="grid-2">
        <Holdings fund={data} />
        <Flows symbol={symbol} />
      </div>
    </div>
  );
}

const returnOf = (value: number | null): string => (value === null ? "–" : percent(value, 1));

const Key = ({ fund }: { fund: Schema<"FundView"> }) => (
  <Figures>
    <Figure label="NAV of a share">
      {amount(fund.nav_per_share)} <span className="small dim">{fund.currency}</span>
    </Figure>
    <Figure label="NAV">{amount(fund.nav)}</Figure>
    <Figure label="Shares">{amount(fund.shares)}</Figure>
    <Figure label="High-water mark">{amount(fund.high_water_mark)}</Figure>
    <Figure label="Annualised, 30 days">{returnOf(fund.annualised_return.days_30)}</Figure>
    <Figure label="Annualised, 365 days">{returnOf(fund.annualised_return.days_365)}</Figure>
    <Figure label="Fees">
      {decimal(fund.management_fee_bps / 100, 2)} %{" "}
      <span className="small dim">and {percent(fund.performance_fee_bps / 10_000)} of gains</span>
    </Figure>
    <Figure label="Fees accrued">
      {amount(String(Number(fund.accrued_fees.management) + Number(fund.accrued_fees.performance)))}
    </Figure>
    <Figure label="Paid out a share">{amount(fund.distributed_per_share)}</Figure>
    <Figure label="Cash">{amount(fund.cash)}</Figure>
  </Figures>
);

const Holdings = ({ fund }: { fund: Schema<"FundView"> }) => {
  const largest = Math.max(1e-9, ...fund.positions.map((each) => each.share_of_nav ?? 0));
  return (
    <section className="card">
      <header>
        <h2>Holdings</h2>
        <span className="small dim">{fund.positions.length} names</span>
      </header>
      <div className="scroll-x">
        <table aria-label="Holdings">
          <thead>
            <tr>
              <th>Name</th>
              <th className="num">Value</th>
              <th className="num">Units</th>
              <th className="num">Share of NAV</th>
            </tr>
          </thead>
          <tbody>
            {fund.positions
              .toSorted((a, b) => (b.share_of_nav ?? 0) - (a.share_of_nav ?? 0))
              .map(({ domain, value, units, share_of_nav }) => (
                <tr key={domain}>
                  <td>
                    <Link href={namePath(domain)}>{domain}</Link>
                  </td>
                  <td className="num">{amount(value)}</td>
                  <td className="num">{amount(units)}</td>
                  <td className="num">
                    <span className="weight" aria-hidden="true">
                      <i style={{ width: `${(100 * (share_of_nav ?? 0)) / largest}%` }} />
                    </span>
                    {share_of_nav === null ? "–" : percent(share_of_nav, 1)}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};
