import {
  BatchRequest,
  JsonDepthError,
  MAX_BATCH_NAMES,
  MAX_STREAM_BYTES,
  parseJson,
} from "#contracts";

import { TextBody } from "../http/body-text.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { BadLine } from "./bad-line.js";
import { CsvNames } from "./read-csv.js";

/** Maximum characters of a line: a name has 253; other fields of an object are ignored. */
const MAX_NAME_LINE = 16 * 1024;
const MAX_CSV_LINE = 100_000;

/** The parsed request: its entries, and whether to use the ensemble. */
export interface AskedNames {
  readonly entries: readonly unknown[];
  readonly ensemble: boolean | undefined;
}

/**
 * Reads the names of a request from its body: a parsed JSON document, or text in CSV (one name per row) or
 * NDJSON (a string or `{"domain": …}` per line). Reading stops as soon as the text is too long. A line that cannot be
 * read is an entry with an error.
 * @throws ProblemError
 */
export const readNames = async (body: unknown): Promise<AskedNames> => {
  if (!(body instanceof TextBody)) return readJson(body);
  const entries = await (body.format === "csv" ? readCsv(body) : readNdjson(body));
  return { entries, ensemble: undefined };
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

const readNdjson = async (body: TextBody): Promise<unknown[]> => {
  const entries: unknown[] = [];
  let lineNumber = 0;
  let firstBad: BadLine | undefined;
  let isAnyRead = false;
  for await (const line of body.lines(MAX_NAME_LINE, MAX_STREAM_BYTES)) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    const entry = readLine(line, lineNumber);
    if (entry instanceof BadLine) firstBad ??= entry;
    else isAnyRead = true;
    entries.push(entry);
    if (entries.length > MAX_BATCH_NAMES) throw tooManyNames();
  }
  // One bad line is an item with an error. A body of bad lines only was not meant as NDJSON.
  if (firstBad !== undefined && !isAnyRead)
    throw new ProblemError("malformed-body", firstBad.detail, [
      { pointer: `line ${firstBad.lineNumber}`, detail: firstBad.problem },
    ]);
  return nonEmpty(entries);
};

const readLine = (line: string, lineNumber: number): unknown => {
  if (line.length > MAX_NAME_LINE)
    return new BadLine(line, lineNumber, `has more than ${MAX_NAME_LINE} characters`);
  try {
    const value = parseJson(line);
    return typeof value === "object" && value !== null && "domain" in value ? value.domain : value;
  } catch (error) {
    return new BadLine(
      line,
      lineNumber,
      error instanceof JsonDepthError ? error.message : "is not valid JSON",
    );
  }
};

const readCsv = async (body: TextBody): Promise<unknown[]> => {
  const entries: string[] = [];
  const csv = new CsvNames();
  const add = (names: readonly string[]): void => {
    entries.push(...names);
    if (entries.length > MAX_BATCH_NAMES) throw tooManyNames();
  };
  for await (const line of body.lines(MAX_CSV_LINE, MAX_STREAM_BYTES)) add(csv.add(line));
  add(csv.end());
  return nonEmpty(entries);
};

const nonEmpty = <T>(entries: T[]): T[] => {
  if (entries.length > 0) return entries;
  throw new ProblemError("invalid-request", "The body has no name. Send at least one.");
};

const tooManyNames = (): ProblemError =>
  new ProblemError(
    "payload-too-large",
    `A batch has at most ${MAX_BATCH_NAMES.toLocaleString("en")} names. Send several batches.`,
  );
