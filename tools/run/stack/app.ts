import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type Child, describeExit, type OutputStream, startChild } from "./child.js";
import { StackError } from "./folders.js";
import { httpCall } from "./http.js";
import { PROJECT_ROOT } from "./project-root.js";

export const APPS = ["gateway", "valuation-worker", "replay"] as const;
export type AppName = (typeof APPS)[number];

/** Where each app listens: the variable that says so, and the port without it. */
export const APP_PORTS: Record<AppName, { variable: string; port: number }> = {
  gateway: { variable: "GATEWAY_PORT", port: 3000 },
  replay: { variable: "REPLAY_PORT", port: 3001 },
  "valuation-worker": { variable: "WORKER_PORT", port: 3002 },
};

/**
 * Size of V8's young generation, in MB. With the default of 16, objects of requests that wait are promoted to the old
 * generation; with 32, 256 callers get 10 to 20 % more answers. Keep it equal to docker/entrypoint.sh.
 */
const YOUNG_GENERATION = "--max-semi-space-size=32";

export interface AppOptions {
  app: AppName;
  /** The whole environment of the process; HOST and the app's port variable are read from it. */
  env: NodeJS.ProcessEnv;
  /** How long it may take until `/readyz` answers 200; 60 s by default. */
  readyTimeoutMs?: number;
  onLine?: (line: string, stream: OutputStream) => void;
  /** The project that it is started from, built; this one by default. */
  root?: string | undefined;
}

export interface RunningApp extends Child {
  /** The address of its HTTP server, without a slash at the end. */
  readonly url: string;
}

/**
 * Starts one of the three apps from `dist/`, traced, and waits until it is ready. It ends with this process at the
 * latest.
 *
 * @throws {StackError} with the end of what the app wrote, when it ends or is not ready in time; it is stopped then.
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { app, env, readyTimeoutMs = 60_000, onLine, root = PROJECT_ROOT } = options;
  const { variable, port } = APP_PORTS[app];
  const url = `http://${reachableHost(env["HOST"])}:${env[variable] || port}`;
  const child = await startChild({
    name: app,
    command: process.execPath,
    args: [
      YOUNG_GENERATION,
      "--import",
      `./${built("libs/telemetry/src/register.js", root)}`,
      built(`apps/${app}/src/main.js`, root),
    ],
    cwd: root,
    env,
    onLine,
  });
  await becomesReady(child, url, readyTimeoutMs);
  return Object.assign(child, { url });
}

/**
 * Brings the database to the newest shape, in a process of its own.
 *
 * @param env needs DATABASE_URL, and REDIS_URL unless the queue is in that database.
 * @param root the project whose migrations these are.
 * @throws {StackError} with what it wrote when it fails.
 */
export async function migrate(env: NodeJS.ProcessEnv, root = PROJECT_ROOT): Promise<void> {
  const child = await startChild({
    name: "migrate",
    command: process.execPath,
    args: [built("apps/migrate/src/main.js", root)],
    cwd: root,
    env,
  });
  const exit = await child.exited;
  if (exit.code === 0) return;
  throw new StackError(
    `The database could not be migrated (${describeExit(exit)}):\n${child.output.trim()}`,
  );
}

/** The host to reach a server by that listens on `host`, as it stands in a URL. */
export function reachableHost(host: string | undefined): string {
  if (!host || host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function built(file: string, root: string): string {
  const script = `dist/${file}`;
  if (existsSync(path.join(root, script))) return script;
  throw new StackError(`${script} is not there: run npm run build first.`);
}

async function becomesReady(child: Child, url: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = "no answer";
  while (!child.exit && performance.now() < deadline) {
    try {
      const { status } = await httpCall(`${url}/readyz`, { timeoutMs: 2000 });
      if (status === 200) return;
      last = `status ${status}`;
    } catch (error) {
      last = (error as NodeJS.ErrnoException).code ?? String(error);
    }
    await sleep(30);
  }
  const how = child.exit
    ? `ended with ${describeExit(child.exit)}`
    : `was not ready within ${timeoutMs / 1000} s (${url}/readyz: ${last})`;
  await child.stop();
  const words = child.output.trim().split("\n").slice(-15).join("\n");
  throw new StackError(`${child.name} ${how}:\n${words}`);
}
