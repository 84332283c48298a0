import type { Followed } from "./followers.js";
import type { Promised } from "./load.js";
import type { DrillOptions } from "./options.js";
import type { Fault } from "./plan.js";
import type { LoggedEvent, Proof } from "./proofs.js";

/** A fault that was injected, and how long all took to serve again once it was repaired. */
export interface InjectedFault {
  readonly fault: Fault;
  readonly recoveryMs: number;
  /** From the fault until all batches that were accepted before it were complete. */
  readonly jobsBackMs: number;
}

export interface DrillOutcome {
  readonly options: DrillOptions;
  readonly injected: readonly InjectedFault[];
  readonly promised: Promised;
  readonly followed: readonly Followed[];
  readonly log: readonly LoggedEvent[];
  readonly proofs: readonly Proof[];
}

/** Minutes and seconds, as `1:05`. */
export const clockTime = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** What a person reads at the end. */
export const reportOf = ({
  options,
  injected,
  promised,
  followed,
  log,
  proofs,
}: DrillOutcome): string => {
  const recoveriesMs = new Map<string, number[]>();
  for (const { fault, recoveryMs } of injected) {
    const { part, how } = fault;
    const way = `${part} ${how}`;
    recoveriesMs.set(way, [...(recoveriesMs.get(way) ?? []), recoveryMs]);
  }
  const table = [...recoveriesMs]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(
      ([way, times]) =>
        `  ${way.padEnd(27)} ${String(times.length).padStart(3)}×   serves again at the latest after ${seconds(Math.max(...times))}`,
    );
  const kills = injected.filter(({ fault: { part, how } }) => part === "worker" && how === "kill");
  const afterKills = Math.max(0, ...kills.map(({ jobsBackMs }) => jobsBackMs));
  const unanswered = [...promised.unanswered].map(([what, count]) => `${count} × ${what}`);
  const silence = Math.max(
    ...followed.map(({ types, longestSilenceMs }) => (types === undefined ? longestSilenceMs : 0)),
  );
  const reconnects = followed.reduce((sum, each) => sum + each.reconnects, 0);
  const holds = proofs.every(({ against }) => against.length === 0);
  return [
    `Seed ${options.seed}, ${options.minutes} min: ${injected.length} faults`,
    ...table,
    "",
    `  ${promised.batches.length} batches and ${promised.events.length} market events were accepted; ${log.length} events in the log`,
    `  calls without an answer: ${unanswered.join(", ") || "none"}`,
    `  what a killed worker had in hand: done at the latest ${seconds(afterKills)} after the kill`,
    `  longest time without an event at a subscriber: ${seconds(silence)}; ${reconnects} reconnects`,
    "",
    ...proofs.flatMap(({ claim, against }) => [
      `${against.length === 0 ? "✓" : "✗"} ${claim}`,
      ...against.map((line) => `    ${line}`),
    ]),
    "",
    holds ? "Passed." : "Failed.",
    "",
  ].join("\n");
};
