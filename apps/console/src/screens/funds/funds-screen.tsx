import "./funds.css";

import { bodyOf } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Link } from "../../app/router.js";
import { amount, money, percent } from "../../ui/format.js";
import { Busy, Empty, Failure } from "../../ui/states.js";
import { Time } from "../../ui/time.js";
import { SeedOffer } from "../value/seed-offer.js";

const LOOK_EVERY_MS = 5_000;

/** All funds with their newest NAV. */
export default function FundsScreen() {
  const { client } = useApi();
  const funds = useQuery(
    "funds",
    (signal) => bodyOf(client.GET("/api/v1/etfs", { params: { query: { limit: 200 } }, signal })),
    LOOK_EVERY_MS,
  );
  return (
    <div className="stack">
      <h1>Funds</h1>
      {funds.error !== undefined && <Failure problem={funds.error} onRetry={funds.reload} />}
      {funds.isLoading && <Busy what="the funds" />}
      {funds.data?.items.length === 0 && (
        <>
          <Empty title="There is no fund yet">
            <p className="dim">
              A fund is a basket of names that people hold shares of. Create one with{" "}
              <code>POST /api/v1/etfs</code>.
            </p>
          </Empty>
          <SeedOffer onSeeded={funds.reload} />
        </>
      )}
      <div className="fund-cards">
        {funds.data?.items.map((fund) => (
          <Link key={fund.symbol} className="card" href={`/funds/${fund.symbol}`}>
            <div className="row spread">
              <h2>{fund.symbol}</h2>
              <span className="small dim">
                <Time at={fund.nav_at} short />
              </span>
            </div>
            <p className="dim">{fund.name ?? "\u00A0"}</p>
            <p className="figure">
              {amount(fund.nav_per_share)}{" "}
              <span className="small dim">{fund.currency} a share</span>
            </p>
            <p className="small dim">
              NAV {money(fund.nav, fund.currency)} ·{" "}
              {percent(Number(fund.nav_per_share) / Number(fund.high_water_mark) - 1, 1)} from its
              high-water mark
            </p>
          </Link>
        ))}
      </div>
    </div>
  );
}
