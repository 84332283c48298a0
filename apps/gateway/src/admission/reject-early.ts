import { API_BASE } from "#contracts";
import type { ApiKey } from "#keys";
import { SECURITY_HEADERS } from "#runtime";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { readPrefer } from "../batches/prefer-header.js";
import { keyOf } from "../http/access.js";
import { problemBody } from "../http/problem-error.js";
import { TOO_LONG, type Admittance, type AdmissionQueue } from "./admission-queue.js";
import { overloaded } from "./overloaded.js";
import { RejectionPacer } from "./rejection-pacer.js";

const BATCH_PATH = `${API_BASE}/valuation/batch`;
/** A larger body may become a 202 without a wait: `SubmitBatch` decides about those. */
const MAX_SMALL_BYTES = 8 * 1024;
/** Estimated size of a name in a body, with its quotes and comma. */
const BYTES_PER_NAME = 20;

export interface EarlyRejection {
  readonly admission: AdmissionQueue;
  readonly keys: readonly ApiKey[];
}

interface Answer {
  readonly headers: Record<string, string | number>;
  readonly body: Buffer;
}

/**
 * Rejects requests that would wait too long, before their bodies are read and before a span, a route or a
 * hook is spent on them: admitted requests lack the CPU that rejections take. Callers without a valid key still get
 * a 401.
 */
export const rejectEarly = (server: Server, { admission, keys }: EarlyRejection): void => {
  const pacer = new RejectionPacer(() => admission.snapshot().perSecond ?? 0);
  const answers = new Map<number, Answer>();
  const answerFor = (retryS: number): Answer => {
    const answer = answers.get(retryS) ?? prepare(retryS);
    answers.set(retryS, answer);
    return answer;
  };
  const isRejected = (request: IncomingMessage, response: ServerResponse): boolean => {
    const admittance = admittanceOf(request, keys);
    const retryS = admittance && admission.reject(admittance);
    if (retryS === undefined) return false;
    const { headers, body } = answerFor(retryS);
    pacer.send(() => {
      // Once the process stops, each answer is the last on its connection.
      response.shouldKeepAlive &&= server.listening;
      response.writeHead(503, headers).end(body);
    });
    return true;
  };
  // The HTTP instrumentation wraps `emit`, too: only here is its cost saved.
  const emit = server.emit.bind(server) as (event: string | symbol, ...parts: unknown[]) => boolean;
  server.emit = (event: string | symbol, ...parts: unknown[]): boolean =>
    (event === "request" && isRejected(parts[0] as IncomingMessage, parts[1] as ServerResponse)) ||
    emit(event, ...parts);
};

const prepare = (retryS: number): Answer => {
  const { kind, message } = overloaded(TOO_LONG, retryS);
  const body = Buffer.from(JSON.stringify(problemBody(kind, message)));
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/problem+json",
    "content-length": body.length,
    "retry-after": retryS,
  };
  return { headers, body };
};

/** Undefined for requests that do not wait for values, and for unauthorized ones. */
const admittanceOf = (
  { method, url, headers }: IncomingMessage,
  keys: readonly ApiKey[],
): Admittance | undefined => {
  if (method !== "POST" || url !== BATCH_PATH) return undefined;
  const bytes = Number(headers["content-length"] ?? Number.NaN);
  if (!(bytes < MAX_SMALL_BYTES)) return undefined;
  const { waitMs } = readPrefer(headers["prefer"] as string | undefined);
  if (waitMs === 0) return undefined;
  const key = keyOf(headers, keys);
  if (keys.length > 0 && key?.scopes.has("value") !== true) return undefined;
  return { key: key?.name ?? "", names: Math.ceil(bytes / BYTES_PER_NAME), maxWaitMs: waitMs };
};
