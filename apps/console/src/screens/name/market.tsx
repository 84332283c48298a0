import type { Schema } from "#client";

import { amount, count } from "../../ui/format.js";
import { Empty } from "../../ui/states.js";
import { Time } from "../../ui/time.js";

type MarketView = Schema<"MarketView">;

/** The order book and the last trades of a name. */
export const Market = ({ market }: { market: MarketView }) => {
  const { book, last_trades, state, currency } = market;
  const isEmpty = book.bids.length + book.asks.length + last_trades.length === 0;
  if (isEmpty) return <Empty title="Nobody trades this name yet" />;
  return (
    <>
      <section className="card">
        <header>
          <h2>Order book</h2>
          <span className="small dim">
            {count(state.bid_count)} bids, {count(state.ask_count)} asks in {currency}
          </span>
        </header>
        <div className="book">
          <Side title="Bids" kind="bids" orders={book.bids} />
          <Side title="Asks" kind="asks" orders={book.asks} />
        </div>
      </section>
      <section className="card">
        <header>
          <h2>Last trades</h2>
          <span className="small dim">
            {count(state.trade_count)} in all
            {state.flagged_count > 0 && `, ${count(state.flagged_count)} flagged`}
          </span>
        </header>
        {last_trades.length === 0 ? (
          <p className="dim">It was never traded.</p>
        ) : (
          <Trades trades={last_trades} currency={currency} />
        )}
      </section>
    </>
  );
};

const Side = ({
  title,
  kind,
  orders,
}: {
  title: string;
  kind: "bids" | "asks";
  orders: MarketView["book"]["bids"];
}) => {
  const most = Math.max(...orders.map(({ price }) => Number(price)), 0);
  return (
    <div className={kind}>
      <h3>{title}</h3>
      {orders.length === 0 && <p className="dim">none</p>}
      <ol>
        {orders.map(({ id, price, created_at }) => (
          <li key={id}>
            <i aria-hidden="true" style={{ width: `${(100 * Number(price)) / most}%` }} />
            <span>{amount(price)}</span>
            <span className="dim small">
              <Time at={created_at} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
};

const Trades = ({ trades, currency }: { trades: MarketView["last_trades"]; currency: string }) => (
  <div className="scroll-x">
    <table aria-label="Last trades">
      <thead>
        <tr>
          <th>When</th>
          <th className="num">Price ({currency})</th>
          <th>Buyer</th>
          <th>Seller</th>
          <th>Flags</th>
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <tr key={trade.id}>
            <td>
              <Time at={trade.at} />
            </td>
            <td className="num">
              {amount(trade.price)}
              {trade.quantity !== "1" && ` × ${trade.quantity}`}
            </td>
            <td>{trade.buyer ?? "–"}</td>
            <td>{trade.seller ?? "–"}</td>
            <td>
              {trade.flags.map((flag) => (
                <span key={flag} className="chip warn">
                  {flag.replaceAll("_", " ")}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
