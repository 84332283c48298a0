import type { BatchView } from "#contracts";
import { waitFor, type Stack } from "#stack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

// Real: a worker that stands still, and more callers than can be served.
const CALLERS = 100;

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeEach(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterEach(() => stack?.close());

  it("rejected callers get Retry-After; no admitted request is lost", async () => {
    expect((await api.submit(["before.one"])).status).toBe(200);
    const { pid } = stack.apps["valuation-worker"];
    process.kill(pid, "SIGSTOP");
    const asked = Promise.all(
      Array.from({ length: CALLERS }, (_, caller) =>
        api.submit<BatchView>([`many${caller}.one`], { prefer: "wait=15" }),
      ),
    );
    // A rejected request's body is not read, so it is not even validated.
    const unread = await waitFor(
      async () => {
        const answer = await api.call("POST", "/api/v1/valuation/batch", {
          headers: { "content-type": "application/json" },
          body: "{wrong",
        });
        return answer.status === 400 ? undefined : answer;
      },
      { timeoutMs: 14_000, what: "a rejection before the body is read" },
    );
    expect(unread.status).toBe(503);
    expect(unread.body).toMatchObject({ type: "urn:assay:problem:overloaded" });
    const answers = await asked;
    process.kill(pid, "SIGCONT");

    const rejected = answers.filter(({ status }) => status === 503);
    const accepted = answers.filter(({ status }) => status === 202);
    expect(rejected.length + accepted.length).toBe(CALLERS);
    expect(accepted.length).toBeGreaterThanOrEqual(16);
    expect(rejected.length).toBeGreaterThan(0);
    for (const { headers, body } of rejected) {
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(body).toMatchObject({
        type: "urn:assay:problem:overloaded",
        status: 503,
        detail: expect.stringMatching(/The request was not processed/) as string,
      });
    }
    for (const { body } of accepted)
      expect(await api.untilEnded(body.batch_id)).toMatchObject({ status: "completed", done: 1 });
    const served = await waitFor(
      async () => {
        const answer = await api.submit(["after.one"]);
        return answer.status === 200 ? answer : undefined;
      },
      { timeoutMs: 30_000, what: "values at once again", pollMs: 100 },
    );
    expect(served.body.results).toHaveLength(1);
    // No rejected request has left a value behind.
    const valued = (await api.allEvents()).filter(({ type }) => type === "valuation_update");
    expect(valued.filter(({ data }) => String(data["domain"]).startsWith("many"))).toHaveLength(
      accepted.length,
    );
  });
});
