import { Coalescer } from "#concurrency";
import type { JobItem, Lane, MarketState, RefusedItem } from "#contracts";
import {
  commitValues,
  loadMarketStates,
  StorageUnavailableError,
  ValuationRepository,
  type ChunkOutcome,
  type Database,
  type ValuedItem,
} from "#storage";
import { activeTraceparent, inStage, type StageClock } from "#telemetry";
import { Logger } from "@nestjs/common";

import { LanePriority } from "./lane-priority.js";
import type { Valuer } from "./valuer.js";

/** Rows that one commit may hold: the head of the stream is held for as long as they take. */
const MAX_ROWS = 500;
/** Rows of a commit of bulk work while small batches come: they wait for the head no longer than for these. */
const MAX_ROWS_SHARED = 50;
/** Of a lane at once. Commits wait for each other at the stream's head: more than two would only queue there. */
const MAX_COMMITS = 2;
const MAX_LOADS = 4;

/** A job's names, and what of their batch is stored with their values. */
export interface NamesToValue {
  readonly lane: Lane;
  readonly batchId: string;
  readonly owner?: string | undefined;
  readonly chunk: number;
  readonly ensemble: boolean;
  readonly createdAt: string;
  readonly items: readonly JobItem[];
  readonly refused: readonly RefusedItem[];
  /** Only of what has moved: see `ChunkOutcome`. */
  readonly movedSeqs?: ReadonlyMap<string, string>;
}

/** Called after each commit, so that those who follow the log read it at once. */
export type OnCommit = () => void;

/** The round trips of one lane: a small batch shares none with a large one. */
interface RoundTrips {
  readonly loads: Coalescer<readonly string[], ReadonlyMap<string, MarketState>>;
  readonly commits: Coalescer<ChunkOutcome, boolean>;
}

/**
 * The one way from names to stored values: load, value, persist. Two round trips to the database for a small batch,
 * whatever the number of names; jobs that are held at the same time share them. Bulk work goes the same way in steps,
 * and yields to small batches between any two.
 */
export class ValueNames {
  private readonly logger = new Logger(ValueNames.name);
  private readonly priority = new LanePriority();
  private readonly roundTrips: Readonly<Record<Lane, RoundTrips>>;

  constructor(
    private readonly database: Pick<Database, "now" | "read" | "run">,
    private readonly valuations: ValuationRepository,
    private readonly valuer: Valuer,
    private readonly onCommit: OnCommit,
  ) {
    this.roundTrips = {
      interactive: this.openRoundTrips("interactive"),
      bulk: this.openRoundTrips("bulk"),
    };
  }

  /**
   * Values these names and stores the values with their events. Done again, it changes nothing and gives what was
   * stored the first time.
   * @throws StorageUnavailableError when the database is unavailable: the job is to be tried again
   */
  run(names: NamesToValue, clock: StageClock): Promise<readonly ValuedItem[]> {
    return names.lane === "interactive"
      ? this.priority.runInteractive(() => this.value(names, clock))
      : this.value(names, clock);
  }

  private async value(names: NamesToValue, clock: StageClock): Promise<readonly ValuedItem[]> {
    const startedAt = await this.database.now();
    const { loads } = this.roundTrips[names.lane];
    const states = await inStage(
      "load",
      {},
      () => loads.run(names.items.map(({ domain }) => domain)),
      clock,
    );

    const values = await this.valuer.value(
      names.items,
      states,
      names.ensemble,
      startedAt,
      clock,
      names.lane === "bulk"
        ? () => this.priority.yieldToInteractive()
        : () => new Promise(setImmediate),
    );

    const isNew = await inStage("persist", {}, () => this.persist(names, values, startedAt), clock);
    return isNew ? values : this.stored(names);
  }

  /**
   * Commits the values of a small batch at once, those of a chunk of bulk work part by part, in the order of its names:
   * the part with the last name ends the chunk. Parts of an earlier run that died in between stand as they are.
   * @returns false when some of it had been stored before
   */
  private async persist(
    { lane, batchId, owner, chunk, ensemble, createdAt, refused, movedSeqs }: NamesToValue,
    values: readonly ValuedItem[],
    startedAt: Date,
  ): Promise<boolean> {
    const traceparent = activeTraceparent();
    const { commits } = this.roundTrips[lane];
    let left = values;
    let isNew = true;
    for (;;) {
      if (lane === "bulk") await this.priority.yieldToInteractive();
      const part = left.slice(0, this.rowsAtOnce(lane));
      const isStored = await commits.run({
        batchId,
        owner,
        chunk,
        isLast: part.length === left.length,
        ensemble,
        traceparent,
        createdAt,
        startedAt: startedAt.toISOString(),
        values: part,
        refused,
        ...(movedSeqs === undefined ? {} : { movedSeqs }),
      });
      const before = left.length;
      if (isStored) left = left.slice(part.length);
      else {
        isNew = false;
        const stored = new Set((await this.placed(batchId, left)).map(({ idx }) => idx));
        left = left.filter(({ idx }) => !stored.has(idx));
      }
      if (left.length === 0) return isNew;
      // A commit that breaks a key which none of its values hold would break it for ever.
      if (left.length === before)
        throw new Error(`Batch ${batchId}, chunk ${chunk}, has ended without all of its values.`);
    }
  }

  private rowsAtOnce(lane: Lane): number {
    if (lane === "interactive") return Number.POSITIVE_INFINITY;
    return this.priority.isShared ? MAX_ROWS_SHARED : MAX_ROWS;
  }

  private openRoundTrips(lane: Lane): RoundTrips {
    return {
      loads: new Coalescer<readonly string[], ReadonlyMap<string, MarketState>>(
        async (requests) => {
          const domains = [...new Set(requests.flat())];
          const states = await loadMarketStates(
            this.database,
            domains,
            (await this.database.now()).getTime(),
          );
          return requests.map(() => states);
        },
        {
          sizeOf: (domains) => domains.length,
          maxSize: MAX_ROWS,
          maxRunning: MAX_LOADS,
          isFaultOfOne,
        },
      ),
      commits: new Coalescer((outcomes) => this.commit(lane, outcomes), {
        sizeOf: ({ values }) => values.length,
        maxSize: MAX_ROWS,
        maxRunning: MAX_COMMITS,
        isFaultOfOne,
      }),
    };
  }

  /** Whether each outcome was stored now; false where any of it had been stored before. */
  private async commit(lane: Lane, outcomes: readonly ChunkOutcome[]): Promise<boolean[]> {
    const committed = await commitValues(this.database, outcomes, lane);
    if (committed !== undefined) {
      if (lane === "bulk") this.priority.noteInteractive(committed.interactiveAgeMs);
      this.onCommit();
      return outcomes.map(() => true);
    }
    if (outcomes.length === 1) return [false];
    // One of those joined had been stored before, and took the others' commit with it: each by itself, then.
    const alone: boolean[] = [];
    for (const outcome of outcomes) alone.push(...(await this.commit(lane, [outcome])));
    return alone;
  }

  private async stored(names: NamesToValue): Promise<readonly ValuedItem[]> {
    this.logger.log(
      `Batch ${names.batchId}, chunk ${names.chunk}, was valued before; its stored values stand.`,
    );
    const placed = await this.placed(names.batchId, names.items);
    return placed.flatMap(({ idx, item }) => ("error" in item ? [] : [{ idx, result: item }]));
  }

  private placed(
    batchId: string,
    items: readonly { readonly idx: number }[],
  ): ReturnType<ValuationRepository["findByBatch"]> {
    const first = items[0]?.idx ?? 0;
    const last = items.at(-1)?.idx ?? 0;
    return this.valuations.findByBatch(batchId, first - 1, last - first + 1, false);
  }
}

/** What the database rejects may be one name's fault; an unavailable database never is. */
const isFaultOfOne = (error: unknown): boolean => !(error instanceof StorageUnavailableError);
