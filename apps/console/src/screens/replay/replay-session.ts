import {
  EventHash,
  StreamClient,
  StreamRefusedError,
  type StreamEvent,
  type StreamItem,
  type StreamOptions,
  type StreamRequest,
} from "#client";

import { FrameCounter } from "../../stream/frame-counter.js";
import { quantilesOf, type Quantiles } from "../../stream/quantiles.js";
import { Store } from "../../stream/store.js";
import { Schedule } from "./schedule.js";
import type { Timeline } from "./timeline.js";

/** Events of the list beside the player. */
const SHOWN = 60;

export type ReplayPhase = "connecting" | "playing" | "paused" | "ended" | "live" | "failed";

export interface ReplayState {
  readonly phase: ReplayPhase;
  readonly speed: number;
  readonly isLooping: boolean;
  /** Milliseconds on the time line, of the newest event or of where it was moved to. */
  readonly positionMs: number;
  /** Events of this run since it was last moved. */
  readonly events: number;
  /** Newest first. */
  readonly recent: readonly StreamEvent[];
  readonly dispatch: Quantiles | undefined;
  /** From the first event to the last, as they came. */
  readonly spanMs: number | undefined;
  readonly frames: { readonly drawn: number; readonly dropped: number };
  readonly hash: {
    readonly own: string;
    readonly server: string | undefined;
    readonly canHash: boolean;
  };
  readonly reconnects: number;
  readonly losses: number;
  readonly failure: string | undefined;
}

type Control = Parameters<StreamClient["control"]>[0];

/** A replay that is followed and steered, and how well it keeps its schedule. */
export class ReplaySession extends Store<ReplayState> {
  private readonly client: StreamClient;
  private readonly schedule = new Schedule();
  private readonly frames = new FrameCounter();
  private readonly canHash = globalThis.crypto.subtle !== undefined;
  private hash = new EventHash();
  private hashing: Promise<void> = Promise.resolve();
  private ownHash = "";
  private serverHash: string | undefined;
  private phase: ReplayPhase = "connecting";
  private speed: number;
  private isLooping = false;
  private positionMs = 0;
  private events = 0;
  private gen = 0;
  private recent: StreamEvent[] = [];
  private reconnects = 0;
  private losses = 0;
  private failure: string | undefined;
  private isOver = false;
  private asked: { readonly op: Control }[] = [];

  /**
   * @param firstSeq the place that the replay begins behind
   * @param onUnauthorized called when the stream needs a key, or another one
   */
  constructor(
    options: Pick<StreamOptions, "url" | "token"> & { readonly request: StreamRequest },
    private readonly timeline: Timeline,
    private readonly firstSeq: number,
    private readonly onUnauthorized: () => void,
  ) {
    super();
    this.speed = options.request.speed ?? 1;
    this.schedule.reset(this.speed);
    this.client = new StreamClient({
      ...options,
      staysAtEnd: true,
      onReconnect: () => {
        this.reconnects += 1;
        this.schedule.begin(this.speed);
        if (this.phase !== "ended") this.phase = "connecting";
        this.changed();
      },
      onLoss: () => {
        this.losses += 1;
        this.changed();
      },
    });
    this.frames.start();
    void this.run();
  }

  close(): void {
    this.isOver = true;
    this.frames.stop();
    this.client.close();
  }

  pause(): void {
    this.control("pause");
  }
  resume(): void {
    this.control("resume");
  }
  /** Goes on by one event and stops again. */
  step(): void {
    this.control("step", 1);
  }
  setSpeed(speed: number): void {
    this.speed = speed;
    this.control("speed", speed);
  }
  setLooping(isLooping: boolean): void {
    this.isLooping = isLooping;
    this.changed();
  }
  restart(): void {
    this.moveTo(this.firstSeq, 0);
    if (this.phase === "paused" || this.phase === "ended") this.resume();
  }
  /** Goes on behind the event before this moment of the time line. */
  seek(atMs: number): void {
    const before = this.timeline.events.findLast((event) => event.atMs < atMs);
    this.moveTo(before?.seq ?? this.firstSeq, atMs);
  }
  jumpToLive(): void {
    this.control("live");
  }

  private moveTo(seq: number, atMs: number): void {
    this.positionMs = atMs;
    this.control("seek", seq);
    if (this.phase === "ended") this.phase = "playing";
    this.changed();
  }

  private control(op: Control, value?: number): void {
    const asked = { op };
    this.asked.push(asked);
    this.client.control(op, value).catch((error: unknown) => {
      this.asked = this.asked.filter((other) => other !== asked);
      // A lost connection is shown already, and the replay goes on by itself.
      if (error instanceof StreamRefusedError && !this.isOver) {
        this.failure = error.frame.message;
        this.changed();
      }
    });
  }

  private async run(): Promise<void> {
    try {
      for await (const item of this.client) this.take(item);
    } catch (error) {
      if (this.isOver) return;
      this.phase = "failed";
      this.failure = error instanceof Error ? error.message : String(error);
      if (error instanceof StreamRefusedError && error.code === "unauthorized")
        this.onUnauthorized();
    }
    this.changed();
  }

  private take(item: StreamItem): void {
    switch (item.t) {
      case "event":
        this.event(item);
        break;
      case "subscribed":
        this.failure = undefined;
        this.phase = "playing";
        // A connection that came back goes on with the events, and the server's hash begins anew.
        this.begin(item.gen);
        break;
      case "controlled":
        this.controlled(item);
        break;
      case "mark":
        if (item.gen !== this.gen) this.begin(item.gen);
        this.mark(item);
        break;
      case "gap":
        this.losses += 1;
        break;
    }
    this.changed();
  }

  /** Answers come in the order of the calls, and between the events that were sent before and after. */
  private controlled({ gen, speed }: Extract<StreamItem, { t: "controlled" }>): void {
    const op = this.asked.shift()?.op;
    if (op === "resume") this.phase = "playing";
    else if (op === "pause" || op === "step") this.phase = "paused";
    if (gen !== this.gen) this.begin(gen);
    else this.schedule.begin(speed);
  }

  private begin(gen: number): void {
    this.gen = gen;
    this.events = 0;
    this.hash = new EventHash();
    this.ownHash = "";
    this.serverHash = undefined;
    this.schedule.reset(this.speed);
  }

  private event(event: StreamEvent): void {
    const nowMs = performance.now();
    if (event.gen !== this.gen) this.begin(event.gen);
    this.events += 1;
    const dueMs = this.phase === "live" ? undefined : this.timeline.dueOf(event.seq);
    if (dueMs !== undefined) {
      this.positionMs = dueMs;
      if (this.phase === "playing") this.schedule.add(dueMs, nowMs);
    }
    this.recent = [event, ...this.recent.slice(0, SHOWN - 1)];
    if (this.canHash && this.phase !== "live") {
      const { hash } = this;
      this.hashing = this.hashing.then(() => hash.add(event));
    }
  }

  private mark({ phase, hash, stream }: Extract<StreamItem, { t: "mark" }>): void {
    if (phase === "paused") this.phase = "paused";
    else if (phase === "ended") this.phase = "ended";
    else if (phase === "live" && stream !== undefined) this.phase = "live";
    else if (this.phase === "paused" || this.phase === "connecting") this.phase = "playing";
    // Before the first event there is nothing to compare.
    if (hash !== undefined && this.events > 0) {
      const own = this.hash;
      void this.hashing.then(() => {
        if (own !== this.hash) return;
        this.ownHash = own.hex;
        this.serverHash = hash;
        this.changed();
      });
    }
    if (phase === "ended" && this.isLooping) this.moveTo(this.firstSeq, 0);
  }

  protected override takeSnapshot(): ReplayState {
    const { firstMs, lastMs } = this.schedule;
    return {
      phase: this.phase,
      speed: this.speed,
      isLooping: this.isLooping,
      positionMs: this.positionMs,
      events: this.events,
      recent: this.recent,
      dispatch: quantilesOf(this.schedule.errorsMs),
      spanMs: firstMs === undefined || lastMs === undefined ? undefined : lastMs - firstMs,
      frames: { drawn: this.frames.drawn, dropped: this.frames.dropped },
      hash: { own: this.ownHash, server: this.serverHash, canHash: this.canHash },
      reconnects: this.reconnects,
      losses: this.losses,
      failure: this.failure,
    };
  }
}
