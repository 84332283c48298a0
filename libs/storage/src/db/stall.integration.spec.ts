import type { ConnectionLimits } from "#postgres";
import { startPostgres, throwAwayFolder, waitFor, type PostgresServer } from "#stack";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openSilentProxy, type SilentProxy } from "../../../../test/support/silent-proxy.js";
import { BatchRepository } from "../batches/batch.repository.js";
import { withStreamHead } from "../log/stream-head.js";
import { query } from "../test/given.js";
import { Database } from "./database.js";
import { OutcomeUnknownError, StorageUnavailableError } from "./errors.js";
import { migrate } from "./migrate.js";

// Real: a Postgres of this spec's own that is stopped by SIGSTOP, and a proxy that goes silent. Limits are those of an
// app, scaled down.
const LIMITS: ConnectionLimits = {
  statementMs: 1_000,
  lockMs: 500,
  idleInTransactionMs: 2_000,
  clientCheckMs: 200,
  silenceMs: 2_000,
  answerMs: 1_500,
  connectMs: 2_000,
};
const POOL_SIZE = 10;

const folder = throwAwayFolder();
let server: PostgresServer;
let database: Database;
/** Watches from outside, without limits. */
let watcher: pg.Client;
beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres") });
  await migrate(server.url);
  watcher = new pg.Client(server.url);
  await watcher.connect();
});
afterAll(async () => {
  await watcher?.end();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
beforeEach(async () => {
  database = await Database.open(server.url, LIMITS);
});
afterEach(() => database?.close());

/** The server with all of its backends. */
const signalServer = (signal: NodeJS.Signals): void => {
  const children = execFileSync("pgrep", ["-P", String(server.process.pid)], { encoding: "utf8" });
  for (const pid of [server.process.pid, ...children.trim().split("\n").map(Number)])
    if (pid !== undefined) process.kill(pid, signal);
};

/** Stops the server for longer than any limit while `work` is under way. */
const throughStall = async <T>(work: () => Promise<T>): Promise<unknown> => {
  const outcome = work().catch((error: unknown) => error);
  try {
    await sleep(LIMITS.answerMs * 3);
  } finally {
    signalServer("SIGCONT");
  }
  return outcome;
};

const storeBatch = async (): Promise<string> => {
  const batchId = randomUUID();
  await new BatchRepository(database).store({
    batchId,
    ensemble: true,
    createdAt: new Date().toISOString(),
    traceparent: undefined,
    chunks: [[{ idx: 0, domain: "stalled.one" }]],
    refused: [],
  });
  return batchId;
};

const isStored = async (batchId: string): Promise<boolean> =>
  ((await watcher.query("SELECT FROM batches WHERE batch_id = $1", [batchId])).rowCount ?? 0) > 0;

/** Every connection of the pool stores a batch: none may be within a transaction that somebody else began. */
const expectCleanPool = async (): Promise<void> => {
  const batchIds: string[] = [];
  await waitFor(
    async () => {
      try {
        batchIds.push(...(await Promise.all(Array.from({ length: POOL_SIZE }, storeBatch))));
        return true;
      } catch (error) {
        if (error instanceof StorageUnavailableError) return false;
        throw error;
      }
    },
    { timeoutMs: 20_000, what: "the database to take batches again", pollMs: 100 },
  );
  for (const batchId of batchIds) expect(await isStored(batchId)).toBe(true);
  await withStreamHead(database, () => Promise.resolve());
};

describe("a stall of Postgres that is longer than every limit", () => {
  it("within a transaction that holds the stream's head: nothing happened, and what is accepted next exists", async () => {
    const error = await throughStall(() =>
      withStreamHead(database, async (transaction) => {
        signalServer("SIGSTOP");
        await query(transaction, "SELECT 1");
      }),
    );
    expect(error).toMatchObject({ name: "StorageUnavailableError" });
    await expectCleanPool();
  });

  it("at the commit: the outcome is reported as unknown", async () => {
    const error = await throughStall(() =>
      withStreamHead(database, async () => {
        signalServer("SIGSTOP");
        await Promise.resolve();
      }),
    );
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect((error as Error).message).not.toContain("Nothing was changed");
    await expectCleanPool();
  });

  it("at a single statement: unknown when it writes, unavailable when it reads", async () => {
    const reads = query(database, "SELECT 1");
    await reads;
    const outcomes = (await throughStall(() => {
      signalServer("SIGSTOP");
      return Promise.all(
        [storeBatch(), database.ping()].map((work) => work.catch((error: unknown) => error)),
      );
    })) as Error[];
    // The pool has one connection open; the other call may not get one at all, and then has changed nothing.
    expect(outcomes.map(({ name }) => name)).toEqual([
      "OutcomeUnknownError",
      "StorageUnavailableError",
    ]);
    await expectCleanPool();
  });
});

describe("a holder of the stream's head", () => {
  it("that hangs loses it within seconds, and hears of it", async () => {
    let isHeld = false;
    let wake = (): void => undefined;
    const holding = withStreamHead(database, async (transaction) => {
      isHeld = true;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      await query(transaction, "SELECT 1");
    }).catch((error: unknown) => error);
    await waitFor(() => isHeld, { timeoutMs: 20_000, what: "the head to be held" });
    await expectHeadWithin(LIMITS.idleInTransactionMs + 15_000);
    wake();
    expect(await holding).toMatchObject({ name: "StorageUnavailableError" });
    await expectCleanPool();
  });

  it("that is cut off by a silent partition loses it within seconds, and works again afterwards", async () => {
    const proxy: SilentProxy = await openSilentProxy(server.port);
    const url = new URL(server.url);
    url.port = String(proxy.port);
    const cutOff = await Database.open(url.href, LIMITS);
    try {
      let isHeld = false;
      const holding = withStreamHead(cutOff, async (transaction) => {
        proxy.goSilent();
        isHeld = true;
        await query(transaction, "SELECT 1");
      }).catch((error: unknown) => error);
      await waitFor(() => isHeld, { timeoutMs: 20_000, what: "the head to be held" });
      await expectHeadWithin(LIMITS.idleInTransactionMs + 15_000);
      expect(await holding).toMatchObject({ name: "StorageUnavailableError" });
      proxy.speak();
      await waitFor(
        () =>
          cutOff.ping().then(
            () => true,
            () => false,
          ),
        {
          timeoutMs: 10_000,
          what: "the database to be reached again",
        },
      );
    } finally {
      proxy.speak();
      await cutOff.close();
      await proxy.close();
    }
  });

  it("that is never released blocks a bounded number of backends", async () => {
    const holder = new pg.Client(server.url);
    await holder.connect();
    await holder.query("BEGIN; SELECT head FROM streams FOR UPDATE");
    let most = 0;
    const over = new AbortController();
    const asking = Promise.all(
      Array.from({ length: 40 }, async () => {
        const failures: unknown[] = [];
        while (!over.signal.aborted)
          failures.push(
            await withStreamHead(database, () => Promise.resolve()).catch(
              (error: unknown) => error,
            ),
          );
        return failures;
      }),
    );
    const untilMs = performance.now() + 4_000;
    while (performance.now() < untilMs) {
      const { rows } = await watcher.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
      );
      most = Math.max(most, rows[0]?.count ?? 0);
      await sleep(20);
    }
    over.abort();
    await holder.end();
    for (const error of (await asking).flat())
      if (error !== undefined) expect(error).toBeInstanceOf(StorageUnavailableError);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(POOL_SIZE);
    await expectCleanPool();
  });
});

/** Somebody else, without limits of its own, gets the head. */
const expectHeadWithin = async (ms: number): Promise<void> => {
  const askedMs = performance.now();
  await watcher.query("BEGIN; SELECT head FROM streams FOR UPDATE; ROLLBACK");
  expect(performance.now() - askedMs).toBeLessThan(ms);
};

it("a transaction whose statement failed, and whose work goes on all the same, is not reported as committed", async () => {
  const batchId = randomUUID();
  const committing = database.transaction(async (transaction) => {
    await query(
      transaction,
      "INSERT INTO idempotency_keys (key, fingerprint, batch_id) VALUES ('a', 'b', $1)",
      [batchId],
    );
    await query(transaction, "SELECT 1 / 0").catch(() => undefined);
  });
  await expect(committing).rejects.toThrow("had failed");
  await expectCleanPool();
});
