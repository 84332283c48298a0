import type { AsyncApiDocument, OpenApiDocument } from "#openapi";
import { httpCall, type Stack } from "#stack";
import fc from "fast-check";

import { frameChecker, framesOf, objectionToAnswers } from "./frames.js";
import { requestsOf, send } from "./requests.js";
import { schemaChecker } from "./schema-checker.js";
import { KnownValues } from "./known-values.js";

/** How much is tried, and from which seed. */
export interface FuzzOptions {
  readonly requests: number;
  readonly frames: number;
  readonly seed: number;
}

/** What was tried, and everything that speaks against it. */
export interface FuzzOutcome {
  readonly requests: number;
  /** Of the requests: those that were answered with what they asked for. */
  readonly answered: number;
  readonly frames: number;
  readonly objections: readonly string[];
}

/** Callers and connections at once; each has a seed of its own. */
const AT_ONCE = 8;
/** What an app writes of an unhandled error. */
const UNHANDLED = /uncaught|unhandled/i;

const documentOf = async <Document>(url: string): Promise<Document> =>
  JSON.parse((await httpCall(url, { timeoutMs: 10_000 })).body) as Document;

/** Sends a running system what its documents describe, mostly, and sees whether it takes that. */
export const fuzz = async (
  stack: Stack,
  { requests, frames, seed }: FuzzOptions,
  onProgress: (requests: number, frames: number) => void = () => undefined,
): Promise<FuzzOutcome> => {
  const openApi = await documentOf<OpenApiDocument>(`${stack.gatewayUrl}/openapi.json`);
  const asyncApi = await documentOf<AsyncApiDocument>(`${stack.replayUrl}/asyncapi.json`);
  const streamUrl = stack.replayUrl.replace("http", "ws");
  const rest = { document: openApi, check: schemaChecker(openApi) };
  const checkFrame = frameChecker(asyncApi);
  const objections: string[] = [];
  const sent = { requests: 0, answered: 0, frames: 0 };

  const call = async (worker: number): Promise<void> => {
    const { known, collect } = new KnownValues();
    const anyRequest = requestsOf(openApi, known);
    for (let run = worker; run < requests; run += AT_ONCE) {
      // One at a time: the next request may use this answer's values.
      const [request] = fc.sample(anyRequest, { numRuns: 1, seed: seed + run });
      if (request === undefined) continue;
      const { objection, status } = await send(stack.gatewayUrl, rest, request, collect);
      if (status !== undefined && status < 300) sent.answered += 1;
      if (objection !== undefined)
        objections.push(`${objection}\n    ${JSON.stringify(request).slice(0, 2_000)}`);
      sent.requests += 1;
      onProgress(sent.requests, sent.frames);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => call(worker)));

  const connect = async (worker: number): Promise<void> => {
    const perConnection = framesOf(asyncApi);
    for (let run = 0; sent.frames < frames; run += 1) {
      const [texts = []] = fc.sample(perConnection, {
        numRuns: 1,
        seed: seed + run * AT_ONCE + worker,
      });
      const objection = await objectionToAnswers(streamUrl, texts, checkFrame);
      if (objection !== undefined)
        objections.push(`${objection}\n    ${JSON.stringify(texts).slice(0, 4_000)}`);
      sent.frames += texts.length;
      onProgress(sent.requests, sent.frames);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => connect(worker)));

  for (const { name, exit, output } of Object.values(stack.apps)) {
    if (exit !== undefined) objections.push(`the ${name} has ended`);
    const line = output.split("\n").find((written) => UNHANDLED.test(written));
    if (line !== undefined) objections.push(`the ${name} wrote: ${line.slice(0, 2_000)}`);
  }
  return { ...sent, objections };
};
