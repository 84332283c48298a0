import { PROBLEMS, type BatchResponse, type EventsPage, type Problem } from "#contracts";
import { waitFor, type Stack } from "#stack";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api, type Answer } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

/** A request of the corpus; see README.md. */
interface Case {
  readonly by: string;
  readonly send: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly expect: {
    readonly status: number;
    readonly names?: readonly string[];
    readonly errors?: readonly (readonly [index: number, code: string])[];
    readonly accepted?: number;
    readonly refused?: number;
    readonly duplicates?: number;
    readonly problem?: keyof typeof PROBLEMS;
    readonly detail?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly events_of?: string;
    readonly text?: string;
  };
}

const FOLDER = import.meta.dirname;
const CASES = JSON.parse(readFileSync(path.join(FOLDER, "corpus.json"), "utf8")) as Case[];
/** Fewer would be a corpus that lost some. */
const MIN_CASES = 60;

const bodyOf = ({ send }: Case): Uint8Array<ArrayBuffer> | null =>
  send.body === undefined
    ? null
    : new Uint8Array(readFileSync(path.join(FOLDER, "bodies", send.body)));

const expectBatch = (
  { body }: Answer<BatchResponse>,
  names: readonly string[],
  errors: Case["expect"]["errors"] = [],
): void => {
  const { results } = body;
  expect(results.flatMap((item) => ("domain" in item ? [item.domain] : []))).toEqual(names);
  expect(
    results.flatMap((item) => ("error" in item ? [[item.index, item.error.code]] : [])),
  ).toEqual(errors);
};

const expectAnswer = (answer: Answer, wanted: Case["expect"]): void => {
  expect(answer.status, answer.text).toBe(wanted.status);
  const { names, errors, accepted, refused, duplicates, problem, detail, headers, text } = wanted;
  if (names !== undefined) expectBatch(answer as Answer<BatchResponse>, names, errors);
  for (const [name, count] of Object.entries({ accepted, refused, duplicates }))
    if (count !== undefined) expect(answer.body, name).toHaveProperty(name, count);
  if (problem !== undefined) {
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((answer.body as Problem).type).toBe(`urn:assay:problem:${problem}`);
    expect(answer.text).toContain(JSON.stringify(detail ?? "").slice(1, -1));
  }
  for (const [name, value] of Object.entries(headers ?? {}))
    expect(answer.headers.get(name), name).toBe(value);
  if (text !== undefined) expect(answer.text).toContain(text);
  if (wanted.events_of !== undefined) {
    const { events } = answer.body as EventsPage;
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(({ data }) => data["domain"]))).toEqual(new Set([wanted.events_of]));
  }
};

it("has enough cases", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(MIN_CASES);
});

// Real: three processes. The cases are in order: some ask for what others have sent.
describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  it.each(CASES.map((one) => [one.by, one] as const))("%s", async (_by, one) => {
    const { method, path: called, headers } = one.send;
    const answer = await api.call(method, called, {
      headers: { prefer: "wait=30", ...headers },
      body: bodyOf(one),
    });
    expectAnswer(answer, one.expect);
  });

  it("wrote no error, and is ready", async () => {
    await waitFor(async () => (await api.get("/readyz")).status === 200, {
      timeoutMs: 30_000,
      what: "readiness",
    });
    for (const { name, output } of Object.values(stack.apps))
      expect(output, name).not.toMatch(/unhandled|uncaught/i);
  });
});
