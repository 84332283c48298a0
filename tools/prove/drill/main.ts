import { PROJECT_ROOT } from "#stack";
import { setTimeout as sleep } from "node:timers/promises";

import { runCommand } from "../../cli/command-line/index.js";
import { readSoldNames } from "../../data/market/sold-names.js";
import { seededMarket } from "../../data/market/seeded-market.js";
import { inject } from "./faults.js";
import { follow, untilReached, type Follower } from "./followers.js";
import { startLoad, type SteadyLoad } from "./load.js";
import { holdings, readBatch, readLog, untilEnded, untilServing } from "./look.js";
import { readDrillOptions, USAGE, type DrillOptions } from "./options.js";
import { planOf, type Fault } from "./plan.js";
import {
  proveBatches,
  proveFollowers,
  proveHoldings,
  proveLog,
  proveMarket,
  proveUnanswered,
  type Proof,
} from "./proofs.js";
import { clockTime, reportOf, type InjectedFault } from "./report.js";
import { startSystem, type System } from "./system.js";

const FOLLOWERS = 50;
/** Every tenth asks for trades alone. */
const FILTERED_EVERY = 10;
const WARM_UP_MS = 5_000;
/** Of the last batches before a fault it is seen when they are complete. */
const RECENT_BATCHES = 20;
const RECOVERY_TIMEOUT_MS = 60_000;
const COMPLETE_TIMEOUT_MS = 60_000;
const REACH_IDLE_MS = 15_000;
/** Connections and memory of the load are released within this, after it has ended. */
const SETTLE_MS = 5_000;
/** Characters of a log line that the report shows. */
const MAX_LINE = 1_500;

const print = (line: string): void => void process.stderr.write(`${line}\n`);

/** Apps that have ended without having been killed. */
const endedByThemselves = ({ processes }: System): string[] =>
  processes.flatMap(({ name, now }) => {
    const { exit, output } = now();
    if (exit === undefined) return [];
    return [`the ${name} has ended by itself:\n${output.split("\n").slice(-10).join("\n")}`];
  });

/** What apps write of unhandled errors; from each process before it is killed, and at the end. */
const UNHANDLED = /uncaught|unhandled|internal error/i;
const collectUnhandled = ({ processes }: System, lines: Set<string>): void => {
  for (const { name, now } of processes)
    for (const line of now().output.split("\n"))
      if (UNHANDLED.test(line)) lines.add(`the ${name} wrote: ${line.slice(0, MAX_LINE)}`);
};

/** Injects faults until the time is over. @returns those, and what speaks against the parts' own recovery */
const injectFor = async (
  system: System,
  load: SteadyLoad,
  { minutes, seed, parts }: DrillOptions,
): Promise<{ injected: InjectedFault[]; against: string[]; unhandled: Set<string> }> => {
  const injected: InjectedFault[] = [];
  const against: string[] = [];
  const unhandled = new Set<string>();
  const startMs = performance.now();
  const endMs = startMs + minutes * 60_000;
  for (const fault of planOf(seed, parts)) {
    await sleep(Math.min(fault.afterMs, Math.max(0, endMs - performance.now())));
    against.push(...endedByThemselves(system));
    collectUnhandled(system, unhandled);
    if (performance.now() >= endMs || against.length > 0) break;
    // A worker is to die with work in its hands.
    if (fault.part === "worker") await load.askMore();
    const begunMs = performance.now();
    const asked = load.promised.batches.slice(-RECENT_BATCHES).map(({ batchId }) => batchId);
    let repairedMs = begunMs;
    let recoveryMs = 0;
    let askedEndedMs = begunMs;
    const injectAndRecover = async (): Promise<void> => {
      await inject(system, fault);
      repairedMs = performance.now();
      await untilServing(system, RECOVERY_TIMEOUT_MS);
      recoveryMs = performance.now() - repairedMs;
    };
    const end = async (): Promise<void> => {
      await untilEnded(system.stack.gatewayUrl, asked, RECOVERY_TIMEOUT_MS);
      askedEndedMs = performance.now();
    };
    for (const outcome of await Promise.allSettled([injectAndRecover(), end()]))
      if (outcome.status === "rejected")
        against.push(`after ${describeFault(fault)}: ${String(outcome.reason)}`);

    injected.push({ fault, recoveryMs, jobsBackMs: askedEndedMs - begunMs });
    print(
      `  ${clockTime(repairedMs - startMs)}  ${describeFault(fault)}; serves again ${(recoveryMs / 1_000).toFixed(1)} s later`,
    );
  }
  return { injected, against, unhandled };
};

const IN_WORDS: Record<Fault["how"], (fault: Fault) => string> = {
  kill: ({ part }) => `SIGKILL ${part}, started again after`,
  freeze: ({ part }) => `SIGSTOP ${part} for`,
  stall: ({ part }) => `SIGSTOP ${part} for`,
  "freeze-holding-head": () => "SIGSTOP a gateway that holds the stream head for",
  wipe: () => "wipe Redis; nothing else for",
  failover: () => "promote the replica of Redis; nothing else for",
  "fill-disk": ({ part }) => `fill the disk of ${part} for`,
  "read-only": () => "Postgres is read-only for",
  "lose-standby": () => "commits wait for a standby that is gone for",
  refuse: () => "Postgres refuses connections for",
  partition: () => "packets from and to Postgres are lost for",
  "partition-one-way": () => "packets from or to Postgres are lost for",
  "partition-redis": () => "packets from or to Redis are lost for",
  "skew-all": ({ skewMs }) => `clocks jump by ${Math.round(skewMs / 60_000)} min for`,
  "skew-one": ({ skewMs }) => `one clock jumps by ${Math.round(skewMs / 60_000)} min for`,
};
const describeFault = (fault: Fault): string =>
  `${IN_WORDS[fault.how](fault)} ${(fault.lastsMs / 1_000).toFixed(1)} s`;

const drill = async (): Promise<void> => {
  const options = readDrillOptions(process.argv.slice(2), Date.now() % 1_000_000_000);
  if (options === undefined) return void process.stdout.write(USAGE);
  process.chdir(PROJECT_ROOT);
  print(`Seed ${options.seed}: ${options.parts.join(", ")} for ${options.minutes} min.`);
  const system = await startSystem();
  if (system.postgresDisk === undefined)
    print("  This user may not mount a tmpfs: no disk is filled.");
  const followers: Follower[] = [];
  try {
    const { gatewayUrl, replayUrl } = system.stack;
    const { domains } = seededMarket(await readSoldNames(), 1, Date.now());
    const streamUrl = `${replayUrl.replace("http", "ws")}/v1/stream`;
    for (let index = 0; index < FOLLOWERS; index += 1)
      followers.push(
        index % FILTERED_EVERY === 0 ? follow(streamUrl, ["trade"]) : follow(streamUrl),
      );
    const load = startLoad(gatewayUrl, options.seed, domains.slice(0, 100));
    await sleep(WARM_UP_MS);
    await untilServing(system, RECOVERY_TIMEOUT_MS);
    const before = holdings(system);

    const { injected, against, unhandled } = await injectFor(system, load, options);
    await load.end();
    const { promised } = load;
    print(`  ${promised.batches.length} batches were answered; each is looked at.`);
    const found = new Map<string, { status: string; names: readonly string[] }>();
    for (const { batchId } of promised.batches) {
      const batch = await readBatch(gatewayUrl, batchId, COMPLETE_TIMEOUT_MS);
      if (batch !== undefined) found.set(batchId, batch);
    }
    let log = await readLog(gatewayUrl);
    for (let before = -1; log.length !== before;) {
      before = log.length;
      await sleep(SETTLE_MS);
      log = await readLog(gatewayUrl);
    }
    const trades = log.filter(({ type }) => type === "trade").length;
    const count = (types: readonly string[] | undefined): number =>
      types === undefined ? log.length : trades;
    await untilReached(followers, count, REACH_IDLE_MS);
    const followed = followers.map(({ now }) => now());
    collectUnhandled(system, unhandled);

    const proofs: Proof[] = [
      proveBatches(promised.batches, found, log),
      proveUnanswered(promised.histories, log),
      proveMarket(promised.events, log),
      proveLog(log),
      proveFollowers(followed, log),
      {
        claim: "no process ended by itself, and none needed a manual step",
        against: [...against, ...endedByThemselves(system)],
      },
      {
        claim: "no error was unhandled",
        against: [...promised.wrong, ...unhandled],
      },
      proveHoldings(before, holdings(system)),
    ];
    process.stdout.write(reportOf({ options, injected, promised, followed, log, proofs }));
    if (proofs.some((each) => each.against.length > 0)) process.exitCode = 1;
  } finally {
    for (const follower of followers) follower.close();
    await system.close();
  }
};

await runCommand(drill, ["StackError", "ConfigError"]);
