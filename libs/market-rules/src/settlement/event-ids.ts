import { compareUtc, digestOfText, utcOf } from "#contracts";

import type { PricedMarketEvent } from "./market-event.js";

/** Owner of ids that were sent without a key, or before ids belonged to keys. */
export const NOBODY = "";

/** A key's name has no colon, and no other name in the log begins with `mk-`, `rk-` or `xk-`. */
const nameOf = (prefix: string, owner: string, id: string): string =>
  owner === NOBODY ? `${prefix}-${id}` : `${prefix}k-${owner}:${id}`;

/**
 * The name of a market event in the log: the sender's own, in a namespace of the key that sent it. What the platform
 * logs by itself has a namespace that no sender can write to.
 */
export const eidOf = ({ owner = NOBODY, id, isOurs }: PricedMarketEvent): string =>
  nameOf(isOurs === true ? "x" : "m", owner, id);

/** The name that an event had before ids belonged to keys; undefined where that is its name still. */
export const formerEidOf = (event: PricedMarketEvent): string | undefined =>
  event.owner === undefined || event.owner === NOBODY || event.isOurs === true
    ? undefined
    : eidOf({ ...event, owner: NOBODY });

/** The name of a risk flag in the log. */
export const flagEidOf = (rule: string, owner: string, tradeId: string): string =>
  nameOf("r", owner, owner === NOBODY ? `${rule}-${tradeId}` : `${tradeId}:${rule}`);

/** A decimal number with no zeros that say nothing: `1250.00` and `01250` are `1250`. */
export const plainNumber = (text: string): string => {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = fraction.replace(/0+$/, "");
  return `${whole.replace(/^0+(?=\d)/, "")}${digits === "" ? "" : `.${digits}`}`;
};

const NUMBERS = new Set(["price", "quantity"]);
const TIMES = new Set(["at", "expires_at"]);
/** Fields that are not part of an event's content: its sender and its trace. */
const ENVELOPE = new Set(["owner", "traceparent", "isOurs"]);

/**
 * A digest of what an event says: the same however its numbers and times are written. An id that comes
 * again with another digest is another event.
 */
export const digestOf = (event: PricedMarketEvent): string => {
  const content = Object.entries(event)
    .filter(([name, value]) => value !== undefined && !ENVELOPE.has(name))
    .map(([name, value]) => {
      const text = String(value);
      if (NUMBERS.has(name)) return [name, plainNumber(text)] as const;
      return [name, TIMES.has(name) ? utcOf(text) : text] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOfText(JSON.stringify(content));
};

/** Whether two times as they are written are the same moment. */
export const isSameTime = (a: string, b: string): boolean => compareUtc(utcOf(a), utcOf(b)) === 0;
