import type { BatchResponse, Problem } from "#contracts";
import type { Stack } from "#stack";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

// Real: three processes. Every bad input has a clear answer, and none is a 500.
type Body = string | Blob | null;
interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
}

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  const post = (
    body: Body,
    headers: Record<string, string> = { "content-type": "application/json" },
  ): Promise<Answer<Problem>> =>
    api.call<Problem>("POST", "/api/v1/valuation/batch", { headers, body });
  const expectProblem = (answer: Answer<Problem>, status: number, kind: string): void => {
    expect(answer.status, answer.text).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ type: `urn:assay:problem:${kind}`, status });
    expect(answer.body.detail.length).toBeGreaterThan(10);
  };

  describe("a body that cannot be a batch", () => {
    it.each<[string, Body, number, string]>([
      ["no body", null, 400, "malformed-body"],
      ["an empty body", "", 400, "malformed-body"],
      ["not JSON", "{domains", 400, "malformed-body"],
      ["JSON that is no object", "[]", 400, "invalid-request"],
      ["a JSON string", '"alpha.one"', 400, "invalid-request"],
      ["null", "null", 400, "invalid-request"],
      ["no domains", "{}", 400, "invalid-request"],
      ["an empty list", '{"domains":[]}', 400, "invalid-request"],
      ["domains that are no list", '{"domains":"alpha.one"}', 400, "invalid-request"],
      ["an unknown field", '{"domains":["alpha.one"],"price":1}', 400, "invalid-request"],
      [
        "an ensemble that is no boolean",
        '{"domains":["alpha.one"],"ensemble":"yes"}',
        400,
        "invalid-request",
      ],
      [
        "a million levels",
        `{"domains":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`,
        400,
        "invalid-request",
      ],
      [
        "a poisoned prototype",
        '{"domains":["alpha.one"],"__proto__":{"x":1}}',
        400,
        "malformed-body",
      ],
      [
        "100,001 names",
        JSON.stringify({ domains: Array.from({ length: 100_001 }, () => "a.one") }),
        413,
        "payload-too-large",
      ],
      [
        "over the size limit",
        JSON.stringify({ domains: ["x".repeat(9 * 1024 * 1024)] }),
        413,
        "payload-too-large",
      ],
    ])("%s", async (_, body, status, kind) => {
      expectProblem(await post(body), status, kind);
    });

    it.each([
      "text/plain",
      "application/xml",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ])("in %s", async (type) => {
      expectProblem(
        await post("domains=alpha.one", { "content-type": type }),
        415,
        "unsupported-media-type",
      );
    });

    it("without a content type", async () => {
      const answer = await post(new Blob(['{"domains":["alpha.one"]}']), {});
      expectProblem(answer, 415, "unsupported-media-type");
    });

    it("names the bad part by a pointer", async () => {
      const answer = await post('{"domains":["alpha.one"],"ensemble":1}');
      expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: "/ensemble" })]);
    });

    it.each([
      [
        "NDJSON of bad lines alone",
        "application/x-ndjson",
        "alpha.one\n{oops\n",
        400,
        "malformed-body",
      ],
      ["NDJSON without a name", "application/x-ndjson", "\n\n", 400, "invalid-request"],
      [
        "NDJSON of 100,001 lines",
        "application/x-ndjson",
        '"a.one"\n'.repeat(100_001),
        413,
        "payload-too-large",
      ],
      [
        "NDJSON over 16 MiB",
        "application/x-ndjson",
        `"${"x".repeat(1024 * 1024)}"\n`.repeat(17),
        413,
        "payload-too-large",
      ],
      ["CSV without a name", "text/csv", "domain\n", 400, "invalid-request"],
      ["CSV of 100,001 rows", "text/csv", "a.one\n".repeat(100_001), 413, "payload-too-large"],
    ])("%s", async (_, type, body, status, kind) => {
      expectProblem(await post(body, { "content-type": type }), status, kind);
    });

    it("says which line of NDJSON is bad, and values the others", async () => {
      const answer = await api.call<BatchResponse>("POST", "/api/v1/valuation/batch", {
        headers: { "content-type": "application/x-ndjson" },
        body: '"alpha.one"\n{oops\n"bravo.one"\n',
      });
      expect(answer.status).toBe(200);
      expect(answer.body.results).toMatchObject([
        { domain: "alpha.one" },
        { input: "{oops", index: 1, error: { code: "not_json" } },
        { domain: "bravo.one" },
      ]);
      expect(answer.text).toContain("Line 2");
    });

    it("invalid HTTP", async () => {
      const { hostname, port } = new URL(stack.gatewayUrl);
      const text = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), hostname, () =>
          socket.end(
            "POST /api/v1/valuation/batch HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
          ),
        );
        let heard = "";
        socket.on("data", (part: Buffer) => {
          heard += part.toString();
        });
        socket.on("close", () => resolve(heard));
        socket.on("error", reject);
      });
      expect(text).toMatch(/^HTTP\/1\.1 400/);
    });
  });

  describe("a bad name beside a good one", () => {
    const label = "a".repeat(64);
    it.each<[string, unknown, string]>([
      ["empty", "", "empty"],
      ["a number", 7, "not_a_string"],
      ["null", null, "not_a_string"],
      ["a list", ["alpha.one"], "not_a_string"],
      ["over 253 characters", `${"abcdefg.".repeat(40)}one`, "too_long"],
      ["a label over 63", `${label}.one`, "label_too_long"],
      ["a space", "al pha.one", "invalid_character"],
      ["NUL", "al\u0000pha.one", "invalid_character"],
      ["a lone surrogate", "al\ud800pha.one", "invalid_idn"],
      ["a slash", "alpha.one/", "not_a_host_name"],
      ["a scheme", "https://alpha.one", "not_a_host_name"],
      ["a port", "alpha.one:443", "not_a_host_name"],
      ["an IP address", "10.0.0.1", "ip_address"],
      ["an IPv6 address", "[::1]", "ip_address"],
      ["a bare public suffix", "co.uk", "public_suffix"],
      ["localhost", "localhost", "single_label"],
      ["broken punycode", "xn--zzzzz-.one", "invalid_idn"],
      ["mixed direction", "אab.one", "mixed_direction"],
      ["SQL", "'; DROP TABLE valuations; --", "invalid_character"],
    ])("%s", async (_, input, code) => {
      const answer = await api.submit([input, "alpha.one"]);
      expect(answer.status).toBe(200);
      expect(answer.body.results).toMatchObject([
        { index: 0, error: { code } },
        { domain: "alpha.one" },
      ]);
      // Stored as it was answered.
      expect(await api.allResults(answer.body.batch_id)).toHaveLength(2);
    });

    it.each([
      ["a trailing dot", "alpha.one.", "alpha.one"],
      ["upper case", "ALPHA.ONE", "alpha.one"],
      ["Unicode", "münchen.one", "xn--mnchen-3ya.one"],
      ["valid punycode", "xn--mnchen-3ya.one", "xn--mnchen-3ya.one"],
      ["emoji", "😀.eth", "xn--e28h.eth"],
    ])("%s is a name", async (_, input, domain) => {
      const { body } = await api.submit([input]);
      expect(body.results).toMatchObject([{ domain, ...(input === domain ? {} : { input }) }]);
    });

    it("the same name in three spellings is one result", async () => {
      const { body } = await api.submit(["München.one", "xn--mnchen-3ya.one", "MÜNCHEN.ONE."]);
      expect(body.results).toMatchObject([{ domain: "xn--mnchen-3ya.one", input: "München.one" }]);
    });

    it("nothing but bad names is a batch too", async () => {
      const { status, body } = await api.submit(["co.uk", 1]);
      expect(status).toBe(200);
      expect(body.results).toHaveLength(2);
      expect(await api.batch(body.batch_id)).toMatchObject({
        status: "completed",
        total: 2,
        done: 0,
        failed: 2,
      });
    });
  });

  describe("a batch that is not there", () => {
    const unknown = "01934f3c-6f2b-7c1e-9d52-3f0a6b1c2d4e";
    it.each(["", "/results"])("an id that is no UUID%s", async (rest) => {
      expectProblem(
        await api.get(`/api/v1/valuation/batches/seven${rest}`),
        400,
        "invalid-request",
      );
    });
    it.each(["", "/results"])("an unknown id%s", async (rest) => {
      expectProblem(await api.get(`/api/v1/valuation/batches/${unknown}${rest}`), 404, "not-found");
    });
    it("an unknown id to cancel", async () => {
      expectProblem(
        await api.call("DELETE", `/api/v1/valuation/batches/${unknown}`),
        404,
        "not-found",
      );
    });
    it("one that has ended cannot be cancelled", async () => {
      const { body } = await api.submit(["alpha.one"]);
      expectProblem(
        await api.call("DELETE", `/api/v1/valuation/batches/${body.batch_id}`),
        409,
        "conflict",
      );
    });
  });

  it("a NUL in any parameter of any operation is no internal error", async () => {
    const { body } = await api.get<{ paths: Record<string, Record<string, Operation>> }>(
      "/openapi.json",
    );
    const asked: string[] = [];
    const wrong: string[] = [];
    for (const [path, operations] of Object.entries(body.paths))
      for (const [method, { parameters = [] }] of Object.entries(operations))
        for (const { in: where, name } of parameters) {
          if (where === "header") continue;
          const query = parameters.flatMap((other) =>
            other.in === "query" && (other.required === true || other.name === name)
              ? [`${other.name}=${other.name === name ? "a%00.one" : "alpha.one"}`]
              : [],
          );
          const filled = path.replace(/\{(\w+)\}/g, (_, each) => (each === name ? "a%00" : "a"));
          const url = `${filled}?${query.join("&")}`;
          asked.push(url);
          const { status } = await api.call(method.toUpperCase(), url, {});
          if (status >= 500) wrong.push(`${status} ${method} ${url}`);
        }
    expect(wrong).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
  });

  describe("a query that does not fit", () => {
    it.each(["tampered", "eyJhIjoxfQ", "%00", "-1"])("the cursor %s", async (cursor) => {
      const { body } = await api.submit(["alpha.one"]);
      expectProblem(
        await api.get(`/api/v1/valuation/batches/${body.batch_id}/results?cursor=${cursor}`),
        400,
        "invalid-cursor",
      );
      expectProblem(
        await api.get(`/api/v1/valuation/history?domain=alpha.one&cursor=${cursor}`),
        400,
        "invalid-cursor",
      );
    });
    it("a cursor of other pages", async () => {
      const { body } = await api.submit(["alpha.one", "bravo.one"]);
      const other = await api.submit(["alpha.one", "bravo.one"]);
      const page = await api.get<{ next_cursor: string }>(
        `/api/v1/valuation/batches/${body.batch_id}/results?limit=1`,
      );
      const path = `/api/v1/valuation/batches/${other.body.batch_id}/results?cursor=${page.body.next_cursor}`;
      expectProblem(await api.get(path), 400, "invalid-cursor");
    });
    it.each([
      "limit=0",
      "limit=1001",
      "limit=ten",
      "since_seq=-1",
      "since_seq=x",
      "types=nonsense",
      "limit=1e99",
    ])("events?%s", async (query) => {
      expectProblem(await api.get(`/api/v1/events?${query}`), 400, "invalid-request");
    });
    it.each(["latest", "history", "factors"])(
      "%s of a bad name, of none, and of one that was never valued",
      async (call) => {
        expectProblem(
          await api.get(`/api/v1/valuation/${call}?domain=co.uk`),
          400,
          "invalid-request",
        );
        expectProblem(await api.get(`/api/v1/valuation/${call}`), 400, "invalid-request");
        if (call !== "history")
          expectProblem(
            await api.get(`/api/v1/valuation/${call}?domain=never-valued.one`),
            404,
            "not-found",
          );
      },
    );
    it.each([
      ["longer than any", `/api/v1/market/${"a".repeat(400)}`],
      ["that cannot be decoded", "/api/v1/market/%E0%A4%A"],
    ])("a path %s", async (_what, path) => {
      expectProblem(await api.get<Problem>(path), 400, "invalid-request");
    });
    it("an invalid path", async () => {
      expectProblem(await api.get("/api/v1/valuations"), 404, "not-found");
    });
    it("a method that a path does not have", async () => {
      const answer = await api.call<Problem>("PUT", "/api/v1/valuation/batch");
      expectProblem(answer, 405, "method-not-allowed");
      expect(answer.headers.get("allow")).toBe("POST");
    });
  });

  describe("an Idempotency-Key", () => {
    it("that belongs to another body", async () => {
      await api.submit(["alpha.one"], { "idempotency-key": "reused" });
      expectProblem(
        await api.submit<Problem>(["bravo.one"], { "idempotency-key": "reused" }),
        422,
        "idempotency-key-reused",
      );
    });
    it("that is too long", async () => {
      expectProblem(
        await api.submit<Problem>(["bravo.one"], { "idempotency-key": "x".repeat(256) }),
        400,
        "invalid-request",
      );
    });
  });
});
