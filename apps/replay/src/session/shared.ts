import { STREAM_LIMITS, type ReplayView } from "#contracts";
import { StorageUnavailableError } from "#storage";

import { ByteBudget } from "../source/byte-budget.js";
import { ManifestSource, type ManifestReader } from "../source/manifest-source.js";
import {
  MarketSource,
  MARKET_DEFAULTS,
  type LogReader,
  type MarketOptions,
} from "../source/market-source.js";
import { PageCache } from "../source/page-cache.js";
import { systemClock, type Clock } from "../subscription/clock.js";
import type { Sources } from "../subscription/plan.js";
import { StreamError } from "../subscription/stream-error.js";
import { Turns } from "../subscription/turns.js";
import { Admission, type StreamKeys } from "./admission.js";
import { News } from "./news.js";
import { Scratch } from "./outbox.js";

/** The stores that the stream reads. */
export interface StreamStores {
  readonly log: LogReader;
  readonly manifests: ManifestReader;
  readonly replays: {
    find(id: string, viewer?: string): Promise<ReplayView | undefined>;
    existing(ids: readonly string[]): Promise<Set<string>>;
  };
}

export interface StreamOptions extends MarketOptions {
  readonly clock: Clock;
  /** Undefined without keys. */
  readonly keys?: StreamKeys;
  /** Byte budget of the process: unsent bytes, pages, waiting calls, incomplete frames. */
  readonly maxHeldBytes: number;
  /** Called with unhandled errors. */
  readonly onError: (error: unknown) => void;
}
export const STREAM_DEFAULTS = {
  ...MARKET_DEFAULTS,
  clock: systemClock,
  maxHeldBytes: 160 * 1024 * 1024,
} as const;

/** Page cache, shared by all subscriptions. */
const PAGE_BYTES = 64 * 1024 * 1024;
const RETRY_AFTER_MS = 1_000;

/** Shared state of a process's sessions. */
export class Shared {
  readonly clock: Clock;
  readonly budget: ByteBudget;
  readonly turns: Turns;
  readonly scratch = new Scratch();
  readonly market: MarketSource;
  readonly news: News;
  readonly sources: Sources;
  readonly admission: Admission;

  constructor(
    stores: StreamStores,
    private readonly options: StreamOptions,
  ) {
    this.clock = options.clock;
    this.budget = new ByteBudget(options.maxHeldBytes);
    this.turns = new Turns(options.onError);
    this.admission = new Admission(options.keys);
    const pages = new PageCache(STREAM_LIMITS.page_events, PAGE_BYTES, this.budget);
    this.market = new MarketSource(stores.log, pages, options);
    this.news = new News(this.market, this.turns);
    this.sources = {
      market: this.market,
      manifest: async (name) => {
        const manifest = await stores.manifests.find(name);
        if (manifest !== undefined) return new ManifestSource(manifest, stores.manifests, pages);
        throw new StreamError(
          "bad_request",
          `There is no manifest "${name}". GET /api/v1/manifests lists all.`,
        );
      },
      replay: async (id, viewer) => {
        const view = await stores.replays.find(id, viewer);
        if (view !== undefined) return view;
        throw new StreamError(
          "bad_request",
          "There is no replay with that id; POST /api/v1/replays creates one.",
        );
      },
    };
  }

  /** The error frame of an unexpected failure. */
  toStreamError(error: unknown): StreamError {
    if (error instanceof StreamError) return error;
    if (error instanceof StorageUnavailableError)
      return new StreamError("internal", error.message, {
        temporary: true,
        retry_after_ms: RETRY_AFTER_MS,
      });
    this.options.onError(error);
    return new StreamError("internal", "Internal error.", { temporary: true });
  }
}
