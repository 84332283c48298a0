import { seededRandom } from "#valuation";

import { whole } from "../../data/market/chance.js";

/** What can go wrong. The last four: Postgres refuses connections, Redis has forgotten everything, clocks jump. */
export const PARTS = [
  "worker",
  "gateway",
  "replay",
  "redis",
  "postgres",
  "refuse",
  "forget",
  "clock",
] as const;
export type Part = (typeof PARTS)[number];

/** One thing that goes wrong. */
export interface Fault {
  readonly part: Part;
  /** `kill` is SIGKILL, `hang` SIGSTOP; the last three have one way each. */
  readonly how: "kill" | "hang" | "refuse" | "forget" | "jump";
  /** How long before it nothing goes wrong, in milliseconds. */
  readonly afterMs: number;
  /** How long it lasts before it is mended: started again, continued, let through, set right. */
  readonly lastsMs: number;
  /** How far clocks jump, in milliseconds; 0 for all else. */
  readonly jumpMs: number;
}

const AFTER_MS = { least: 500, most: 3_000 };
const LASTS_MS = { least: 200, most: 4_000 };
const HOUR_MS = 3_600_000;
/** A kill is what a cluster does every day; the other faults are rarer. */
const DEATHS: readonly Fault["how"][] = ["kill", "kill", "kill", "kill", "hang"];
/** The ways in which one round lets a part fail. */
const WAYS: Record<Part, readonly Fault["how"][]> = {
  worker: DEATHS,
  gateway: DEATHS,
  replay: DEATHS,
  redis: DEATHS,
  postgres: DEATHS,
  refuse: ["refuse"],
  forget: ["forget"],
  clock: ["jump"],
};

/**
 * What goes wrong, without end: round after round of all ways of all parts, each round in another order. The same for
 * the same seed and parts.
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
        afterMs: whole(random, AFTER_MS.least, AFTER_MS.most),
        lastsMs: whole(random, LASTS_MS.least, LASTS_MS.most),
        jumpMs: how === "jump" ? whole(random, -HOUR_MS, HOUR_MS) : 0,
      };
  }
}
