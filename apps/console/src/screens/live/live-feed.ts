import { StreamClient, StreamRefusedError, type StreamEvent, type StreamItem } from "#client";

import { traceIdOf } from "../../api/server-timing.js";
import { kindOf, EVENT_KINDS, subjectOf, type EventKind } from "../../stream/events.js";
import { LagMeter } from "../../stream/lag-meter.js";
import type { Quantiles } from "../../stream/quantiles.js";
import { Store } from "../../stream/store.js";

/** Events that can be looked at; older ones are in the log. */
const KEPT = 4_000;
/** Events that wait while it is paused. Beyond that nothing more is taken, and the server keeps what comes. */
const MAX_WAITING = 20_000;
/** Minimum interval between two renderings of the list. */
const SHOW_EVERY_MS = 100;
/** Seconds of the rate that is drawn. */
const RATE_SECONDS = 120;

export type LivePhase = "connecting" | "live" | "catching up" | "lost" | "refused";

export interface LiveEvent {
  readonly event: StreamEvent;
  readonly kind: EventKind;
  readonly subject: string;
  readonly traceId: string | undefined;
  /** When it came, by this clock; milliseconds since the epoch. */
  readonly gotMs: number;
}

export interface LiveState {
  readonly phase: LivePhase;
  readonly isPaused: boolean;
  /** Newest first. */
  readonly events: readonly LiveEvent[];
  readonly waiting: number;
  readonly total: number;
  readonly byKind: ReadonlyMap<EventKind, number>;
  /** Events in each of the last seconds, oldest first, by kind. */
  readonly rates: readonly ReadonlyMap<EventKind, number>[];
  readonly lag: Quantiles | undefined;
  /** How far this clock is ahead of the server's, where that is much. */
  readonly clockDifferenceMs: number | undefined;
  readonly reconnects: number;
  readonly gaps: readonly { readonly fromSeq: number; readonly toSeq: number }[];
  readonly failure: string | undefined;
}

/** The stream as it comes, kept within bounds. */
export class LiveFeed extends Store<LiveState> {
  private readonly client: StreamClient;
  private readonly kept: LiveEvent[] = [];
  private readonly waiting: LiveEvent[] = [];
  private readonly lag = new LagMeter();
  private readonly counts = new Map<EventKind, number>();
  private readonly seconds = new Map<number, Map<EventKind, number>>();
  private readonly ticker: ReturnType<typeof setInterval>;
  private phase: LivePhase = "connecting";
  private isPaused = false;
  private total = 0;
  private reconnects = 0;
  private gaps: { fromSeq: number; toSeq: number }[] = [];
  private failure: string | undefined;
  private isOver = false;
  private goOn: (() => void) | undefined;

  constructor(
    options: { readonly url: string; readonly token?: string },
    private readonly onUnauthorized: () => void,
  ) {
    super(SHOW_EVERY_MS);
    this.client = new StreamClient({
      ...options,
      request: { stream: "market", from: "now" },
      onReconnect: () => {
        this.phase = "lost";
        this.reconnects += 1;
        this.changed();
      },
    });
    // The rate goes down also when nothing comes.
    this.ticker = setInterval(() => this.changed(), 1_000);
    void this.run();
  }

  close(): void {
    this.isOver = true;
    clearInterval(this.ticker);
    this.client.close();
    this.goOn?.();
  }

  pause(): void {
    this.isPaused = true;
    this.changed();
  }

  /** Shows what came meanwhile, and goes on. */
  resume(): void {
    this.isPaused = false;
    for (const event of this.waiting.splice(0)) this.keep(event);
    this.goOn?.();
    this.goOn = undefined;
    this.changed();
  }

  private async run(): Promise<void> {
    try {
      for await (const item of this.client) {
        this.take(item);
        // What is not taken is not acknowledged, and the server holds the rest.
        if (this.isPaused && this.waiting.length >= MAX_WAITING && !this.isOver)
          await new Promise<void>((resolve) => {
            this.goOn = resolve;
          });
      }
    } catch (error) {
      if (this.isOver) return;
      this.phase = "refused";
      this.failure = error instanceof Error ? error.message : String(error);
      if (error instanceof StreamRefusedError && error.code === "unauthorized")
        this.onUnauthorized();
    }
    this.changed();
  }

  private take(item: StreamItem): void {
    if (item.t === "event") this.event(item);
    else if (item.t === "gap") this.gaps.push({ fromSeq: item.from_seq, toSeq: item.to_seq });
    else if (item.t === "subscribed") this.phase = "catching up";
    else if (item.t === "mark") this.phase = item.phase === "live" ? "live" : "catching up";
    this.changed();
  }

  private event(event: StreamEvent): void {
    const gotMs = Date.now();
    const kind = kindOf(event.type);
    const live: LiveEvent = {
      event,
      kind,
      subject: subjectOf(event),
      traceId: traceIdOf(event.tp),
      gotMs,
    };
    this.total += 1;
    this.lag.add(event.st, gotMs);
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const second = Math.floor(gotMs / 1_000);
    let ofSecond = this.seconds.get(second);
    if (ofSecond === undefined) {
      ofSecond = new Map();
      this.seconds.set(second, ofSecond);
      for (const other of this.seconds.keys())
        if (other < second - RATE_SECONDS) this.seconds.delete(other);
    }
    ofSecond.set(kind, (ofSecond.get(kind) ?? 0) + 1);
    if (this.isPaused) this.waiting.push(live);
    else this.keep(live);
  }

  private keep(event: LiveEvent): void {
    this.kept.push(event);
    // Cut off now and then: shifting a long array each time costs its length.
    if (this.kept.length > KEPT + 500) this.kept.splice(0, this.kept.length - KEPT);
  }

  protected override takeSnapshot(): LiveState {
    const nowS = Math.floor(Date.now() / 1_000);
    return {
      phase: this.phase,
      isPaused: this.isPaused,
      events: this.kept.toReversed(),
      waiting: this.waiting.length,
      total: this.total,
      byKind: new Map(EVENT_KINDS.map((kind) => [kind, this.counts.get(kind) ?? 0])),
      rates: Array.from(
        { length: RATE_SECONDS },
        // The second that runs is not over.
        (_, index) => this.seconds.get(nowS - RATE_SECONDS + index) ?? NONE,
      ),
      lag: this.lag.quantiles,
      clockDifferenceMs: this.lag.clockDifferenceMs,
      reconnects: this.reconnects,
      gaps: this.gaps,
      failure: this.failure,
    };
  }
}

const NONE: ReadonlyMap<EventKind, number> = new Map();
