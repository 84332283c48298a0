import { setTimeout as sleep } from "node:timers/promises";

import { type Child, describeExit } from "#stack";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** A process that ran this long had started well: its next end is not one more of a series. */
const STEADY_MS = 60_000;

export interface Supervised {
  name: string;
  /** The running process. */
  process: Pick<Child, "exited">;
  /** Starts it again; the promise rejects when that fails. */
  restart: () => Promise<Pick<Child, "exited">>;
  say: (line: string) => void;
  /** For tests: waits in place of the clock. */
  wait?: (delayMs: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Starts a process again whenever it ends, after a pause that grows from half a second to ten, and says so. Returns
 * what ends the watch, to be called before the process is stopped on purpose.
 */
export function supervise(supervised: Supervised): () => void {
  const ended = new AbortController();
  const {
    name,
    say,
    wait = (delayMs, signal) => sleep(delayMs, undefined, { signal }),
  } = supervised;

  const watch = async () => {
    let current = supervised.process;
    let failures = 0;
    while (!ended.signal.aborted) {
      const since = performance.now();
      const exit = await current.exited;
      if (ended.signal.aborted) return;
      if (performance.now() - since > STEADY_MS) failures = 0;
      say(`✗ ${name} ended (${describeExit(exit)})`);
      for (;;) {
        const delayMs = restartDelayMs(failures);
        failures += 1;
        say(`  starting ${name} again in ${delayMs / 1000} s`);
        await wait(delayMs, ended.signal);
        const from = performance.now();
        try {
          current = await supervised.restart();
          say(`✓ ${name} is back (${((performance.now() - from) / 1000).toFixed(1)} s)`);
          break;
        } catch (error) {
          if (ended.signal.aborted) return;
          say(`✗ ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  };
  // The only rejection left is the pause that was called off.
  watch().catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  return () => ended.abort();
}

/** Half a second, doubled for each failure before, ten seconds at most. */
export function restartDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
}
