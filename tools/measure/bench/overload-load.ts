import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { exchange, threeNames } from "./load.js";

/** What became of the calls of a load that does not wait for answers. */
export interface OverloadOutcome {
  readonly acceptedMs: readonly number[];
  readonly refused: number;
  /** Refusals that did not say when to come back. */
  readonly unexplained: number;
  /** By what happened: another status, or a connection that broke. */
  readonly failures: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

const TURN_MS = 5;
const MOST_CONNECTIONS = 1_000;

/**
 * Posts three names so many times a second, whatever becomes of the calls before: who comes by does not know that
 * others wait.
 */
export const comeBy = async (
  gatewayUrl: string,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<OverloadOutcome> => {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  const acceptedMs: number[] = [];
  const failures = new Map<string, number>();
  let refused = 0;
  let unexplained = 0;
  const one = async (): Promise<void> => {
    const body = { domains: threeNames(), ensemble: false };
    const sentMs = performance.now();
    try {
      const url = `${gatewayUrl}/api/v1/valuation/batch`;
      const { status, headers } = await exchange("POST", url, body, agent);
      if (status === 200) acceptedMs.push(performance.now() - sentMs);
      else if (status === 503 || status === 429) {
        refused += 1;
        if (headers["retry-after"] === undefined) unexplained += 1;
      } else count(failures, `status ${status}`);
    } catch (error) {
      count(failures, (error as NodeJS.ErrnoException).code ?? String(error));
    }
  };
  const calls: Promise<void>[] = [];
  const startMs = performance.now();
  const total = perSecond * seconds;
  while (calls.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000));
    while (calls.length < due) calls.push(one());
    await sleep(TURN_MS);
  }
  await Promise.all(calls);
  agent.destroy();
  return { acceptedMs, refused, unexplained, failures, elapsedMs: performance.now() - startMs };
};

const count = (counts: Map<string, number>, what: string): void =>
  void counts.set(what, (counts.get(what) ?? 0) + 1);
