import path from "node:path";

import {
  APPS,
  type AppName,
  httpCall,
  migrate,
  portProblem,
  type PostgresServer,
  type RunningApp,
  StackError,
  startApp,
  startPostgres,
  stopAllChildren,
} from "#stack";

import { appUrls, banner, portComplaint, valueTable, withoutSecrets } from "./banner.js";
import { showAppLine, showPostgresLine } from "./child-lines.js";
import { aborted, listenForInterrupt } from "./interrupt.js";
import { lockDataFolder } from "./lock.js";
import { appEnvironment, readStartSettings, type StartSettings } from "./settings.js";
import { supervise } from "./supervisor.js";

const SAMPLE = [
  "google.com",
  "voice.com",
  "cloudhost.com",
  "blackjack.eth",
  "müller.de",
  "xkqzvwp.com",
];
/** First no new requests, then no subscribers, then running jobs are finished. */
const STOP_ORDER = ["gateway", "replay", "valuation-worker"] as const;

/** What is undone when the launcher stops, newest first. */
type Undo = (() => Promise<void>)[];

/**
 * Starts everything, keeps it running until Ctrl-C or SIGTERM, and stops it in order.
 *
 * @returns the exit code of the process: 0 after an orderly stop, 1 when it could not start.
 */
export async function launch(env: NodeJS.ProcessEnv): Promise<number> {
  const undo: Undo = [];
  const interrupt = listenForInterrupt("npm_lifecycle_event" in env, () => void forceEnd());
  let code = 0;
  // While things are still being started there is no order to keep: ending them ends the waiting for them too.
  let starting = true;
  interrupt.addEventListener("abort", () => {
    say("\nStopping …");
    if (starting) void stopAllChildren();
  });
  try {
    await startEverything(env, undo, interrupt);
    starting = false;
    await aborted(interrupt);
  } catch (error) {
    // What is being started fails when it is stopped meanwhile: that is the interruption, not a fault.
    if (!interrupt.aborted) {
      code = 1;
      complain(error);
    }
  }
  for (const step of undo.toReversed()) {
    try {
      await step();
    } catch (error) {
      code = 1;
      complain(error);
    }
  }
  // An app that is being restarted is in no list yet.
  await stopAllChildren();
  if (code === 0) say("✓ stopped");
  return code;
}

async function startEverything(
  env: NodeJS.ProcessEnv,
  undo: Undo,
  interrupt: AbortSignal,
): Promise<void> {
  const settings = readStartSettings(env, process.cwd());
  const urls = appUrls(settings);
  // Only the embedded database keeps anything in the data folder.
  if (!settings.databaseUrl) {
    const unlock = await lockDataFolder(settings.dataDir, [urls.gateway]);
    process.once("exit", unlock);
  }
  await checkPorts(settings);

  const own = settings.databaseUrl ? undefined : await startDatabase(settings, undo, interrupt);
  const databaseUrl = own?.url ?? settings.databaseUrl ?? "";
  const appEnv = appEnvironment(env, settings, databaseUrl);
  interrupt.throwIfAborted();
  await step("database migrated", () => migrate(appEnv));
  interrupt.throwIfAborted();
  await startApps(settings, appEnv, undo, interrupt);

  const where = own ? `, data in ${own.dataDir}` : "";
  say(
    banner(settings, {
      database: withoutSecrets(databaseUrl) + where,
      queue: settings.redisUrl ? withoutSecrets(settings.redisUrl) : "in the database",
    }),
  );
  await Promise.race([valueSample(urls.gateway), aborted(interrupt)]);
}

async function checkPorts({ host, ports }: StartSettings): Promise<void> {
  for (const app of APPS) {
    const code = await portProblem(ports[app], host);
    if (code) throw new StackError(portComplaint(app, ports[app], host, code));
  }
}

async function startDatabase(
  { dataDir }: StartSettings,
  undo: Undo,
  interrupt: AbortSignal,
): Promise<PostgresServer> {
  const postgres = await step("database ready", () =>
    startPostgres({
      dataDir: path.join(dataDir, "postgres"),
      log: (line) => say(`  ${line}`),
      onLine: (line) => sayIfAny(showPostgresLine(line)),
    }),
  );
  undo.push(() => postgres.stop());
  interrupt.throwIfAborted();
  const endWatch = supervise({
    name: "postgres",
    process: postgres.process,
    restart: async () => {
      await postgres.start();
      return postgres.process;
    },
    say,
  });
  interrupt.addEventListener("abort", endWatch);
  return postgres;
}

async function startApps(
  { logLevel }: StartSettings,
  env: NodeJS.ProcessEnv,
  undo: Undo,
  interrupt: AbortSignal,
): Promise<void> {
  const running = new Map<AppName, RunningApp>();
  const start = async (app: AppName) => {
    const started = await startApp({
      app,
      env,
      onLine: (line) => sayIfAny(showAppLine(app, line, logLevel)),
    });
    running.set(app, started);
    // Started again just when everything is being stopped.
    if (interrupt.aborted) await started.stop();
    return started;
  };
  undo.push(async () => {
    for (const app of STOP_ORDER) await running.get(app)?.stop();
  });

  const outcomes = await Promise.allSettled(
    APPS.map((app) => step(`${app} ready`, () => start(app))),
  );
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  for (const [name, process] of running) {
    const endWatch = supervise({ name, process, restart: () => start(name), say });
    interrupt.addEventListener("abort", endWatch);
  }
}

/** Values six names through the API, and prints them. A failure is reported and has no further effect. */
async function valueSample(gatewayUrl: string): Promise<void> {
  const from = performance.now();
  try {
    const { status, body } = await httpCall(`${gatewayUrl}/api/v1/valuation/batch`, {
      json: { domains: SAMPLE },
      timeoutMs: 30_000,
    });
    const tookMs = performance.now() - from;
    if (status === 200) {
      say(`${valueTable(body)}\n\n  ${SAMPLE.length} names in ${tookMs.toFixed(1)} ms\n`);
    } else if (status === 401) {
      say("  API_KEYS is set: send one of the keys with each call.\n");
    } else {
      say(`✗ Valuing six names was answered with status ${status}: ${body.slice(0, 500)}\n`);
    }
  } catch (error) {
    say(`✗ Valuing six names did not work: ${error instanceof Error ? error.message : "?"}\n`);
  }
}

/** A second Ctrl-C stops at once. The database recovers at the next start. */
async function forceEnd(): Promise<void> {
  say("Stopping at once");
  await stopAllChildren({ force: true });
  process.exit(130);
}

async function step<T>(what: string, action: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await action();
  say(`✓ ${what} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
  return result;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayIfAny(line: string | undefined): void {
  if (line !== undefined) say(line);
}

function complain(error: unknown): void {
  const text =
    error instanceof StackError ? error.message : String((error as Error)?.stack ?? error);
  process.stderr.write(`✗ ${text}\n`);
}
