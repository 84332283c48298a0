import type { FundHistoryPage, FundState } from "#contracts";

import type { Database } from "../db/database.js";
import { readFunds, toState, type FundRow } from "./fund-statements.js";

/** A fund as it is looked at. Amounts are decimal strings. */
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

interface PointRow extends Omit<NavPoint, "at"> {
  at: Date;
}

const POINT =
  "at, nav::text, nav_per_share::text, shares::text, high_water_mark::text, distributed_per_share::text";
/** Rows that one statement removes: short enough to be in nobody's way. */
const PRUNE_ROWS = 5_000;

/** Funds and their past, to be looked at. */
export class FundHistoryRepository {
  constructor(private readonly database: Database) {}

  /** A fund and its positions, by domain; undefined when there is none. @throws StorageUnavailableError */
  async find(
    symbol: string,
  ): Promise<{ fund: FundRecord; positions: PositionRecord[] } | undefined> {
    const [row] = await this.database.read<FundRow>("find fund", readFunds("f.symbol = $1"), [
      symbol,
    ]);
    if (row === undefined) return undefined;
    const positions = await this.database.read<{
      domain: string;
      weight_bps: number;
      units: string;
      value: string;
    }>(
      "find positions",
      `SELECT p.domain, p.weight_bps, p.units, s.value
       FROM fund_positions p JOIN domain_states s USING (domain) WHERE p.symbol = $1 ORDER BY p.domain`,
      [symbol],
    );
    return {
      fund: toRecord(row),
      positions: positions.map(({ domain, weight_bps: weightBps, units, value }) => ({
        domain,
        weightBps,
        units,
        value,
      })),
    };
  }

  /** Funds by symbol, from a place on; a new one moves those behind it, and none is missed. @throws StorageUnavailableError */
  async list(offset: number, limit: number): Promise<FundRecord[]> {
    const rows = await this.database.read<FundRow>(
      "list funds",
      `SELECT * FROM funds ORDER BY symbol OFFSET $1 LIMIT $2`,
      [offset, limit],
    );
    return rows.map(toRecord);
  }

  /** Points of the NAV, newest first, before one time and not before another. @throws StorageUnavailableError */
  async points(
    symbol: string,
    range: { readonly sinceMs: number; readonly beforeMs: number },
    limit: number,
  ): Promise<NavPoint[]> {
    const rows = await this.database.read<PointRow>(
      "find nav points",
      `SELECT ${POINT} FROM fund_nav WHERE symbol = $1 AND at >= $2 AND at < $3 ORDER BY at DESC LIMIT $4`,
      [symbol, new Date(range.sinceMs), new Date(range.beforeMs), limit],
    );
    return rows.map(toPoint);
  }

  /**
   * Forgets points from before a time, a few thousand with each statement.
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

const toRecord = (row: FundRow): FundRecord => ({
  state: toState(row),
  name: row.name,
  nav: row.nav,
  navPerShare: row.nav_per_share,
  createdAt: row.created_at,
});

const toPoint = ({ at, ...figures }: PointRow): NavPoint => ({ at: at.toISOString(), ...figures });
