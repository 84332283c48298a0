import { API_BASE, MAX_JSON_DEPTH } from "#contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Transform, type Readable } from "node:stream";

import { readMediaType } from "../http/media-type.js";
import { ProblemError } from "../http/problem-error.js";
import { BodyBudget, type BodyHold } from "./body-budget.js";
import { EntryCounter } from "./count-entries.js";
import { overloaded } from "./overloaded.js";

/** Maximum entries of a JSON body: several for each name of the largest batch, or each event of the largest array. */
const MAX_JSON_ENTRIES = 500_000;
/** A body that announces less is counted by its announced size, which saves a stream. */
const MAX_SMALL_BYTES = 16 * 1024;
/** An entry takes two bytes at least. */
const MIN_ENTRY_BYTES = 2;
const RETRY_AFTER_S = 1;
/** The body of a batch is collected as a whole. Other texts are processed as they arrive. */
const BATCH_ROUTE = `${API_BASE}/valuation/batch`;

type EncodedBody = Readable & { receivedEncodedLength?: number };

/**
 * Bounds the memory of bodies: JSON with too many entries is rejected while it arrives, before it is parsed,
 * and so is any body when the budget of the process is used up.
 */
export const boundBodies = (fastify: FastifyInstance, budget = new BodyBudget()): void => {
  fastify.addHook("preParsing", (request, reply, payload, done) => {
    const { format, charset = "utf-8" } = readMediaType(request.headers["content-type"]) ?? {};
    const isJson = format === "json";
    if (!isJson && request.routeOptions.url !== BATCH_ROUTE) return done(null, payload);
    const hold = budget.open();
    // Emitted after the answer, and also when the connection is lost.
    reply.raw.once("close", () => hold.release());
    const bytes = announcedBytes(request);
    if (bytes === undefined || bytes > MAX_SMALL_BYTES)
      done(null, counted(payload, hold, { isJson, isUtf8: isJson && /^utf-?8$/i.test(charset) }));
    else if (hold.add(bytes, bytes / MIN_ENTRY_BYTES)) done(null, payload);
    else done(tooMuch());
  });
};

/** Undefined if the size is not announced, or is not the decoded one. */
const announcedBytes = ({ headers }: FastifyRequest): number | undefined =>
  headers["transfer-encoding"] !== undefined || headers["content-encoding"] !== undefined
    ? undefined
    : Number(headers["content-length"] ?? 0);

interface Counted {
  readonly isJson: boolean;
  /** Encodings in which a byte identifies a bracket reliably. */
  readonly isUtf8: boolean;
}

const counted = (payload: Readable, hold: BodyHold, { isJson, isUtf8 }: Counted): Readable => {
  const counter = new EntryCounter();
  const encoded = payload as EncodedBody;
  let bytes = 0;
  let entries = 0;
  const bounded: Transform & EncodedBody = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const more = counter.count(chunk);
      entries += more;
      bytes += chunk.length;
      bounded.receivedEncodedLength = encoded.receivedEncodedLength ?? bytes;
      if (isUtf8 && counter.deepest > MAX_JSON_DEPTH) done(tooDeep());
      else if (isJson && entries > MAX_JSON_ENTRIES) done(tooManyEntries());
      else if (hold.add(chunk.length, more)) done(null, chunk);
      else done(tooMuch());
    },
  });
  payload.on("error", (error) => bounded.destroy(error));
  payload.on("aborted", () => bounded.destroy(new Error("The connection is gone.")));
  bounded.on("close", () => {
    payload.unpipe(bounded);
    payload.resume();
  });
  return payload.pipe(bounded);
};

const tooMuch = (): ProblemError =>
  overloaded("The memory for request bodies is used up.", RETRY_AFTER_S);

const tooDeep = (): ProblemError =>
  new ProblemError("invalid-request", `The body nests deeper than ${MAX_JSON_DEPTH} levels.`);

const tooManyEntries = (): ProblemError =>
  new ProblemError(
    "payload-too-large",
    `The body has more than ${MAX_JSON_ENTRIES.toLocaleString("en")} entries. Send several requests, or CSV or NDJSON.`,
  );
