import type { AppConfig } from "#config";
import {
  Retention,
  type BatchRepository,
  type Database,
  type DecayingDomainsReader,
  type FundHistoryRepository,
  type FundRepository,
  type MarketRepository,
  type StreamReader,
} from "#storage";
import type { BullMqClient, Schedule } from "#transport";

import type { RevalueMoved } from "../jobs/revalue-moved.js";
import { DecayLoop } from "./decay.loop.js";
import { runNav } from "./nav.loop.js";
import { runSnapshots } from "./snapshots.loop.js";

/** How often is looked, where no setting says it; in milliseconds. */
const LOOK_MS = { nav: 1_000, expireOrders: 5_000, decay: 10_000, retention: 10_000 };
/** A run of the retention stops after this, though there is more: other loops have their turn. In milliseconds. */
const RETENTION_BUDGET_MS = 2_000;
const HOUR_MS = 3_600_000;

/** What the loops work with. */
export interface LoopParts {
  readonly database: Database;
  readonly funds: FundRepository;
  readonly fundHistory: FundHistoryRepository;
  readonly market: MarketRepository;
  readonly decaying: DecayingDomainsReader;
  readonly batches: BatchRepository;
  readonly client: BullMqClient;
  readonly stream: StreamReader;
  readonly revalueMoved: RevalueMoved;
}

/** All that the platform does by itself, and how often. */
export const buildSchedules = (
  config: AppConfig,
  parts: LoopParts,
  onCommit: () => void,
): Schedule[] => {
  const { database, funds, fundHistory, market, decaying, batches, client, stream, revalueMoved } =
    parts;
  const { retentionHours, decayIntervalMs, useEnsemble } = config;
  const nowMs = async (): Promise<number> => (await database.now()).getTime();
  const decay = new DecayLoop(decaying, batches, client, useEnsemble, decayIntervalMs, () =>
    database.now(),
  );
  const retention = new Retention(database, stream);
  return [
    {
      name: "nav",
      everyMs: LOOK_MS.nav,
      run: async () => runNav(funds, config.navIntervalMs, await nowMs(), onCommit),
    },
    {
      name: "snapshots",
      everyMs: config.snapshotIntervalMs,
      run: async () => runSnapshots(funds, fundHistory, await nowMs(), onCommit),
    },
    {
      name: "expire-orders",
      everyMs: LOOK_MS.expireOrders,
      run: async () => {
        if ((await market.expireOrders(await database.now())) > 0) await revalueMoved.enqueue(0);
      },
    },
    { name: "decay", everyMs: LOOK_MS.decay, run: decay.run },
    {
      name: "retention",
      everyMs: LOOK_MS.retention,
      run: async () => {
        const now = await nowMs();
        const beforeMs = retentionHours === undefined ? undefined : now - retentionHours * HOUR_MS;
        await retention.run(beforeMs, now, RETENTION_BUDGET_MS);
      },
    },
  ];
};
