import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type Child, describeExit, startChild } from "./child.js";
import { StackError } from "./folders.js";
import { hostEnvironment } from "./host-environment.js";
import { freePort } from "./ports.js";

const START_TIMEOUT_MS = 20_000;

export interface RedisOptions {
  /** Where it keeps its append-only file, if it keeps one. */
  dir: string;
  /** A free one by default. */
  port?: number;
  /** Whether what it holds outlives it; false by default. */
  appendonly?: boolean;
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** The server process of now. */
  readonly process: Child;
  /** Starts it again after a stop or a crash, on the same port and folder. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the `redis-server` of the PATH on 127.0.0.1, or returns undefined when there is none. It ends with this process
 * at the latest.
 *
 * @throws {StackError} with its own words when it does not start.
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer | undefined> {
  const dir = path.resolve(options.dir);
  mkdirSync(dir, { recursive: true });
  const port = options.port ?? (await freePort());
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    dir,
    save: "",
    appendonly: options.appendonly ? "yes" : "no",
    // With any other policy Redis drops jobs when memory is short.
    "maxmemory-policy": "noeviction",
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const launch = async () => {
    const env = hostEnvironment();
    const child = await startChild({ name: "redis", command: "redis-server", args, cwd: dir, env });
    await answers(child, port);
    return child;
  };

  let child: Child;
  try {
    child = await launch();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get process() {
      return child;
    },
    async start() {
      if (child.exit) child = await launch();
    },
    async stop() {
      await child.stop();
    },
  };
}

async function answers(child: Child, port: number): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!child.exit && performance.now() < deadline) {
    if (await ping(port)) return;
    await sleep(20);
  }
  const how = child.exit ? describeExit(child.exit) : "no answer in time";
  await child.stop();
  throw new StackError(`Redis did not start on port ${port} (${how}):\n${child.output.trim()}`);
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
    socket.once("error", () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
