import type { JobItem, MarketState, RefusedItem } from "#contracts";
import {
  commitValues,
  loadMarketStates,
  ValuationRepository,
  type ChunkOutcome,
  type Database,
  type ValuedItem,
} from "#storage";
import { activeTraceparent, inStage } from "#telemetry";
import { Logger } from "@nestjs/common";

import { Coalescer } from "./coalescer.js";
import type { Valuer } from "./valuer.js";

/** Rows that one commit may hold when jobs are joined: the head of the stream is held for as long as they take. */
const MAX_JOINED_ROWS = 500;
/** Commits wait for each other at the stream's head: more than two at once only queue there. */
const MAX_COMMITS = 2;
const MAX_LOADS = 4;

/** A job's names, and what of their batch is stored with their values. */
export interface NamesToValue {
  readonly batchId: string;
  readonly chunk: number;
  readonly ensemble: boolean;
  readonly createdAt: string;
  readonly items: readonly JobItem[];
  readonly refused: readonly RefusedItem[];
  /** Only of what has moved: see `ChunkOutcome`. */
  readonly movedSeqs?: ReadonlyMap<string, string>;
}

/** Tells how long a stage took, in milliseconds. */
export type RecordStage = (stage: string, durationMs: number) => void;

/** Told after each commit, so that those who follow the log look at once. */
export type OnCommit = (headSeq: number) => void;

/**
 * The one way from names to stored values: load, value, persist. Two round trips to the database, whatever the
 * number of names; jobs that are held at the same time share them.
 */
export class ValueNames {
  private readonly logger = new Logger(ValueNames.name);
  private readonly loads: Coalescer<readonly string[], ReadonlyMap<string, MarketState>>;
  private readonly commits: Coalescer<ChunkOutcome, boolean>;

  constructor(
    private readonly database: Database,
    private readonly valuations: ValuationRepository,
    private readonly valuer: Valuer,
    private readonly onCommit: OnCommit,
  ) {
    this.loads = new Coalescer<readonly string[], ReadonlyMap<string, MarketState>>(
      async (requests) => {
        const states = await loadMarketStates(database, [...new Set(requests.flat())], Date.now());
        return requests.map(() => states);
      },
      (domains) => domains.length,
      MAX_JOINED_ROWS,
      MAX_LOADS,
    );
    this.commits = new Coalescer(
      (outcomes) => this.commit(outcomes),
      ({ values }) => values.length,
      MAX_JOINED_ROWS,
      MAX_COMMITS,
    );
  }

  /**
   * Values these names and stores the values with their events. Done again, it changes nothing and gives what was
   * stored the first time.
   * @throws StorageUnavailableError when the database is away: the job is to be tried again
   */
  async run(names: NamesToValue, recordStage: RecordStage): Promise<readonly ValuedItem[]> {
    const startedAt = new Date();
    const load = await inStage(
      "load",
      {},
      () => this.loads.run(names.items.map(({ domain }) => domain)),
      recordStage,
    );

    const values = await this.valuer.value(
      names.items,
      load.result,
      names.ensemble,
      startedAt,
      recordStage,
    );

    const persist = await inStage(
      "persist",
      {},
      () =>
        this.commits.run({
          batchId: names.batchId,
          chunk: names.chunk,
          ensemble: names.ensemble,
          traceparent: activeTraceparent(),
          createdAt: names.createdAt,
          startedAt: startedAt.toISOString(),
          values,
          refused: names.refused,
          ...(names.movedSeqs === undefined ? {} : { movedSeqs: names.movedSeqs }),
        }),
      recordStage,
    );
    return persist.result ? values : this.stored(names);
  }

  /** Whether each outcome was stored now; false where it had been stored before. */
  private async commit(outcomes: readonly ChunkOutcome[]): Promise<boolean[]> {
    const committed = await commitValues(this.database, outcomes);
    if (committed !== undefined) {
      this.onCommit(committed.headSeq);
      return outcomes.map(() => true);
    }
    if (outcomes.length === 1) return [false];
    // One of those joined had been stored before, and took the others' commit with it: each by itself, then.
    const alone: boolean[] = [];
    for (const outcome of outcomes) alone.push(...(await this.commit([outcome])));
    return alone;
  }

  private async stored(names: NamesToValue): Promise<readonly ValuedItem[]> {
    this.logger.log(
      `Batch ${names.batchId}, chunk ${names.chunk}, was valued before; its stored values stand.`,
    );
    const first = names.items[0]?.idx ?? 0;
    const last = names.items.at(-1)?.idx ?? 0;
    const placed = await this.valuations.findByBatch(
      names.batchId,
      first - 1,
      last - first + 1,
      false,
    );
    return placed.flatMap(({ idx, item }) => ("error" in item ? [] : [{ idx, result: item }]));
  }
}
