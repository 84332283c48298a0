import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { guardProcess } from "./guard.js";

const OUTPUT_LIMIT = 256 * 1024;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type OutputStream = "stdout" | "stderr";

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Another user to run as; only root can. */
  runAs?: { uid: number; gid: number } | undefined;
  /** Asks the process to end; SIGTERM by default. */
  stopSignal?: NodeJS.Signals;
  /** Ends it when asking did not help; SIGKILL by default. */
  forceSignal?: NodeJS.Signals;
  onLine?: ((line: string, stream: OutputStream) => void) | undefined;
}

/** A process started by this one, that ends with it at the latest. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Undefined while it runs. */
  readonly exit: Exit | undefined;
  /** The last 256 KiB of what it wrote to stdout and stderr. */
  readonly output: string;
  /** Asks it to end, and after `graceMs` (10 s) makes it. */
  stop(signal?: NodeJS.Signals, graceMs?: number): Promise<Exit>;
  /** SIGKILL. */
  kill(): Promise<Exit>;
}

const live = new Set<ChildRecord>();

interface ChildRecord extends Child {
  force(): void;
}

/** Ends every child of this process, in no order; with `force`, without asking. */
export async function stopAllChildren({ force = false } = {}): Promise<void> {
  await Promise.all(
    [...live].map((child) => {
      if (!force) return child.stop();
      child.force();
      return Promise.race([child.exited, sleep(3000)]);
    }),
  );
}

/**
 * Starts a process in a session of its own, so that Ctrl-C in the terminal reaches only the one who coordinates.
 *
 * @throws the system's error (ENOENT, EACCES) when it cannot be started.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, cwd, env, runAs, onLine } = options;
  const stopSignal = options.stopSignal ?? "SIGTERM";
  const forceSignal = options.forceSignal ?? "SIGKILL";
  const child = spawn(command, args, {
    cwd,
    env,
    ...runAs,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const pid = await started(child);
  const forget = guardProcess({ pid, signal: stopSignal, force: forceSignal });

  let output = "";
  for (const stream of ["stdout", "stderr"] as const) {
    const source = child[stream];
    source.setEncoding("utf8");
    source.on("data", (text: string) => {
      output = (output + text).slice(-OUTPUT_LIMIT);
    });
    if (onLine) createInterface({ input: source }).on("line", (line) => onLine(line, stream));
  }

  let exit: Exit | undefined;
  const send = (signal: NodeJS.Signals) => {
    if (!exit) child.kill(signal);
  };
  const record: ChildRecord = {
    name,
    pid,
    exited: ended(child).then((how) => {
      exit = how;
      forget();
      live.delete(record);
      return how;
    }),
    get exit() {
      return exit;
    },
    get output() {
      return output;
    },
    async stop(signal = stopSignal, graceMs = 10_000) {
      send(signal);
      const timers = new AbortController();
      const escalate = async () => {
        await sleep(graceMs, undefined, { signal: timers.signal });
        send(forceSignal);
        await sleep(3000, undefined, { signal: timers.signal });
        send("SIGKILL");
      };
      // Rejects only when the process has ended and the timers are called off.
      escalate().catch(() => undefined);
      const how = await record.exited;
      timers.abort();
      return how;
    },
    kill() {
      send("SIGKILL");
      return record.exited;
    },
    force() {
      send(forceSignal);
    },
  };
  live.add(record);
  return record;
}

/** "exit code 1" or "SIGKILL". */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid as number));
  });
}

/** The output is complete at "close", which comes late or never when a grandchild holds the pipe: wait a little. */
async function ended(child: ChildProcess): Promise<Exit> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exit = await new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await Promise.race([closed, sleep(250, undefined, { ref: false })]);
  return exit;
}
