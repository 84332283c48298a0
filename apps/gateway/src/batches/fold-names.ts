import type { JobItem, RefusedItem } from "#contracts";
import { parseDomainName } from "#valuation";

import { BadLine } from "./bad-line.js";

/** The distinct items of a batch. `idx` is an item's index among them, in order of first appearance. */
export interface FoldedNames {
  readonly items: JobItem[];
  readonly refused: RefusedItem[];
  readonly total: number;
}

/** Names parsed before yielding to the event loop: a large batch must not delay a small one. */
const NAMES_AT_ONCE = 500;

/**
 * Parses every entry as a name and merges duplicates into the first, in any spelling. A rejected entry keeps
 * its own place, and its error has its index.
 */
export const foldNames = async (entries: readonly unknown[]): Promise<FoldedNames> => {
  const seen = new Set<string>();
  const items: JobItem[] = [];
  const refused: RefusedItem[] = [];
  for (const [index, entry] of entries.entries()) {
    if (index > 0 && index % NAMES_AT_ONCE === 0) await new Promise(setImmediate);
    const idx = items.length + refused.length;
    const name =
      entry instanceof BadLine
        ? { ok: false as const, code: "not_json" as const, detail: entry.detail }
        : parseDomainName(entry);
    if (!name.ok) {
      refused.push({
        idx,
        index,
        input: JSON.stringify(shown(entry instanceof BadLine ? entry.text : entry)),
        code: name.code,
        detail: name.detail,
      });
    } else if (!seen.has(name.domain)) {
      seen.add(name.domain);
      items.push({
        idx,
        domain: name.domain,
        ...(entry === name.domain ? {} : { input: entry as string }),
      });
    }
  }
  return { items, refused, total: items.length + refused.length };
};

/** Longer entries are truncated in answers. */
const MAX_SHOWN = 300;

const shown = (entry: unknown): unknown => {
  if (typeof entry === "string")
    return entry.length > MAX_SHOWN ? `${entry.slice(0, MAX_SHOWN)}…` : entry;
  const text = JSON.stringify(entry);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : entry;
};
