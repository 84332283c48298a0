import { BATCH_TYPES, BatchRequest, MAX_BATCH_NAMES, MAX_STREAM_BYTES } from "#contracts";
import { parse } from "csv-parse";
import { createInterface } from "node:readline";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { parseWith, ProblemError } from "../http/problem-error.js";

/** What was asked: the entries as they came, and whether by the ensemble. */
export interface AskedNames {
  readonly entries: readonly unknown[];
  readonly ensemble: boolean | undefined;
}

/**
 * Reads the names of a request from its body: a JSON document that is parsed already, or a stream of CSV (a name a
 * row, in the column `domain` or the first) or NDJSON (a string or `{"domain": …}` a line). A stream that is too long
 * is left as soon as it is.
 * @throws ProblemError
 */
export const readNames = async (
  contentType: string | undefined,
  body: unknown,
): Promise<AskedNames> => {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  if (mediaType === BATCH_TYPES.csv)
    return { entries: await readCsv(body as Readable), ensemble: undefined };
  if (mediaType === BATCH_TYPES.ndjson)
    return { entries: await readNdjson(body as Readable), ensemble: undefined };
  return readJson(body);
};

const readJson = (body: unknown): AskedNames => {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ProblemError(
      "invalid-request",
      'The body must be a JSON object such as {"domains": ["alpha.one"]}.',
    );
  }
  if ("domains" in body && Array.isArray(body.domains) && body.domains.length > MAX_BATCH_NAMES)
    throw tooManyNames();
  const { domains, ensemble } = parseWith(BatchRequest, "The body", body);
  return { entries: domains, ensemble };
};

const readNdjson = async (stream: Readable): Promise<unknown[]> => {
  const entries: unknown[] = [];
  let lineNumber = 0;
  const lines = createInterface({
    input: stream.pipe(limitBytes()),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    entries.push(readLine(line, lineNumber));
    if (entries.length > MAX_BATCH_NAMES) throw tooManyNames();
  }
  return nonEmpty(entries);
};

const readLine = (line: string, lineNumber: number): unknown => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "domain" in value ? value.domain : value;
  } catch {
    throw new ProblemError(
      "malformed-body",
      `Line ${lineNumber} is no JSON. Write each name on a line of its own, as "alpha.one" or {"domain": "alpha.one"}.`,
      [{ pointer: `line ${lineNumber}`, detail: "is no JSON" }],
    );
  }
};

const readCsv = async (stream: Readable): Promise<unknown[]> => {
  const entries: string[] = [];
  let column = 0;
  let isFirst = true;
  const parser = parse({
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
    max_record_size: 100_000,
  });
  try {
    // The request itself stays out of the pipeline: a failure would destroy it, and with it the way to answer.
    await pipeline(stream.pipe(limitBytes()), parser, async (rows: AsyncIterable<string[]>) => {
      for await (const row of rows) {
        const header = row.findIndex((cell) => cell.trim().toLowerCase() === "domain");
        if (isFirst && header >= 0) column = header;
        else entries.push(row[column] ?? "");
        isFirst = false;
        if (entries.length > MAX_BATCH_NAMES) throw tooManyNames();
      }
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw new ProblemError(
      "malformed-body",
      `The CSV cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return nonEmpty(entries);
};

const limitBytes = (): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= MAX_STREAM_BYTES) done(null, chunk);
      else
        done(
          new ProblemError(
            "payload-too-large",
            `The body is larger than ${MAX_STREAM_BYTES / 1024 / 1024} MiB.`,
          ),
        );
    },
  });
};

const nonEmpty = <T>(entries: T[]): T[] => {
  if (entries.length > 0) return entries;
  throw new ProblemError("invalid-request", "The body has no name. Give at least one.");
};

const tooManyNames = (): ProblemError =>
  new ProblemError(
    "payload-too-large",
    `A batch has at most ${MAX_BATCH_NAMES.toLocaleString("en")} names. Send several batches.`,
  );
