import { seededRandom } from "#valuation";

import { whole } from "../../data/market/chance.js";

/** What may fail. `network` is what connects the apps with Postgres and Redis, `clock` the apps' wall clocks. */
export const PARTS = [
  "worker",
  "gateway",
  "replay",
  "redis",
  "postgres",
  "network",
  "clock",
] as const;
export type Part = (typeof PARTS)[number];

/** In which ways a part fails in one round; a way that stands twice is injected twice. */
const WAYS = {
  worker: ["kill", "kill", "kill", "kill", "freeze"],
  gateway: ["kill", "kill", "kill", "kill", "freeze", "freeze-holding-head"],
  replay: ["kill", "kill", "kill", "kill", "freeze"],
  redis: ["kill", "kill", "kill", "kill", "freeze", "wipe", "failover", "fill-disk"],
  postgres: [
    "kill",
    "kill",
    "kill",
    "kill",
    "freeze",
    "stall",
    "read-only",
    "lose-standby",
    "fill-disk",
  ],
  network: ["refuse", "partition", "partition-one-way", "partition-redis"],
  clock: ["skew-all", "skew-one"],
} as const satisfies Record<Part, readonly string[]>;

/**
 * How a part fails: `kill` is SIGKILL, `freeze` SIGSTOP for seconds, `stall` SIGSTOP for longer than any timeout,
 * `freeze-holding-head` SIGSTOP inside a transaction that holds the stream head; `wipe` empties Redis, `failover`
 * promotes its replica; `lose-standby` lets commits wait for a synchronous standby that is gone; `refuse` closes
 * connections, `partition` swallows packets in silence.
 */
export type How = (typeof WAYS)[Part][number];

/** One fault. */
export interface Fault {
  readonly part: Part;
  readonly how: How;
  /** Time without a fault before it, in milliseconds. */
  readonly afterMs: number;
  /** How long it lasts before it is repaired: restarted, continued, reconnected, reset. */
  readonly lastsMs: number;
  /** How far clocks jump, in milliseconds; 0 for all else. */
  readonly skewMs: number;
}

const AFTER_MS = { min: 500, max: 3_000 };
const LASTS_MS = { min: 200, max: 4_000 };
/** Longer than every timeout of a statement, and longer than that and a retry. */
const STALLS_MS = [25_000, 45_000] as const;
/** A partition must outlast TCP's retransmissions, or it has no effect. */
const SILENCE_MS = { min: 4_000, max: 15_000 };
const HOUR_MS = 3_600_000;

const durationMs = (random: () => number, how: How): number => {
  switch (how) {
    case "stall":
      return STALLS_MS[whole(random, 0, STALLS_MS.length - 1)]!;
    case "freeze-holding-head":
      return STALLS_MS[0];
    case "partition":
    case "partition-one-way":
    case "partition-redis":
      return whole(random, SILENCE_MS.min, SILENCE_MS.max);
    case "kill":
    case "freeze":
    case "wipe":
    case "failover":
    case "fill-disk":
    case "read-only":
    case "lose-standby":
    case "refuse":
    case "skew-all":
    case "skew-one":
      return whole(random, LASTS_MS.min, LASTS_MS.max);
    default:
      return how satisfies never;
  }
};

/**
 * Faults without end: round after round of all ways of all parts, each round in another order. The same for the same
 * seed and parts.
 */
export function* planOf(seed: number, parts: readonly Part[]): Generator<Fault, never> {
  const random = seededRandom(seed);
  for (;;) {
    const round = parts.flatMap((part) => WAYS[part].map((how) => ({ part, how })));
    for (let last = round.length - 1; last > 0; last -= 1) {
      const other = whole(random, 0, last);
      [round[last], round[other]] = [round[other]!, round[last]!];
    }
    for (const { part, how } of round)
      yield {
        part,
        how,
        afterMs: whole(random, AFTER_MS.min, AFTER_MS.max),
        lastsMs: durationMs(random, how),
        skewMs: how.startsWith("skew") ? whole(random, -HOUR_MS, HOUR_MS) : 0,
      };
  }
}
