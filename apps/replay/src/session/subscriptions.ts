import { STREAM_LIMITS, type ClientFrameOf } from "#contracts";
import { viewerOf, type ApiKey } from "#keys";

import { planSubscription } from "../subscription/plan.js";
import type { SubscriptionPort } from "../subscription/port.js";
import { epochChanged, StreamError } from "../subscription/stream-error.js";
import { Subscription } from "../subscription/subscription.js";
import type { Shared } from "./shared.js";

interface Entry {
  readonly subscription: Subscription;
  readonly replayId: string | undefined;
  /** Releases the place in the process's quota. */
  readonly release: () => void;
}

/** The subscriptions of one connection, by their client's names. */
export class Subscriptions {
  private readonly entries = new Map<string, Entry>();
  private isClosed = false;

  constructor(
    private readonly port: SubscriptionPort,
    private readonly shared: Shared,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** @throws StreamError, StorageUnavailableError */
  async open(
    frame: ClientFrameOf<"subscribe">,
    caps: ReadonlySet<string>,
    key: ApiKey | undefined,
  ): Promise<void> {
    const { id, sub } = frame;
    if (this.entries.has(sub))
      throw new StreamError("duplicate_sub", `There is a subscription "${sub}" already.`);
    if (this.entries.size >= STREAM_LIMITS.subscriptions)
      throw new StreamError(
        "limit",
        `A connection has at most ${STREAM_LIMITS.subscriptions} subscriptions.`,
      );
    await this.shared.news.catchUp();
    const plan = await planSubscription(frame, this.shared.sources, viewerOf(key));
    if (this.isClosed) return;
    const release = this.shared.admission.subscribe(plan, key);
    const subscription = new Subscription(
      { ...plan, hasBatches: caps.has("batch"), hasAcks: caps.has("ack") },
      this.port,
    );
    this.entries.set(sub, { subscription, replayId: plan.replayId, release });
    const { epoch, oldest, head, manifestHash } = plan.source;
    this.port.sendFrame({
      t: "subscribed",
      id,
      sub,
      gen: subscription.gen,
      epoch,
      oldest,
      head,
      recovered: plan.isRecovered,
      missed: Math.max(0, Math.min(plan.to ?? head, head) - plan.seq),
      ...(manifestHash === undefined ? {} : { manifest_hash: manifestHash }),
    });
    this.port.ask(subscription);
  }

  /** @throws StreamError, StorageUnavailableError */
  async control(frame: ClientFrameOf<"control">): Promise<void> {
    await this.named(frame.sub).control(frame);
  }

  /** @throws StreamError */
  unsubscribe({ id, sub }: ClientFrameOf<"unsubscribe">): void {
    this.named(sub);
    this.drop(sub);
    this.port.sendFrame({ t: "unsubscribed", id, sub });
  }

  /** @throws StreamError */
  ack({ sub, gen, n }: ClientFrameOf<"ack">): void {
    // An acknowledgement may cross the end of its subscription.
    this.entries.get(sub)?.subscription.ack(gen, n);
  }

  drop(sub: string): void {
    const entry = this.entries.get(sub);
    if (entry === undefined) return;
    this.entries.delete(sub);
    entry.subscription.close();
    this.shared.news.forget(entry.subscription);
    this.shared.turns.drop(entry.subscription);
    entry.release();
  }

  /** The connection has closed. */
  dropAll(): void {
    this.isClosed = true;
    for (const sub of this.entries.keys()) this.drop(sub);
  }

  onRoom(): void {
    for (const { subscription } of this.entries.values()) subscription.onRoom();
  }
  rest(): void {
    for (const { subscription } of this.entries.values()) subscription.rest();
  }
  tick(): void {
    for (const { subscription } of this.entries.values()) subscription.tick();
  }
  heartbeat(): void {
    for (const { subscription } of this.entries.values()) subscription.heartbeat();
  }

  /** The log has another epoch: ends the subscriptions that follow it. */
  epochChanged(): void {
    const { market } = this.shared;
    const error = epochChanged(market);
    for (const { subscription } of this.entries.values())
      if (subscription.source === market) subscription.fail(error);
  }

  get replays(): string[] {
    return [...this.entries.values()].flatMap(({ replayId }) => replayId ?? []);
  }
  endReplays(isGone: (id: string) => boolean): void {
    const error = new StreamError("replay_busy", "The replay was deleted.");
    for (const { replayId, subscription } of this.entries.values())
      if (replayId !== undefined && isGone(replayId)) subscription.fail(error);
  }

  private named(sub: string): Subscription {
    const entry = this.entries.get(sub);
    if (entry !== undefined) return entry.subscription;
    const others = [...this.entries.keys()].map((name) => JSON.stringify(name)).join(", ");
    const known = others === "" ? "none" : others;
    throw new StreamError(
      "bad_request",
      `There is no subscription "${sub}" on this connection, which has ${known}.`,
    );
  }
}
