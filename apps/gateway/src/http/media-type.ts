import { BATCH_TYPES } from "#contracts";

/** The formats of bodies, by the names of their content types in the contract. */
export type BodyFormat = keyof typeof BATCH_TYPES;

export interface MediaType {
  readonly format: BodyFormat;
  /** As declared, in lower case; undefined if not declared. */
  readonly charset: string | undefined;
}

/** Other names of these formats: registered, usual, and the one that browsers on Windows use for CSV. */
const FORMATS: Readonly<Record<string, BodyFormat>> = {
  [BATCH_TYPES.json]: "json",
  "text/json": "json",
  [BATCH_TYPES.ndjson]: "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/x-jsonl": "ndjson",
  "application/jsonlines": "ndjson",
  "application/x-jsonlines": "ndjson",
  "application/json-lines": "ndjson",
  "application/x-json-stream": "ndjson",
  "application/stream+json": "ndjson",
  "text/x-ndjson": "ndjson",
  [BATCH_TYPES.csv]: "csv",
  "application/csv": "csv",
  "text/x-csv": "csv",
  "application/x-csv": "csv",
  "text/comma-separated-values": "csv",
  "text/tab-separated-values": "csv",
  "application/vnd.ms-excel": "csv",
};

/** Every supported content type, except those that end in `+json`. */
export const KNOWN_TYPES: readonly string[] = Object.keys(FORMATS);
export const JSON_SUFFIX = /^application\/[\w.-]+\+json\b/i;

/** Parses a `Content-Type` in any letter case, with any parameters; undefined for an unsupported one. */
export const readMediaType = (header: string | undefined): MediaType | undefined => {
  if (header === undefined) return undefined;
  const [essence = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const format = FORMATS[essence] ?? (JSON_SUFFIX.test(essence) ? "json" : undefined);
  if (format === undefined) return undefined;
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*["']?([^"']+?)["']?$/.exec(parameter)?.[1])
    .find((name) => name !== undefined);
  return { format, charset };
};
