import { StackError, startStack, stopAllChildren, type Stack } from "#stack";

import { measureSmallFloor } from "../bench/floor.js";
import { closeConnections, valueThrees } from "../bench/load.js";
import { UsageError } from "../../cli/command-line/index.js";
import { totalCpuMs } from "../bench/process-usage.js";
import { percentile } from "../bench/statistics.js";
import { textTable } from "../bench/tables.js";
import { listenForInterrupt } from "../../run/start/interrupt.js";
import { openBaseTree } from "./base-tree.js";
import { readGateOptions, type GateOptions } from "./options.js";
import {
  findingsOf,
  overall,
  type Finding,
  type Pair,
  type Slice,
  type Verdict,
} from "./statistics.js";

// `npm run bench:gate -- --base REV`: is this working tree slower than that revision?
const EXIT_CODES: Record<Verdict, number> = { "not slower": 0, slower: 1, inconclusive: 3 };
/** Pairs that are added while the result is inconclusive. */
const MORE_PAIRS = 3;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A slice of load on one stack; the floor is measured right beside it. */
const measureSlice = async (stack: Stack, calls: number, signal: AbortSignal): Promise<Slice> => {
  const floorMs = await measureSmallFloor(stack.databaseUrl, calls, signal);
  const cpuBefore = totalCpuMs(stack);
  const { records } = await valueThrees(stack.gatewayUrl, {
    calls,
    concurrency: 1,
    ensemble: false,
    signal,
  });
  const failed = records.find(({ error }) => error !== undefined);
  if (failed !== undefined) throw new StackError(`A call failed: ${failed.error ?? ""}`);
  return {
    cpuMsPerOp: (totalCpuMs(stack) - cpuBefore) / calls,
    p95OverFloor:
      percentile(
        records.map(({ durationMs }) => durationMs),
        0.95,
      ) / floorMs,
  };
};

const measurePair = async (
  base: Stack,
  candidate: Stack,
  calls: number,
  signal: AbortSignal,
): Promise<Pair> => {
  const first = await measureSlice(base, calls, signal);
  const second = await measureSlice(candidate, calls, signal);
  const third = await measureSlice(candidate, calls, signal);
  const fourth = await measureSlice(base, calls, signal);
  return { base: [first, fourth], candidate: [second, third] };
};

const print = (findings: readonly Finding[], pairs: number): void => {
  say(
    `\nafter ${pairs} pairs\n${textTable([
      ["Measure", "ratio", "95 % interval", "limit", "verdict"],
      ...findings.map(({ name, limit, ratio, verdict }) => [
        name,
        ratio.median.toFixed(3),
        `${ratio.lower.toFixed(3)} to ${ratio.upper.toFixed(3)}`,
        limit.toFixed(2),
        verdict,
      ]),
    ])}`,
  );
};

const compare = async (
  base: Stack,
  candidate: Stack,
  { minPairs, maxPairs, calls }: GateOptions,
  signal: AbortSignal,
): Promise<Verdict> => {
  // Both are idle but for the slice that is measured. What is compiled at first use is compiled before.
  for (const stack of [base, candidate])
    await valueThrees(stack.gatewayUrl, { calls: 400, concurrency: 4, ensemble: false, signal });
  const pairs: Pair[] = [];
  let wanted = minPairs;
  for (;;) {
    while (pairs.length < wanted) {
      pairs.push(await measurePair(base, candidate, calls, signal));
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kpair ${pairs.length} of ${wanted}`);
    }
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    const findings = findingsOf(pairs);
    print(findings, pairs.length);
    const verdict = overall(findings);
    if (verdict !== "inconclusive" || wanted >= maxPairs) return verdict;
    wanted = Math.min(maxPairs, wanted + MORE_PAIRS);
    say(`Inconclusive so far: measuring up to ${wanted} pairs.`);
  }
};

const gate = async (options: GateOptions, signal: AbortSignal): Promise<Verdict> => {
  const undo: (() => Promise<void>)[] = [];
  try {
    const tree = options.base === undefined ? undefined : await openBaseTree(options.base, signal);
    if (tree !== undefined) undo.push(() => tree.remove());
    say(`base: ${tree === undefined ? "this working tree itself" : tree.revision}`);
    const backend = options.backend === "redis" ? "redis" : "postgres";
    const start = async (root?: string): Promise<Stack> => {
      const stack = await startStack({ backend, ...(root === undefined ? {} : { root }) });
      undo.push(() => stack.close());
      signal.throwIfAborted();
      return stack;
    };
    const base = await start(tree?.root);
    const candidate = await start();
    return await compare(base, candidate, options, signal);
  } finally {
    closeConnections();
    for (const step of undo.toReversed()) await step();
  }
};

const main = async (): Promise<number> => {
  const interrupt = listenForInterrupt(
    process.env["npm_lifecycle_event"] !== undefined,
    () => void stopAllChildren({ force: true }),
  );
  try {
    const verdict = await gate(readGateOptions(process.argv.slice(2)), interrupt);
    say(`\n${verdict}`);
    return EXIT_CODES[verdict];
  } catch (error) {
    if (interrupt.aborted) {
      process.stderr.write("Interrupted: everything is stopped, and nothing is judged.\n");
      return 130;
    }
    const isTold = error instanceof UsageError || error instanceof StackError;
    process.stderr.write(
      `${isTold ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    return 2;
  }
};

process.exit(await main());
