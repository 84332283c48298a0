import { DataSource, type DataSourceOptions } from "typeorm";

import { BatchEntity } from "../batches/batch.entity.js";
import { EventEntity } from "../log/event.entity.js";
import { StreamEntity } from "../log/stream.entity.js";
import { ValuationEntity } from "../valuations/valuation.entity.js";
import { Initial1700000000001 } from "./migrations/1700000000001-initial.js";
import { SalesBySuffix1700000000010 } from "./migrations/1700000000010-sales-by-suffix.js";
import { Stream1700000000020 } from "./migrations/1700000000020-stream.js";
import { ChunkStages1700000000030 } from "./migrations/1700000000030-chunk-stages.js";
import { KeyUsage1700000000060 } from "./migrations/1700000000060-key-usage.js";
import { KeyWindows1700000000070 } from "./migrations/1700000000070-key-windows.js";
import { InteractiveAt1700000000110 } from "./migrations/1700000000110-interactive-at.js";
import { MarketOwners1700000000120 } from "./migrations/1700000000120-market-owners.js";
import { Market1700000000040 } from "./migrations/1700000000040-market.js";
import { Funds1700000000050 } from "./migrations/1700000000050-funds.js";

/** Connections of one process. A valuation uses one at a time, for a fraction of a millisecond. */
const POOL_SIZE = 10;

/**
 * Plans are made once for a prepared statement and kept: planning anew costs more than the statement. A plan that
 * was made while a table was small must stay right when it has grown to millions, so scans of whole tables are ruled
 * out from the start; every statement here has its index.
 */
const SESSION =
  "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

/** TypeORM's settings for this database. The schema changes by migrations alone. */
export const dataSourceOptions = (databaseUrl: string): DataSourceOptions => ({
  type: "postgres",
  url: databaseUrl,
  entities: [BatchEntity, EventEntity, StreamEntity, ValuationEntity],
  migrations: [
    Initial1700000000001,
    SalesBySuffix1700000000010,
    Stream1700000000020,
    ChunkStages1700000000030,
    Market1700000000040,
    Funds1700000000050,
    KeyUsage1700000000060,
    KeyWindows1700000000070,
    InteractiveAt1700000000110,
    MarketOwners1700000000120,
  ],
  migrationsTransactionMode: "each",
  synchronize: false,
  installExtensions: false,
  extra: {
    max: POOL_SIZE,
    options: SESSION,
    keepAlive: true,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 2_000,
    query_timeout: 20_000,
  },
});

/** A connected data source. The caller destroys it. */
export const openDataSource = (databaseUrl: string): Promise<DataSource> =>
  new DataSource(dataSourceOptions(databaseUrl)).initialize();
