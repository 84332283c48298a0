import { eventText, type EventFilter, type EventType } from "#contracts";
import type { HashedManifestEvent, LoggedEvent } from "#storage";

/** An event, shared by all its subscribers: its text is built once. */
export interface Item {
  readonly seq: number;
  readonly type: EventType;
  readonly domain: string | null;
  readonly tp: string | null;
  /** When it is due, in milliseconds on its source's time line. */
  readonly dueMs: number;
  /** The part of its frame that is the same for all subscribers: from `"seq":` to the closing brace. */
  readonly body: Buffer;
  /** Where in `body` the canonical text begins, less its opening brace. */
  readonly textAt: number;
  /** Rolling hash of the source up to here, if the source has it. */
  readonly hash: Buffer | undefined;
  /** Set once it has been sent: it is measured once, however many subscribe. */
  isDelivered: boolean;
}

const bodyOf = (seq: number, tp: string | null, text: string): { body: Buffer; textAt: number } => {
  const head = `"seq":${seq},${tp === null ? "" : `"tp":${JSON.stringify(tp)},`}`;
  return {
    body: Buffer.from(head + text.slice(1)),
    textAt: Buffer.byteLength(head),
  };
};

/** An event of the log. Its time line is when events were logged. */
export const itemOfLog = (event: LoggedEvent): Item => ({
  seq: event.seq,
  type: event.type,
  domain: event.domain,
  tp: event.tp,
  dueMs: event.loggedAtMs,
  ...bodyOf(event.seq, event.tp, eventText(event)),
  hash: undefined,
  isDelivered: false,
});

/** An event of a manifest. Its time line is the delays. */
export const itemOfManifest = (event: HashedManifestEvent): Item => ({
  seq: event.seq,
  type: event.type,
  domain: event.domain,
  tp: event.tp,
  dueMs: event.delayMs,
  ...bodyOf(event.seq, event.tp, event.text),
  hash: event.hash,
  // A recorded event was delivered when it was live.
  isDelivered: true,
});

/** Whether an event passes a filter. */
export type Wants = (item: Item) => boolean;

/** @returns undefined when everything passes */
export const wantsOf = (filter: EventFilter | undefined): Wants | undefined => {
  const types = filter?.types === undefined ? undefined : new Set<string>(filter.types);
  const domains = filter?.domains === undefined ? undefined : new Set(filter.domains);
  if (types === undefined && domains === undefined) return undefined;
  return ({ type, domain }) =>
    (types?.has(type) ?? true) &&
    (domains === undefined || (domain !== null && domains.has(domain)));
};
