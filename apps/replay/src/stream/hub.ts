import { CLOSE_CODES, STREAM_LIMITS, type ReplayView } from "#contracts";
import type { Allowance, ApiKey } from "#keys";
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
import { systemClock, type Clock } from "./clock.js";
import type { Pipe, Socket } from "./outbox.js";
import { Quota } from "./quota.js";
import { Session } from "./session.js";
import { StreamError } from "./stream-error.js";
import type { Plan, Sources } from "./subscribe.js";
import { Turns, type Worker } from "./turns.js";

/** What the stream reads. */
export interface HubStores {
  readonly log: LogReader;
  readonly manifests: ManifestReader;
  readonly replays: {
    find(id: string, viewer?: string): Promise<ReplayView | undefined>;
    existing(ids: readonly string[]): Promise<Set<string>>;
  };
}

/** Who may follow the stream, where there are keys. */
export interface StreamKeys {
  find(shown: string | undefined): ApiKey | undefined;
  /** Counts a call in the limits that the key has with REST, too. @returns the window that is used up */
  count(key: ApiKey): Promise<Allowance | undefined>;
}

export interface HubOptions extends MarketOptions {
  readonly clock: Clock;
  /** Undefined where there are no keys, and everybody may follow. */
  readonly keys?: StreamKeys;
  /** Bytes that are held for clients at once: what waits in sockets, pages, calls, frames that are not whole. */
  readonly maxHeldBytes: number;
  /** Told of what nobody foresaw. */
  readonly onError: (error: unknown) => void;
}
export const HUB_DEFAULTS = {
  ...MARKET_DEFAULTS,
  clock: systemClock,
  maxHeldBytes: 160 * 1024 * 1024,
} as const;

/** Of one process at once. */
export const MAX_CONNECTIONS = 4_000;
const MAX_CONNECTIONS_PER_KEY = 1_000;
/** Connections that have not shown a key yet; the oldest of them goes for one more. */
export const MAX_UNAUTHENTICATED = 500;
const MAX_SUBSCRIPTIONS = 16_000;
const MAX_SUBSCRIPTIONS_PER_KEY = 4_000;
/** Pages in memory, shared by all who catch up or replay. */
const PAGE_BYTES = 64 * 1024 * 1024;
/** Replays of one process at the same time. */
const MAX_REPLAYS = 2_000;
const MAX_REPLAYS_PER_KEY = 500;
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
  readonly budget: ByteBudget;
  private readonly sessions = new Set<Session>();
  private readonly unauthenticated = new Set<Session>();
  private readonly connectionsOfKeys = new Quota(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_KEY);
  private readonly subscriptions = new Quota(MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_PER_KEY);
  private readonly replays = new Quota(MAX_REPLAYS, MAX_REPLAYS_PER_KEY);
  private newsless = new Set<Worker>();
  private hasUnread = false;
  private isStopping = false;

  constructor(
    private readonly stores: HubStores,
    private readonly options: HubOptions,
  ) {
    this.clock = options.clock;
    this.turns = new Turns(options.onError);
    this.budget = new ByteBudget(options.maxHeldBytes);
    const pages = new PageCache(STREAM_LIMITS.page_events, PAGE_BYTES, this.budget);
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
          throw new StreamError(
            "bad_request",
            `There is no manifest "${name}". GET /api/v1/manifests lists those that there are.`,
          );
        return new ManifestSource(manifest, stores.manifests, pages);
      },
      replay: async (id, viewer) => {
        const view = await stores.replays.find(id, viewer);
        if (view === undefined)
          throw new StreamError(
            "bad_request",
            "There is no replay with that id; POST /api/v1/replays makes one.",
          );
        return view;
      },
    };
  }

  /** Whether a client has to show a key. */
  get hasKeys(): boolean {
    return this.options.keys !== undefined;
  }

  findKey(shown: string | undefined): ApiKey | undefined {
    return this.options.keys?.find(shown);
  }

  /** Counts a call of a key. @throws StreamError `rate_limited`, StorageUnavailableError */
  async countRequest(key: ApiKey): Promise<void> {
    const spent = await this.options.keys?.count(key);
    if (spent === undefined) return;
    throw new StreamError(
      "rate_limited",
      `This key may make ${spent.limit} requests a ${spent.label}; subscribe and control count, as calls of REST do.`,
      { temporary: true, retry_after_ms: spent.resetS * 1_000 },
    );
  }

  /** A connection has shown its key. @returns what gives back its place; undefined when the key has too many */
  authenticated(session: Session, key: string): (() => void) | undefined {
    this.unauthenticated.delete(session);
    return this.connectionsOfKeys.take(key);
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
    if (this.hasKeys) this.awaitHello(session);
    if (this.isStopping) session.close(1001, "shutting down");
    return session;
  }

  /** A connection is gone. */
  left(session: Session): void {
    session.gone();
    this.sessions.delete(session);
    this.unauthenticated.delete(session);
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

  /**
   * Takes a subscription on.
   * @param key the name of whose it is
   * @returns what gives its place back
   * @throws StreamError `limit` or `replay_busy`
   */
  admit({ source, to, speed }: Plan, key: string | undefined): () => void {
    const later = { temporary: true, retry_after_ms: BUSY_RETRY_MS };
    const leave = this.subscriptions.take(key);
    if (leave === undefined)
      throw new StreamError("limit", "This process has no room for more subscriptions.", later);
    if (source.isLive && to === undefined && speed === 0) return leave;
    const leaveReplay = this.replays.take(key);
    if (leaveReplay === undefined) {
      leave();
      throw new StreamError("replay_busy", "Too many replays run at the moment.", later);
    }
    return () => {
      leave();
      leaveReplay();
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
    this.freeMemory();
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

  private awaitHello(session: Session): void {
    this.unauthenticated.add(session);
    const [oldest] = this.unauthenticated;
    if (this.unauthenticated.size <= MAX_UNAUTHENTICATED || oldest === undefined) return;
    this.unauthenticated.delete(oldest);
    oldest.close(CLOSE_CODES.no_hello, "no hello, and others wait");
  }

  /**
   * Where memory is short, walks let go of their pages; then clients that take nothing of what is held for them are
   * closed, the largest first.
   */
  private freeMemory(): void {
    if (this.budget.hasRoom) return;
    for (const session of this.sessions) session.rest();
    if (this.budget.hasRoom) return;
    const stalled = [...this.sessions]
      .map((session) => ({ session, bytes: session.stalledBytes }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    let over = this.budget.held - (this.options.maxHeldBytes * 3) / 4;
    for (const { session, bytes } of stalled) {
      if (over <= 0) return;
      session.close(CLOSE_CODES.slow, "too slow, and memory is short");
      over -= bytes;
    }
  }

  private tellNews(): void {
    const waiting = this.newsless;
    this.newsless = new Set();
    for (const worker of waiting) this.turns.ask(worker);
  }
}
