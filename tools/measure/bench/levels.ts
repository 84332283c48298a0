import { httpCall, type Stack } from "#stack";
import { setTimeout as sleep } from "node:timers/promises";

import type { CallerLoad, CallersOutcome } from "./caller-loops.js";
import type { Callers } from "./callers.js";
import { readServerTiming } from "./load.js";
import { orNull, perUnit } from "./outcome.js";
import { withCpu } from "./process-usage.js";
import { capacityOf, type Level } from "./report.js";
import { summarise } from "./statistics.js";

/** Callers of the closed loops. */
const CALLERS = [1, 16, 64, 256, 1_000];
/** Rates of the open loops, in multiples of the measured capacity. */
const SHARES = [0.5, 1, 2, 4];
const PROBE_MS = 250;

interface LevelBench {
  readonly stack: Stack;
  readonly callers: Callers;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

/**
 * Puts more and more load on the gateway: callers that wait for their answers, then calls at a fixed rate. Where callers
 * that retry at once are rejected, callers that obey `Retry-After` follow.
 */
export const measureLevels = async (bench: LevelBench): Promise<Level[]> => {
  const levels: Level[] = [];
  const steps = CALLERS.length + SHARES.length;
  for (const [step, callers] of CALLERS.entries()) {
    bench.progress(step / steps);
    const eager = await measureLevel(bench, callers, { callers, isObedient: false });
    levels.push(eager);
    if (eager.rejectedShare > 0)
      levels.push(await measureLevel(bench, callers, { callers, isObedient: true }));
  }
  const capacity = capacityOf(levels);
  for (const [step, share] of SHARES.entries()) {
    bench.progress((CALLERS.length + step) / steps);
    levels.push(await measureLevel(bench, share, { perSecond: capacity * share }));
  }
  return levels;
};

const measureLevel = async (
  { stack, callers, seconds, signal }: LevelBench,
  load: number,
  loop: CallerLoad["loop"],
): Promise<Level> => {
  const { gatewayUrl } = stack;
  const probe = probeHealth(gatewayUrl);
  const run = () => callers.run({ gatewayUrl, seconds, ensemble: false, loop }, signal);
  const { result, cpu } = await withCpu(stack, run).finally(() => {
    probe.stop();
  });
  const { answered, rejected, failures, elapsedMs, cpuMs } = result;
  const { p50Ms, p95Ms, p99Ms } = summarise(answered.map(({ durationMs }) => durationMs));
  return {
    loop: "callers" in loop ? "closed" : "open",
    load,
    isObedient: "isObedient" in loop && loop.isObedient,
    goodput: goodputOf(answered, seconds),
    p50Ms: orNull(p50Ms),
    p95Ms: orNull(p95Ms),
    p99Ms: orNull(p99Ms),
    rejectedShare: rejected / Math.max(1, rejected + answered.length),
    attributedShare: orNull(answered.filter(isAttributed).length / answered.length),
    failures: { ...failures },
    slowestHealthMs: orNull(await probe.slowestMs),
    cpuMsPerS: perUnit({ ...cpu, callers: cpuMs }, elapsedMs / 1_000),
  };
};

/** Answers a second while calls came; the answers to the last ones, which come behind, would be too many for the time. */
export const goodputOf = (answered: CallersOutcome["answered"], seconds: number): number =>
  answered.filter(({ atMs, durationMs }) => atMs + durationMs <= seconds * 1_000).length / seconds;

const isAttributed = ({ serverTiming }: CallersOutcome["answered"][number]): boolean => {
  const { unattributed = Number.NaN, total = Number.NaN } = readServerTiming(serverTiming);
  return Math.abs(unattributed) <= 0.05 * total;
};

/** Asks for health and readiness by turns until it is stopped; NaN where one is not answered with 200. */
const probeHealth = (gatewayUrl: string): { stop: () => void; slowestMs: Promise<number> } => {
  const stop = new AbortController();
  const probing = async (): Promise<number> => {
    let slowestMs = 0;
    for (let turn = 0; !stop.signal.aborted; turn += 1) {
      const sentMs = performance.now();
      const url = `${gatewayUrl}${turn % 2 === 0 ? "/healthz" : "/readyz"}`;
      const { status } = await httpCall(url, { timeoutMs: 10_000 }).catch(() => ({ status: 0 }));
      slowestMs = status === 200 ? Math.max(slowestMs, performance.now() - sentMs) : Number.NaN;
      await sleep(PROBE_MS);
    }
    return slowestMs;
  };
  return { stop: () => stop.abort(), slowestMs: probing() };
};
