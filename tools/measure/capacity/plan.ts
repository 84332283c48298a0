import { drawLines } from "../bench/charts.js";
import { textTable } from "../bench/tables.js";
import type { CapacityOptions } from "./options.js";
import { meanWaitMs, offeredLoad, serversFor, timeWithinMs } from "./queueing.js";

const SHARE = 0.95;

/** The goal cannot be reached by any number of workers. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

interface PlanRow {
  readonly workers: number;
  /** Share of the time that a worker is busy. */
  readonly busy: number;
  readonly meanWaitMs: number;
  /** Of whole requests, from 0; infinite when the workers cannot keep up. */
  readonly p95Ms: number;
}

export interface Plan {
  readonly workers: number;
  /** From the fewest that can keep up to a few more than needed. */
  readonly rows: readonly PlanRow[];
}

/** How many workers the goal takes. @throws UnreachableError */
export const planCapacity = ({ load, p95Ms, otherMs }: CapacityOptions): Plan => {
  const workers = serversFor(load, p95Ms - otherMs, SHARE);
  if (workers === undefined) {
    const alone = timeWithinMs({ ...load, ratePerSecond: 0 }, 1, SHARE);
    throw new UnreachableError(
      `A p95 of ${p95Ms} ms cannot be reached by any number of workers: without any wait it is ${(otherMs + alone).toFixed(1)} ms (${alone.toFixed(1)} in the worker, ${otherMs} elsewhere).`,
    );
  }
  const least = Math.floor(offeredLoad(load)) + 1;
  const most = workers + Math.max(2, Math.ceil((workers - least) / 2));
  const rows = Array.from({ length: most - least + 1 }, (_, index) => {
    const count = least + index;
    return {
      workers: count,
      busy: offeredLoad(load) / count,
      meanWaitMs: meanWaitMs(load, count),
      p95Ms: otherMs + timeWithinMs(load, count, SHARE),
    };
  });
  return { workers, rows };
};

/** The plan for a person. One worker more than the goal takes, so that one can go. */
export const describePlan = ({ load, p95Ms }: CapacityOptions, { workers, rows }: Plan): string =>
  `${load.ratePerSecond} requests/s keep ${offeredLoad(load).toFixed(1)} workers busy. A p95 of ${p95Ms} ms takes ${workers} ${workers === 1 ? "worker" : "workers"}; run ${workers + 1}, so that one can go.
${textTable([
  ["Workers", "busy", "mean wait ms", "p95 ms"],
  ...rows.map((row) => [
    `${row.workers}${row.workers === workers ? " ←" : ""}`,
    `${(row.busy * 100).toFixed(0)} %`,
    row.meanWaitMs.toFixed(2),
    row.p95Ms.toFixed(2),
  ]),
])}`;

/** The curve: p95 by workers, and the goal. */
export const drawPlan = ({ load, p95Ms }: CapacityOptions, { rows }: Plan): string =>
  drawLines({
    title: `p95 by workers at ${load.ratePerSecond} requests/s, ${load.serviceMs} ms each`,
    xLabel: "workers",
    yLabel: "ms",
    tick: (workers) => workers.toFixed(0),
    series: [
      { name: "p95", points: rows.map((row) => [row.workers, row.p95Ms]) },
      {
        name: "goal",
        points: [
          [0, p95Ms],
          [rows.at(-1)?.workers ?? 0, p95Ms],
        ],
      },
    ],
  });
