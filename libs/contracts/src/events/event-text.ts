import { createHash } from "node:crypto";

import type { StoredEvent } from "./events.js";

/** The hashed part of an event: its content, without where or how it was delivered. */
export type HashedEvent = Pick<StoredEvent, "eid" | "type" | "v" | "at" | "data">;

/**
 * JSON with the keys of every object sorted by their UTF-16 code units and no white space: the same value is the same
 * text, wherever it was stored. Numbers and strings are written as `JSON.stringify` writes them.
 */
const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
};

/** The text of an event: what is hashed, and what frames carry. */
export const eventText = ({ eid, type, v, at, data }: HashedEvent): string =>
  canonicalJson({ eid, type, v, at, data });

/** The first 16 bytes of a text's SHA-256, as hex digits: enough to make a collision infeasible. */
export const digestOfText = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);

/** h₀: 32 zero bytes. */
export const HASH_START: Buffer = Buffer.alloc(32);

/**
 * One step of the rolling hash of a stream: `h_n = sha256(h_{n−1} ‖ seq ‖ text)`, with the 32 bytes of the hash
 * before, `seq` in decimal digits, and the event's text in UTF-8 (in one piece or several).
 */
export const nextHash = (
  before: Buffer,
  seq: number,
  ...text: readonly (string | Buffer)[]
): Buffer => {
  const hash = createHash("sha256").update(before).update(String(seq));
  for (const part of text) hash.update(part);
  return hash.digest();
};
