import type { BatchView } from "#contracts";
import { startStack, waitFor, type Stack } from "#stack";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";

// Real: three processes and a Postgres of their own, which is killed and started again under load.
let stack: Stack;
let api: Api;
beforeAll(async () => {
  stack = await startStack({ backend: "postgres", env: { VALUATION_USE_ENSEMBLE: "0" } });
  api = new Api(stack.gatewayUrl);
});
afterAll(() => stack?.close());

const names = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.one`);

it("the queue does not wait for the disk; acknowledged work does", async () => {
  const database = new pg.Client(stack.databaseUrl);
  await database.connect();
  await database.query(`
    CREATE TABLE seen (what text, setting text);
    CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO public.seen VALUES (TG_TABLE_NAME, current_setting('synchronous_commit')); RETURN NULL; END $$;
    CREATE TRIGGER see AFTER INSERT ON bullmq.job FOR EACH STATEMENT EXECUTE FUNCTION see();
    CREATE TRIGGER see AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION see();
    CREATE TRIGGER see AFTER INSERT ON batch_chunks FOR EACH STATEMENT EXECUTE FUNCTION see();`);
  expect((await api.submit(["seen.one"], { prefer: "wait=30" })).status).toBe(200);
  const { body } = await api.submit<BatchView>(names(600, "seen"), {
    prefer: "respond-async",
  });
  await api.untilEnded(body.batch_id);
  const { rows } = await database.query(
    "SELECT DISTINCT what, setting FROM seen ORDER BY what, setting",
  );
  await database.query(
    "DROP TRIGGER see ON bullmq.job; DROP TRIGGER see ON events; DROP TRIGGER see ON batch_chunks",
  );
  await database.end();
  expect(rows).toEqual([
    { what: "batch_chunks", setting: "on" },
    { what: "events", setting: "on" },
    { what: "job", setting: "off" },
  ]);
});

it("Postgres killed under load: nothing that was acknowledged is lost, and what waits is valued", async () => {
  const answered = new Map<string, string[]>();
  const accepted = new Map<string, number>();
  const load = { isEnding: false };
  const callers = Promise.all([
    ...Array.from({ length: 8 }, async (_, caller) => {
      for (let call = 0; !load.isEnding; call += 1) {
        const asked = names(3, `crash${caller}-${call}-`);
        const answer = await api.submit(asked).catch(() => undefined);
        if (answer?.status === 200) answered.set(answer.body.batch_id, asked);
        if (answer?.status === 202) accepted.set(answer.body.batch_id, asked.length);
      }
    }),
    (async () => {
      for (let call = 0; !load.isEnding; call += 1) {
        const answer = await api
          .submit<BatchView>(names(1_000, `large${call}-`), { prefer: "respond-async" })
          .catch(() => undefined);
        if (answer?.status === 202) accepted.set(answer.body.batch_id, 1_000);
        // A steady load, not as much as is accepted: at the end the test waits for all of it.
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    })(),
  ]);
  for (let round = 0; round < 3; round += 1) {
    const before = answered.size;
    await waitFor(() => answered.size > before + 40, {
      timeoutMs: 60_000,
      what: "the load to be under way",
    });
    await stack.postgres?.process.kill();
    await stack.postgres?.start();
    const atStart = answered.size;
    await waitFor(() => answered.size > atStart, {
      timeoutMs: 10_000,
      what: "answers soon after Postgres is back",
    });
  }
  load.isEnding = true;
  await callers;
  await waitFor(async () => (await api.get("/readyz")).status === 200, {
    timeoutMs: 60_000,
    what: "the gateway to be ready again",
  });
  expect(accepted.size).toBeGreaterThan(0);
  for (const [batchId, total] of accepted)
    expect(await api.untilEnded(batchId, 90_000)).toMatchObject({
      status: "completed",
      done: total,
    });
  const events = await api.allEvents();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const logged = new Map<string, string[]>();
  for (const { type, data } of events) {
    if (type !== "valuation_update") continue;
    const batchId = String(data["batch_id"]);
    logged.set(batchId, [...(logged.get(batchId) ?? []), String(data["domain"])]);
  }
  for (const [batchId, asked] of answered) expect(logged.get(batchId)).toEqual(asked);
}, 300_000);
