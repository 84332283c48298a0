import fastify, { type FastifyInstance } from "fastify";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ProblemError } from "../http/problem-error.js";
import { BodyBudget } from "./body-budget.js";
import { boundBodies } from "./bounded-bodies.js";

const MIB = 1024 * 1024;
let app: FastifyInstance;
let budget: BodyBudget;
let url: string;
beforeEach(async () => {
  budget = new BodyBudget();
  app = fastify({ bodyLimit: 8 * MIB });
  boundBodies(app, budget);
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof ProblemError ? 503 : 500).send({
      kind: error instanceof ProblemError ? error.kind : String(error),
    }),
  );
  app.post("/read", ({ body }) => ({
    length: JSON.stringify(body).length,
    held: budget.heldBytes,
  }));
  url = `${await app.listen({ port: 0, host: "127.0.0.1" })}/read`;
});
afterEach(() => app.close());

const post = async (payload: string | Readable) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, {
    method: "POST",
    headers,
    body: typeof payload === "string" ? payload : Readable.toWeb(payload),
    duplex: "half",
  });
  return (await answer.json()) as { kind?: string; length?: number; held?: number };
};

/** The client may have the answer a moment before the server has closed it. */
const released = () => vi.waitFor(() => expect(budget.heldBytes).toBe(0), { timeout: 10_000 });

it("counts a body until its answer, whole or in chunks", async () => {
  const text = JSON.stringify({ domains: Array.from({ length: 10_000 }, () => "alpha.one") });
  for (const payload of ["[1,2]", text, Readable.from([text.slice(0, 30), text.slice(30)])]) {
    const { length = 0, held = 0 } = await post(payload);
    expect(length).toBeGreaterThan(0);
    expect(held).toBeGreaterThan(3 * length);
    await released();
  }
});

it.each([
  ["empty objects", `[${"{},".repeat(1_000_000)}{}]`, "payload-too-large"],
  ["numbers", `[${"1,".repeat(1_000_000)}1]`, "payload-too-large"],
  ["levels", "[".repeat(1_000_000), "invalid-request"],
])("rejects a million %s before they are parsed", async (_, text, kind) => {
  expect(await post(text)).toEqual({ kind });
  await released();
});

it("takes brackets within texts for what they are", async () => {
  const text = JSON.stringify({ note: "[{,".repeat(300_000) });
  expect((await post(text)).length).toBe(text.length);
});

it("rejects a body that finds the memory used by others", async () => {
  const other = budget.open();
  other.add(50 * MIB, 0);
  const large = JSON.stringify(["x".repeat(6 * MIB)]);
  expect(await post(large)).toEqual({ kind: "overloaded" });
  other.release();
  expect((await post(large)).length).toBe(large.length);
});
