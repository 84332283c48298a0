import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Client } from "pg";

import { type Child, describeExit, type OutputStream, startChild } from "./child.js";
import { postgresUser, StackError, type User } from "./folders.js";
import { hostEnvironment } from "./host-environment.js";
import { freePort } from "./ports.js";
import { postgresBinaries } from "./postgres-binaries.js";
import {
  clearLeftovers,
  clusterFolder,
  DATABASE_USER,
  ensureCluster,
  placeData,
  readPidFile,
} from "./postgres-data.js";

const START_TIMEOUT_MS = 60_000;
/** How long the processes of a killed server may take to release its memory and its port. */
const LETTING_GO_MS = 30_000;

export interface PostgresOptions {
  /** Used again when it holds data. One server at a time: whatever runs there already is stopped. */
  dataDir: string;
  /** A free one by default. */
  port?: number;
  /** Server settings beyond the usual ones. */
  settings?: Readonly<Record<string, string | number>>;
  log?: (line: string) => void;
  onLine?: (line: string, stream: OutputStream) => void;
}

export interface PostgresServer {
  /** Of the database `assay`, as the owner of everything, with the password. */
  readonly url: string;
  readonly port: number;
  /** Where the data really is; for root it may be elsewhere than wanted. */
  readonly dataDir: string;
  /** The server process of now. */
  readonly process: Child;
  /** Starts it again after a stop or a crash, on the same port and data. */
  start(): Promise<void>;
  /** Breaks connections off, writes everything down and ends. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded Postgres on 127.0.0.1, making its data first if there is none. It ends with this process at the
 * latest.
 *
 * @throws {StackError} saying what to do, when it cannot run here or the port is taken.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { onLine, log = () => undefined } = options;
  const user = postgresUser();
  const { dataDir, owner } = placeData(path.resolve(options.dataDir), user, log);
  const binaries = postgresBinaries(owner, log);
  const password = await ensureCluster(dataDir, binaries, owner);
  const port = options.port ?? (await freePort());
  const url = `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/assay`;

  const launch = async () => {
    await clearLeftovers(dataDir, log);
    const child = await launchWhenLetGo({
      command: binaries.postgres,
      args: serverArguments(dataDir, port, options.settings),
      dataDir,
      owner,
      onLine,
    });
    await ensureDatabase(url);
    return child;
  };

  let child = await launch();
  return {
    url,
    port,
    dataDir,
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

/** Fast where it costs no durability: what is committed survives the loss of power. */
function serverArguments(
  dataDir: string,
  port: number,
  given: PostgresOptions["settings"],
): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "256MB",
    // One server without replicas has no need of what replicas read from the log.
    wal_level: "minimal",
    max_wal_senders: 0,
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    fsync: "on",
    synchronous_commit: "on",
    random_page_cost: 1.1,
    // Short statements by the thousand: compiling one costs more than running it.
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...given,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", clusterFolder(dataDir), ...flags];
}

interface Launch {
  command: string;
  args: string[];
  dataDir: string;
  owner: User | undefined;
  onLine: PostgresOptions["onLine"];
}

/** After a SIGKILL of the server its own children hold its memory for a moment; starting is retried until they release it. */
async function launchWhenLetGo(launch: Launch): Promise<Child> {
  const deadline = performance.now() + LETTING_GO_MS;
  for (;;) {
    const child = await startChild({
      name: "postgres",
      command: launch.command,
      args: launch.args,
      cwd: launch.dataDir,
      env: { ...hostEnvironment(), LC_ALL: "C" },
      runAs: launch.owner,
      // A "fast" shutdown waits for no client, an "immediate" one not even for the disk.
      stopSignal: "SIGINT",
      forceSignal: "SIGQUIT",
      onLine: launch.onLine,
    });
    if (await isReady(child, launch.dataDir)) return child;

    const held = /shared memory block|could not bind|lock file/.test(child.output);
    if (held && performance.now() < deadline) {
      await sleep(200);
      continue;
    }
    const how = child.exit ? describeExit(child.exit) : "not ready in time";
    await child.stop();
    const words = lastLines(child.output, 8);
    throw new StackError(`Postgres did not start in ${launch.dataDir} (${how}):\n${words}`);
  }
}

async function isReady(child: Child, dataDir: string): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!child.exit && performance.now() < deadline) {
    const { pid, ready } = readPidFile(dataDir);
    // On Windows the pid is that of a launcher between the two.
    if (ready && (pid === child.pid || process.platform === "win32")) return true;
    await sleep(20);
  }
  return false;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(url, "postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'assay'");
    if (found.rowCount === 0) await client.query("CREATE DATABASE assay");
  } finally {
    await client.end();
  }
}

let databases = 0;

/**
 * Makes a database of its own on a running server, for a test that wants to be alone, and returns its URL. It goes with
 * the server.
 */
export async function createDatabase(serverUrl: string): Promise<string> {
  databases += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${databases}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return withDatabase(serverUrl, name);
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function lastLines(text: string, count: number): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
