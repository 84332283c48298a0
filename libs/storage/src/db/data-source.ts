import { clientOptions, sessionOptions, type ConnectionLimits } from "#postgres";
import pg from "pg";
import type { DataSourceOptions } from "typeorm";

import { Initial1700000000001 } from "./migrations/1700000000001-initial.js";
import { SalesBySuffix1700000000010 } from "./migrations/1700000000010-sales-by-suffix.js";
import { Stream1700000000020 } from "./migrations/1700000000020-stream.js";
import { ChunkStages1700000000030 } from "./migrations/1700000000030-chunk-stages.js";
import { KeyUsage1700000000060 } from "./migrations/1700000000060-key-usage.js";
import { KeyWindows1700000000070 } from "./migrations/1700000000070-key-windows.js";
import { ENTITIES } from "./entities.js";
import { UnlistedManifests1700000000100 } from "./migrations/1700000000100-unlisted-manifests.js";
import { RequestKeys1700000000101 } from "./migrations/1700000000101-request-keys.js";
import { InteractiveAt1700000000110 } from "./migrations/1700000000110-interactive-at.js";
import { MarketOwners1700000000120 } from "./migrations/1700000000120-market-owners.js";
import { FiniteNumbers1700000000122 } from "./migrations/1700000000122-finite-numbers.js";
import { Retention1700000000140 } from "./migrations/1700000000140-retention.js";
import { Settings1700000000123 } from "./migrations/1700000000123-settings.js";
import { Owners1700000000121 } from "./migrations/1700000000121-owners.js";
import { Market1700000000040 } from "./migrations/1700000000040-market.js";
import { VenueKind1700000000160 } from "./migrations/1700000000160-venue-kind.js";
import { Funds1700000000050 } from "./migrations/1700000000050-funds.js";

/** Connections of one process. A valuation uses one at a time, for a fraction of a millisecond. */
const POOL_SIZE = 10;

/**
 * A prepared statement is planned once: planning costs more than running it. A plan that
 * was made for a small table must still be good for millions of rows, so full table scans are disabled
 * from the start; every statement here has its index.
 */
const PLANNER = {
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  jit: "off",
};

/**
 * A pool whose connections have these limits and are opened on demand.
 * @param settings of the planner
 */
export const openPool = (
  databaseUrl: string,
  limits: ConnectionLimits,
  settings: Readonly<Record<string, string>> = PLANNER,
): pg.Pool =>
  new pg.Pool({
    connectionString: databaseUrl,
    ...clientOptions(limits),
    max: POOL_SIZE,
    idleTimeoutMillis: 0,
    options: sessionOptions(limits, settings),
  });

/** TypeORM's settings, on our own pool. Only migrations change the schema. */
export const dataSourceOptions = (pool: pg.Pool): DataSourceOptions => ({
  type: "postgres",
  // TypeORM creates its pool with this constructor, which returns ours.
  driver: {
    Pool: function Pool() {
      return pool;
    },
  },
  // A lost idle connection is replaced; if that fails, the next query fails.
  poolErrorHandler: () => undefined,
  entities: ENTITIES,
  migrations: [
    Initial1700000000001,
    SalesBySuffix1700000000010,
    Stream1700000000020,
    ChunkStages1700000000030,
    Market1700000000040,
    Funds1700000000050,
    KeyUsage1700000000060,
    KeyWindows1700000000070,
    UnlistedManifests1700000000100,
    RequestKeys1700000000101,
    InteractiveAt1700000000110,
    MarketOwners1700000000120,
    Owners1700000000121,
    FiniteNumbers1700000000122,
    Settings1700000000123,
    Retention1700000000140,
    VenueKind1700000000160,
  ],
  migrationsTransactionMode: "each",
  synchronize: false,
  installExtensions: false,
});
