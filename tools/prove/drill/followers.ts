import { StreamClient } from "#stream-client";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

/** What a subscriber has been sent. */
export interface Followed {
  /** Whether it asked for all events, or for trades alone. */
  readonly types: readonly string[] | undefined;
  readonly seq: number;
  readonly events: number;
  /** Of all `seq` and `eid`, in the order in which they came. */
  readonly hash: string;
  /** Events that came out of order, or twice; the first few, as they came. */
  readonly disorder: readonly string[];
  readonly losses: number;
  readonly reconnects: number;
  /** The longest time without an event, in milliseconds. */
  readonly longestSilenceMs: number;
  /** Why it has given up. */
  readonly error: string | undefined;
}

export interface Follower {
  readonly now: () => Followed;
  close(): void;
}

const MAX_SHOWN = 5;

/** The hash of so many events, as a follower makes it. */
export const hashOf = (events: Iterable<{ seq: number; eid: string }>): string => {
  const hash = createHash("sha256");
  for (const { seq, eid } of events) hash.update(`${seq} ${eid}\n`);
  return hash.digest("hex");
};

/** Follows the market from its first event on, through everything. */
export const follow = (url: string, types?: readonly ["trade"]): Follower => {
  const hash = createHash("sha256");
  const disorder: string[] = [];
  const seen = { seq: 0, events: 0, losses: 0, reconnects: 0, longestSilenceMs: 0 };
  let error: string | undefined;
  let lastMs: number | undefined;
  const client = new StreamClient({
    url,
    request: {
      stream: "market",
      from: "start",
      ...(types === undefined ? {} : { filter: { types: [...types] } }),
    },
    webSocket: WebSocket,
    retryMs: { first: 50, most: 1_000 },
    onLoss: () => (seen.losses += 1),
    onReconnect: () => (seen.reconnects += 1),
  });
  const read = async (): Promise<void> => {
    for await (const item of client) {
      if (item.t !== "event") continue;
      const nowMs = performance.now();
      seen.longestSilenceMs = Math.max(seen.longestSilenceMs, nowMs - (lastMs ?? nowMs));
      lastMs = nowMs;
      const isNext = types === undefined ? item.seq === seen.seq + 1 : item.seq > seen.seq;
      if (!isNext && disorder.length < MAX_SHOWN)
        disorder.push(`${item.seq} (${item.type}) behind ${seen.seq}`);
      seen.seq = item.seq;
      seen.events += 1;
      hash.update(`${item.seq} ${item.eid}\n`);
    }
  };
  read().catch((failure: Error) => {
    error = failure.message;
  });
  return {
    now: () => ({ ...seen, types, disorder, error, hash: hash.copy().digest("hex") }),
    close: () => client.close(),
  };
};

/** Waits until all have reached a place of the log, or have not got on for `idleMs`. */
export const untilReached = async (
  followers: readonly Follower[],
  counts: (types: readonly string[] | undefined) => number,
  idleMs: number,
): Promise<void> => {
  let progressAtMs = performance.now();
  let before = -1;
  while (performance.now() - progressAtMs < idleMs) {
    const all = followers.map(({ now }) => now());
    if (all.every(({ types, events }) => events >= counts(types))) return;
    const events = all.reduce((sum, each) => sum + each.events, 0);
    if (events > before) progressAtMs = performance.now();
    before = events;
    await sleep(100);
  }
};
