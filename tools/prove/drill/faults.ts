import { Redis } from "ioredis";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import type { Fault } from "./plan.js";
import type { Process, System } from "./system.js";

/** Which process it is, one of the workers by turns; undefined for a server. */
const processOf = ({ processes }: System, { part, lastsMs }: Fault): Process | undefined => {
  const candidates = processes.filter((process) => process.part === part);
  return candidates[lastsMs % candidates.length];
};

/** Lets one thing go wrong, waits as long as it lasts, and mends it, as whatever runs the parts would. */
export const suffer = async (system: System, fault: Fault): Promise<void> => {
  await HOW[fault.how](system, fault);
};

const kill = async (system: System, fault: Fault): Promise<void> => {
  const { redis, postgres } = system;
  const { part, lastsMs } = fault;
  const process = processOf(system, fault);
  if (process !== undefined) {
    await process.now().kill();
    await sleep(lastsMs);
    await process.restart();
    return;
  }
  const server = part === "redis" ? redis : postgres;
  await server.process.kill();
  await sleep(lastsMs);
  await server.start();
};

const hang = async (system: System, fault: Fault): Promise<void> => {
  const { redis, postgres } = system;
  const { part, lastsMs } = fault;
  const { pid } = processOf(system, fault)?.now() ?? (part === "redis" ? redis : postgres).process;
  const pids = [pid, ...childrenOf(pid)];
  for (const each of pids) signal(each, "SIGSTOP");
  await sleep(lastsMs);
  for (const each of pids) signal(each, "SIGCONT");
};

const refuse = async ({ gate }: System, { lastsMs }: Fault): Promise<void> => {
  await gate.shut();
  await sleep(lastsMs);
  await gate.open();
};

const jump = async (system: System, { lastsMs, jumpMs }: Fault): Promise<void> => {
  system.jumpClocks(jumpMs);
  await sleep(lastsMs);
  system.jumpClocks(0);
};

const forget = async ({ redis }: System, { lastsMs }: Fault): Promise<void> => {
  const client = new Redis(redis.url);
  try {
    await client.flushall();
  } finally {
    client.disconnect();
  }
  await sleep(lastsMs);
};

const HOW: Record<Fault["how"], (system: System, fault: Fault) => Promise<void>> = {
  kill,
  hang,
  refuse,
  forget,
  jump,
};

/** A backend of Postgres may have ended by itself. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

const childrenOf = (pid: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);

const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
};
