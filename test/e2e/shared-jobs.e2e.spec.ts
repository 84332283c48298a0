import type { BatchResponse, BatchView } from "#contracts";
import { waitFor, type Stack } from "#stack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

const CALLERS = 64;

/** Stage → milliseconds of a `Server-Timing` header. */
const timings = (answer: Answer): Map<string, number> =>
  new Map(
    (answer.headers.get("server-timing") ?? "").split(", ").map((part): [string, number] => {
      const [stage = "", durationMs = "NaN"] = part.split(";dur=");
      return [stage, Number(durationMs)];
    }),
  );

// Real: three processes, one of which is killed, Postgres, the queue. Many callers at once, who share jobs.
describe.each(backends())("many callers at once, on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeEach(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterEach(() => stack?.close());

  /** Callers that each request values of their own names again and again, until they are stopped. */
  const startCallers = (prefix: string) => {
    const state = { isEnding: false };
    const answers: { asked: string[]; answer: Answer<BatchResponse | BatchView> }[] = [];
    const ended = Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        for (let call = 0; !state.isEnding; call += 1) {
          const asked = [0, 1, 2].map((name) => `${prefix}${caller}-${call}-${name}.one`);
          const answer = await api.submit<BatchResponse | BatchView>(asked, { prefer: "wait=30" });
          // Who is rejected comes again: nothing was begun for them.
          if (answer.status !== 503) answers.push({ asked, answer });
        }
      }),
    );
    const end = async () => {
      state.isEnding = true;
      await ended;
      return answers;
    };
    return { answers, end };
  };

  it("a worker killed with shared jobs in hand: each is answered or accepted, none twice", async () => {
    const callers = startCallers("kill");
    await waitFor(() => callers.answers.length > 150, {
      timeoutMs: 60_000,
      what: "the callers to be under way",
    });
    await stack.apps["valuation-worker"].kill();
    await stack.restart("valuation-worker");
    const before = callers.answers.length;
    await waitFor(() => callers.answers.length > before + 150, {
      timeoutMs: 60_000,
      what: "answers of the next worker",
    });
    const answers = await callers.end();

    const byBatch = new Map<string, string[]>();
    for (const { asked, answer } of answers) {
      expect([200, 202], answer.text).toContain(answer.status);
      const { batch_id } = answer.body;
      expect(byBatch.has(batch_id)).toBe(false);
      byBatch.set(batch_id, asked);
      if ("results" in answer.body)
        expect(answer.body.results.map((item) => ("domain" in item ? item.domain : item))).toEqual(
          asked,
        );
      else expect(await api.untilEnded(batch_id)).toMatchObject({ status: "completed", done: 3 });
    }
    const events = await api.allEvents();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const logged = new Map<string, string[]>();
    for (const { type, data } of events) {
      const batchId = String(data["batch_id"]);
      const ofBatch = logged.get(batchId) ?? [];
      logged.set(batchId, ofBatch);
      ofBatch.push(type === "valuation_update" ? String(data["domain"]) : type);
    }
    // Each value once, in the order of its names, and the end of the batch after them.
    for (const [batchId, asked] of byBatch)
      expect(logged.get(batchId)).toEqual([...asked, "batch_completed"]);
  });

  it("the stages of each add up", async () => {
    const callers = startCallers("stages");
    await waitFor(() => callers.answers.length > 400, {
      timeoutMs: 60_000,
      what: "enough answers",
    });
    const valued = (await callers.end()).filter(({ answer }) => answer.status === 200);
    // What was found stored before its reply came has no stages of the worker.
    const answers = valued.filter(({ answer }) => timings(answer).has("reply"));
    expect(answers.length).toBeGreaterThan(valued.length / 2);
    const whole = answers.filter(({ answer }) => {
      const stages = timings(answer);
      return (stages.get("unattributed") ?? NaN) <= 0.05 * (stages.get("total") ?? NaN);
    });
    expect(whole.length / answers.length).toBeGreaterThanOrEqual(0.99);
  });
});
