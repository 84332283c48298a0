import { CLOSE_CODES } from "#contracts";

import { MAX_CONNECTIONS } from "./admission.js";
import type { Pipe, Socket } from "./outbox.js";
import { Session } from "./session.js";
import { Shared, type StreamOptions, type StreamStores } from "./shared.js";

/** Maximum unauthenticated connections; beyond it the oldest is closed. */
export const MAX_UNAUTHENTICATED = 500;
/** Jitter of clients that reconnect at the same time, in milliseconds. */
const RECONNECT_SPREAD_MS = 1_000;
const CLOSE_POLL_MS = 20;
const CLOSE_TIMEOUT_MS = 1_200;

/** The sessions of one process, and their shared state. */
export class StreamHub {
  readonly shared: Shared;
  private readonly sessions = new Set<Session>();
  private readonly unauthenticated = new Set<Session>();
  private isStopping = false;

  constructor(
    private readonly stores: StreamStores,
    private readonly options: StreamOptions,
  ) {
    this.shared = new Shared(stores, options);
    this.shared.market.listen({
      onNews: () => this.shared.news.notify(),
      onEpoch: () => {
        for (const session of this.sessions) session.epochChanged();
      },
    });
  }

  get isFull(): boolean {
    return this.sessions.size >= MAX_CONNECTIONS;
  }

  /** Current connections. */
  get connections(): number {
    return this.sessions.size;
  }

  /** Opens a session for a connection. @param pipe its TCP stream */
  open(socket: Socket, pipe: Pipe): Session {
    const session: Session = new Session(socket, this.shared, pipe, () =>
      this.unauthenticated.delete(session),
    );
    this.sessions.add(session);
    if (this.shared.admission.hasKeys) this.awaitHello(session);
    if (this.isStopping) session.close(CLOSE_CODES.shutdown, "shutting down");
    return session;
  }

  /** A connection has closed. */
  left(session: Session): void {
    session.gone();
    this.sessions.delete(session);
    this.unauthenticated.delete(session);
  }

  /** Checks all sessions; called about every second. @throws StorageUnavailableError */
  async tick(): Promise<void> {
    for (const session of this.sessions) session.tick();
    this.freeMemory();
    const ids = [
      ...new Set([...this.sessions].flatMap(({ subscriptions }) => subscriptions.replays)),
    ];
    if (ids.length === 0) return;
    const existing = await this.stores.replays.existing(ids);
    const known = new Set(ids);
    for (const { subscriptions } of this.sessions)
      subscriptions.endReplays((id) => known.has(id) && !existing.has(id));
  }

  /** Asks all clients to reconnect elsewhere or later. Resolves when they have disconnected. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const session of this.sessions) {
      session.sendFrame({
        t: "bye",
        reconnect: true,
        after_ms: Math.round(Math.random() * RECONNECT_SPREAD_MS),
      });
      session.close(CLOSE_CODES.shutdown, "shutting down");
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
   * If the byte budget is used up, walks release their pages; then clients that read nothing are
   * closed, the largest first.
   */
  private freeMemory(): void {
    const { budget } = this.shared;
    if (budget.hasRoom) return;
    for (const { subscriptions } of this.sessions) subscriptions.rest();
    if (budget.hasRoom) return;
    const stalled = [...this.sessions]
      .map((session) => ({ session, bytes: session.stalledBytes }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    let over = budget.held - (this.options.maxHeldBytes * 3) / 4;
    for (const { session, bytes } of stalled) {
      if (over <= 0) return;
      session.close(CLOSE_CODES.slow, "too slow, and memory is short");
      over -= bytes;
    }
  }
}
