import { fork } from "node:child_process";
import { once } from "node:events";

import type { CallerLoad, CallersOutcome } from "./caller-loops.js";
import { readServerTiming } from "./load.js";
import type { Work } from "./outcome.js";

/** Callers in a process of their own, which runs one load at a time. */
export interface Callers {
  /** @throws the signal's reason once it is aborted */
  run(load: CallerLoad, signal: AbortSignal): Promise<CallersOutcome>;
  close(): void;
}

export const openCallers = (): Callers => {
  const child = fork(new URL("./callers-process.js", import.meta.url));
  return {
    async run(load, signal) {
      signal.throwIfAborted();
      const over = new AbortController();
      const until = { signal: AbortSignal.any([signal, over.signal]) };
      child.send(load);
      try {
        const [outcome] = (await Promise.race([
          once(child, "message", until),
          once(child, "exit", until).then(() => {
            throw new Error("The callers' process ended.");
          }),
        ])) as [CallersOutcome];
        return outcome;
      } finally {
        over.abort();
      }
    },
    close: () => void child.kill(),
  };
};

/** The calls of a load as those of a scenario; what was not answered is an error there. */
export const workOf = ({
  answered,
  rejected,
  failures,
  elapsedMs,
  cpuMs,
}: CallersOutcome): Work => {
  const failed = [["rejected", rejected] as const, ...Object.entries(failures)].flatMap(
    ([error, times]) =>
      Array.from({ length: times }, () => ({ atMs: 0, durationMs: 0, stages: {}, error })),
  );
  const good = answered.map(({ serverTiming, ...call }) => ({
    ...call,
    stages: readServerTiming(serverTiming),
  }));
  return { records: [...good, ...failed], elapsedMs, callersCpuMs: cpuMs };
};
