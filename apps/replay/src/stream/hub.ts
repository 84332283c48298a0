import { STREAM_LIMITS, type ReplayView } from "#contracts";
import { StorageUnavailableError } from "#storage";

import { ManifestSource, type ManifestReader } from "../source/manifest-source.js";
import {
  MarketSource,
  MARKET_DEFAULTS,
  type LogReader,
  type MarketOptions,
} from "../source/market-source.js";
import { PageCache } from "../source/page-cache.js";
import { systemClock, type Clock } from "./clock.js";
import type { Pipe, Socket } from "./outbox.js";
import { Session } from "./session.js";
import { StreamError } from "./stream-error.js";
import type { Plan, Sources } from "./subscribe.js";
import { Turns, type Worker } from "./turns.js";

/** What the stream reads. */
export interface HubStores {
  readonly log: LogReader;
  readonly manifests: ManifestReader;
  readonly replays: {
    find(id: string): Promise<ReplayView | undefined>;
    existing(ids: readonly string[]): Promise<Set<string>>;
  };
}

/** Why a key does not let its owner follow the stream; undefined when it does. */
export type JudgeKey = (shown: string | undefined) => "unauthorized" | "forbidden" | undefined;

export interface HubOptions extends MarketOptions {
  readonly clock: Clock;
  /** What of a key is wrong, told by its scope; undefined where there are no keys, and everybody may follow. */
  readonly judgeKey?: JudgeKey;
  /** Told of what nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

/** Of one process at once. */
export const MAX_CONNECTIONS = 4_000;
/** Pages in memory, shared by all who catch up or replay. */
const PAGE_BYTES = 64 * 1024 * 1024;
/** Replays of one process at the same time. */
const MAX_REPLAYS = 2_000;
const BUSY_RETRY_MS = 1_000;
/** How clients are spread that all come back at once, in milliseconds. */
const RECONNECT_SPREAD_MS = 1_000;
const CLOSE_POLL_MS = 20;
const CLOSE_TIMEOUT_MS = 1_200;

/** The stream of one process: its sessions, and what they share. */
export class StreamHub {
  readonly clock: Clock;
  readonly market: MarketSource;
  readonly turns: Turns;
  readonly sources: Sources;
  private readonly sessions = new Set<Session>();
  private newsless = new Set<Worker>();
  private hasUnread = false;
  private replays = 0;
  private isStopping = false;

  constructor(
    private readonly stores: HubStores,
    private readonly options: HubOptions = {
      ...MARKET_DEFAULTS,
      clock: systemClock,
      onError: () => undefined,
    },
  ) {
    this.clock = options.clock;
    this.turns = new Turns(options.onError);
    const pages = new PageCache(STREAM_LIMITS.page_events, PAGE_BYTES);
    this.market = new MarketSource(stores.log, pages, options);
    this.market.listen({
      onNews: () => this.tellNews(),
      onEpoch: () => {
        for (const session of this.sessions) session.epochChanged();
      },
    });
    this.sources = {
      market: this.market,
      manifest: async (name) => {
        const manifest = await stores.manifests.find(name);
        if (manifest === undefined)
          throw new StreamError("bad_request", `There is no manifest "${name}".`);
        return new ManifestSource(manifest, stores.manifests, pages);
      },
      replay: async (id) => {
        const view = await stores.replays.find(id);
        if (view === undefined) throw new StreamError("bad_request", "There is no such replay.");
        return view;
      },
    };
  }

  /** Asked of each connection, where there are keys. */
  get judgeKey(): JudgeKey | undefined {
    return this.options.judgeKey;
  }

  /** Whether another connection would be one too many: each may hold a mebibyte that is on its way. */
  get isFull(): boolean {
    return this.sessions.size >= MAX_CONNECTIONS;
  }

  /** Connections of now. */
  get connections(): number {
    return this.sessions.size;
  }

  /** A connection has come. @param pipe what carries it, where that is known */
  open(socket: Socket, pipe?: Pipe): Session {
    const session = new Session(socket, this, pipe);
    this.sessions.add(session);
    if (this.isStopping) session.close(1001, "shutting down");
    return session;
  }

  /** A connection is gone. */
  left(session: Session): void {
    session.end();
    this.sessions.delete(session);
  }

  awaitNews(worker: Worker): void {
    this.newsless.add(worker);
    // A read that fails is made again by the next beat, which also tells of it.
    if (this.hasUnread) void this.wake().catch(() => undefined);
  }

  /**
   * The bus tells of news: they are read where somebody waits for them, and else once somebody does. A stream that
   * nobody follows costs nothing with each commit. @throws StorageUnavailableError
   */
  async wake(): Promise<void> {
    this.hasUnread = this.newsless.size === 0;
    if (!this.hasUnread) await this.market.refresh();
  }

  /** Reads what nobody has waited for: whoever subscribes is told of the head as it is. @throws StorageUnavailableError */
  async catchUp(): Promise<void> {
    if (!this.hasUnread) return;
    await this.market.refresh();
    this.hasUnread = false;
  }

  forget(worker: Worker): void {
    this.newsless.delete(worker);
    this.turns.drop(worker);
  }

  /** @returns what gives its place back. @throws StreamError `replay_busy` */
  admitReplay({ source, to, speed }: Plan): () => void {
    if (source.isLive && to === undefined && speed === 0) return () => undefined;
    if (this.replays >= MAX_REPLAYS)
      throw new StreamError("replay_busy", "Too many replays run at the moment.", {
        temporary: true,
        retry_after_ms: BUSY_RETRY_MS,
      });
    this.replays += 1;
    return () => {
      this.replays -= 1;
    };
  }

  /** What to tell of a failure that nobody can do anything about but wait. */
  unforeseen(error: unknown): StreamError {
    if (error instanceof StorageUnavailableError)
      return new StreamError("internal", error.message, { temporary: true, retry_after_ms: 1_000 });
    this.options.onError(error);
    return new StreamError("internal", "Something went wrong on our side.", { temporary: true });
  }

  /** Looks after the sessions; to be called every second or so. @throws StorageUnavailableError */
  async tick(): Promise<void> {
    for (const session of this.sessions) session.tick();
    const ids = [...new Set([...this.sessions].flatMap((session) => session.replays))];
    if (ids.length === 0) return;
    const existing = await this.stores.replays.existing(ids);
    const known = new Set(ids);
    for (const session of this.sessions)
      session.endReplays((id) => known.has(id) && !existing.has(id));
  }

  /** Sends everybody away, to come back elsewhere or later. Resolves when they are gone. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const session of this.sessions) {
      session.tell({
        t: "bye",
        reconnect: true,
        after_ms: Math.round(Math.random() * RECONNECT_SPREAD_MS),
      });
      session.close(1001, "shutting down");
    }
    const endMs = performance.now() + CLOSE_TIMEOUT_MS;
    while (this.sessions.size > 0 && performance.now() < endMs)
      await new Promise((resolve) => setTimeout(resolve, CLOSE_POLL_MS));
  }

  private tellNews(): void {
    const waiting = this.newsless;
    this.newsless = new Set();
    for (const worker of waiting) this.turns.ask(worker);
  }
}
