import { SUBSCRIBE_TO, type ClientFrameOf, type ReplayTo, type ReplayView } from "#contracts";
import { normaliseFilter } from "#valuation";

import { wantsOf } from "../source/item.js";
import type { MarketSource } from "../source/market-source.js";
import type { Source } from "../source/source.js";
import { StreamError } from "./stream-error.js";
import type { SubscriptionOptions } from "./port.js";

type Subscribe = ClientFrameOf<"subscribe">;

/** Where sources come from. */
export interface Sources {
  readonly market: MarketSource;
  /** @throws StreamError `bad_request` when there is none of that name */
  manifest(name: string): Promise<Source>;
  /**
   * @param viewer the key that asks; undefined sees all
   * @throws StreamError `bad_request` when there is no such replay, also for one of another key
   */
  replay(id: string, viewer: string | undefined): Promise<ReplayView>;
}

/** The part of a subscription that its frame decides. */
export type Plan = Omit<SubscriptionOptions, "hasBatches" | "hasAcks"> & {
  readonly isRecovered: boolean;
  readonly replayId: string | undefined;
};

/**
 * Resolves a `subscribe` frame: its source, its start and its end.
 * @throws StreamError `bad_request`, `unrecoverable` or `manifest_mismatch`; StorageUnavailableError
 */
export const planSubscription = async (
  frame: Subscribe,
  sources: Sources,
  viewer?: string,
): Promise<Plan> => {
  const named = [frame.stream, frame.manifest, frame.replay].filter((name) => name !== undefined);
  if (named.length !== 1)
    throw new StreamError("bad_request", `A subscription has one of ${SUBSCRIBE_TO}.`);
  const { market } = sources;
  if (market.epoch === "") await market.refresh();
  if (frame.replay !== undefined) return planReplay(frame, frame.replay, sources, viewer);
  const source = frame.manifest === undefined ? market : await sources.manifest(frame.manifest);
  const start = await startOf(frame, source);
  const to = frame.to === undefined ? undefined : await endOf(frame.to, source);
  const endsByItself = frame.on_end === "close" || frame.on_end === "loop";
  return {
    sub: frame.sub,
    source,
    market,
    marketSeq: market.head,
    marketEpoch: market.epoch,
    ...start,
    to: to ?? (source.isLive && endsByItself ? source.head : undefined),
    ...filtered(frame.filter),
    speed: frame.speed ?? (source.isLive ? 0 : 1),
    onEnd: frame.on_end,
    closesWhenSlow: frame.on_slow === "close",
    replayId: undefined,
  };
};

/** @throws StreamError `bad_request` for an invalid domain */
const filtered = (filter: Subscribe["filter"]): Pick<Plan, "wants" | "domains"> => {
  const read = normaliseFilter(filter);
  if (!read.ok)
    throw new StreamError("bad_request", `filter/domains/${read.index}: ${read.detail}`);
  return { wants: wantsOf(read.filter), domains: read.filter?.domains };
};

const planReplay = async (
  frame: Subscribe,
  id: string,
  sources: Sources,
  viewer: string | undefined,
): Promise<Plan> => {
  const { market } = sources;
  const view = await sources.replay(id, viewer);
  const source = view.manifest === undefined ? market : await sources.manifest(view.manifest);
  if (source.epoch !== view.epoch) throw otherEpoch(source);
  const start =
    typeof frame.from === "object"
      ? await startOf(frame, source)
      : await startOf({ ...frame, from: { seq: view.from_seq, epoch: view.epoch } }, source);
  return {
    sub: frame.sub,
    source,
    market,
    marketSeq: market.head,
    marketEpoch: market.epoch,
    seq: start.seq,
    isRecovered: typeof frame.from === "object" && start.isRecovered,
    to: view.to_seq,
    ...filtered(view.filter),
    speed: view.speed,
    onEnd: view.on_end,
    closesWhenSlow: frame.on_slow === "close",
    replayId: id,
  };
};

const otherEpoch = (source: Source): StreamError => {
  const { oldest, head, epoch } = source;
  return source.isLive
    ? new StreamError(
        "unrecoverable",
        "The log is another one since. Begin anew, at `start` or `now`.",
        { oldest, head, epoch },
      )
    : new StreamError(
        "manifest_mismatch",
        "Another manifest is stored under that name now. Begin anew, at `start`.",
        { oldest, head, epoch },
      );
};

/** The last offset that counts as seen. */
const startOf = async (
  { from, manifest }: Pick<Subscribe, "from" | "manifest">,
  source: Source,
): Promise<{ seq: number; isRecovered: boolean }> => {
  const at = from ?? (manifest === undefined ? "now" : "start");
  if (at === "start") return { seq: source.oldest - 1, isRecovered: false };
  if (at === "now") {
    // Events committed before this call are not "from now", even if this process has not read them yet.
    await source.refresh();
    return { seq: source.head, isRecovered: false };
  }
  if ("time" in at) {
    if (!source.isLive)
      throw new StreamError("bad_request", "A manifest has no times: start at a seq.");
    const seq = await source.offsetBefore(Date.parse(at.time));
    const { oldest, head, epoch } = source;
    // Events logged from that time on may have been deleted.
    if (oldest > 1 && seq < oldest)
      throw new StreamError(
        "unrecoverable",
        `The log begins with ${oldest}, which was logged after ${at.time}: earlier events are deleted. Use "start" to begin with the oldest one.`,
        { oldest, head, epoch },
      );
    return { seq, isRecovered: false };
  }
  // Another process may have sent the client events that this one has not read yet.
  if (at.epoch !== source.epoch || at.seq > source.head) await source.refresh();
  if (at.epoch !== source.epoch) throw otherEpoch(source);
  const { oldest, head, epoch } = source;
  if (at.seq < oldest - 1 || at.seq > head)
    throw new StreamError(
      "unrecoverable",
      `Only ${oldest - 1}..${head} can be resumed from, not ${at.seq}.`,
      { oldest, head, epoch },
    );
  return { seq: at.seq, isRecovered: true };
};

/** The last offset to send: of events logged up to a time, inclusive. */
const endOf = async (to: ReplayTo, source: Source): Promise<number> => {
  if ("seq" in to) return source.isLive ? to.seq : Math.min(to.seq, source.head);
  if (!source.isLive)
    throw new StreamError("bad_request", "A manifest has no times: end at a seq.");
  return source.offsetBefore(Date.parse(to.time) + MICROSECOND_MS);
};

/** The database's clock has microseconds. */
const MICROSECOND_MS = 0.001;
