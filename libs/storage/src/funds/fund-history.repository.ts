import type { FundHistoryPage, FundState } from "#contracts";
import { And, LessThan, MoreThanOrEqual } from "typeorm";

import type { Database } from "../db/database.js";
import { DomainStateEntity } from "../market/domain-state.entity.js";
import { FundNavEntity } from "./fund-nav.entity.js";
import { FundPositionEntity } from "./fund-position.entity.js";
import { toState } from "./fund-statements.js";
import { FundEntity } from "./fund.entity.js";

/** A fund as it is read. Amounts are decimal strings. */
export interface FundRecord {
  readonly state: FundState;
  readonly name: string | null;
  readonly nav: string;
  readonly navPerShare: string;
  readonly createdAt: Date;
}

export interface PositionRecord {
  readonly domain: string;
  readonly weightBps: number;
  /** Of one basket. */
  readonly units: string;
  readonly value: string;
}

export type NavPoint = FundHistoryPage["items"][number];

/** Rows that one statement removes: short enough not to block others. */
const PRUNE_ROWS = 5_000;

/** Reads funds and their past. */
export class FundHistoryRepository {
  constructor(private readonly database: Database) {}

  /** A fund and its positions, by domain; undefined when there is none. @throws StorageUnavailableError */
  async find(
    symbol: string,
  ): Promise<{ fund: FundRecord; positions: PositionRecord[] } | undefined> {
    const fund = await this.database.find((manager) => manager.findOneBy(FundEntity, { symbol }));
    if (fund === null) return undefined;
    const positions = await this.database.find((manager) =>
      manager
        .createQueryBuilder(FundPositionEntity, "p")
        .innerJoin(DomainStateEntity, "s", "s.domain = p.domain")
        .select("p.domain", "domain")
        .addSelect("p.weight_bps", "weightBps")
        .addSelect("p.units", "units")
        .addSelect("s.value", "value")
        .where({ symbol })
        .orderBy("p.domain")
        .getRawMany<PositionRecord>(),
    );
    return { fund: toRecord(fund), positions };
  }

  /** Funds by symbol, from an offset; a fund opened meanwhile may repeat one on the next page, and none is missed. @throws StorageUnavailableError */
  async list(offset: number, limit: number): Promise<FundRecord[]> {
    const funds = await this.database.find((manager) =>
      manager.find(FundEntity, { order: { symbol: "ASC" }, skip: offset, take: limit }),
    );
    return funds.map(toRecord);
  }

  /** Points of the NAV, newest first, before one time and not before another. @throws StorageUnavailableError */
  async points(
    symbol: string,
    range: { readonly sinceMs: number; readonly beforeMs: number },
    limit: number,
  ): Promise<NavPoint[]> {
    const at = And(MoreThanOrEqual(new Date(range.sinceMs)), LessThan(new Date(range.beforeMs)));
    const points = await this.database.find((manager) =>
      manager.find(FundNavEntity, { where: { symbol, at }, order: { at: "DESC" }, take: limit }),
    );
    return points.map(toPoint);
  }

  /**
   * Deletes points from before a time, a few thousand with each statement.
   * @returns how many
   * @throws StorageUnavailableError
   */
  async prune(before: Date): Promise<number> {
    let removed = 0;
    for (;;) {
      const rows = await this.database.run<{ count: string }>(
        "prune nav points",
        `WITH gone AS (
           DELETE FROM fund_nav f USING (SELECT symbol, at FROM fund_nav WHERE at < $1 ORDER BY at LIMIT $2) old
           WHERE f.symbol = old.symbol AND f.at = old.at RETURNING 1)
         SELECT count(*) AS count FROM gone`,
        [before, PRUNE_ROWS],
      );
      const count = Number(rows[0]?.count ?? 0);
      if (count === 0) return removed;
      removed += count;
    }
  }
}

const toRecord = (fund: FundEntity): FundRecord => ({
  state: toState(fund),
  name: fund.name,
  nav: fund.nav,
  navPerShare: fund.navPerShare,
  createdAt: fund.createdAt,
});

const toPoint = (point: FundNavEntity): NavPoint => ({
  at: point.at.toISOString(),
  nav: point.nav,
  nav_per_share: point.navPerShare,
  shares: point.shares,
  high_water_mark: point.highWaterMark,
  distributed_per_share: point.distributedPerShare,
});
