import {
  MARKET_GROUP,
  MAX_MARKET_ERRORS,
  type MarketEventError,
  type MarketReceipt,
  type MarketRefusalCode,
} from "#contracts";
import { Coalescer } from "#concurrency";
import {
  isRejectedData,
  OutcomeUnknownError,
  MarketRepository,
  StorageUnavailableError,
  type RecordedGroup,
} from "#storage";
import type { MarketOutcome, PricedMarketEvent } from "#market-rules";
import { activeTraceparent } from "#telemetry";
import type { Currencies } from "#valuation";

import { ProblemError } from "../http/problem-error.js";
import { SenderLimit } from "../admission/sender-limit.js";
import type { MovedAnnouncer } from "./moved-announcer.js";
import { readMarketEvent } from "./read-market-event.js";

/** Position of an event in the request. */
type Place = { readonly index: number } | { readonly line: number };

/** A raw event, or why it cannot be read. */
export type Entry = { readonly place: Place } & (
  | { readonly value: unknown }
  | { readonly code: MarketRefusalCode; readonly detail: string }
);

/** The outcome of an event; `failed` is an error of the server. */
type Outcome = MarketOutcome | { readonly kind: "failed"; readonly error: unknown };
type Recorded = Omit<RecordedGroup, "outcomes"> & { readonly outcomes: readonly Outcome[] };

interface Placed {
  readonly place: Place;
  readonly event: PricedMarketEvent;
}

/**
 * The path of market events to the log: parsed, and stored in groups as they arrive. One group is stored at a time;
 * senders that arrive in the meantime share the next, and each gets its own outcomes.
 */
export class IngestMarket {
  private readonly groups = new Coalescer<readonly PricedMarketEvent[], Recorded>(
    (groups) => this.record(groups),
    { sizeOf: (group) => group.length, maxSize: MARKET_GROUP, maxRunning: 1 },
  );

  private readonly senders = new SenderLimit();

  constructor(
    private readonly market: MarketRepository,
    private readonly announcer: MovedAnnouncer,
    private readonly currencies: Currencies,
    private readonly now: () => Promise<Date>,
  ) {}

  /**
   * @param owner the name of the sender's key; undefined without keys
   * @throws ProblemError `unavailable` that reports how many events were stored; `overloaded` before anything is read
   */
  async run(
    entries: AsyncIterable<Entry> | Iterable<Entry>,
    owner?: string,
  ): Promise<MarketReceipt> {
    return this.senders.admit(() => this.receive(entries, owner));
  }

  private async receive(
    entries: AsyncIterable<Entry> | Iterable<Entry>,
    owner: string | undefined,
  ): Promise<MarketReceipt> {
    const receipt: MarketReceipt = {
      accepted: 0,
      stale: 0,
      duplicates: 0,
      refused: 0,
      errors: [],
      head_seq: 0,
    };
    let group: Placed[] = [];
    const storeGroup = async (): Promise<void> => {
      const full = group;
      group = [];
      if (full.length > 0) await this.store(full, owner, receipt);
    };
    try {
      for await (const entry of entries) {
        const placed = this.read(entry, receipt, (await this.now()).getTime());
        if (placed !== undefined) group.push(placed);
        if (group.length === MARKET_GROUP) await storeGroup();
      }
    } finally {
      // Events received before the sender disconnected are stored.
      await storeGroup();
    }
    if (receipt.head_seq === 0) receipt.head_seq = (await this.groups.run([])).headSeq;
    return receipt;
  }

  private read(entry: Entry, receipt: MarketReceipt, nowMs: number): Placed | undefined {
    const { place } = entry;
    if (!("value" in entry)) {
      addError(receipt, { ...place, code: entry.code, detail: entry.detail });
      return undefined;
    }
    const read = readMarketEvent(entry.value, this.currencies, nowMs);
    if (read.ok) return { place, event: read.event };
    const { id, code, detail } = read;
    addError(receipt, { ...place, ...(id === undefined ? {} : { id }), code, detail });
    return undefined;
  }

  private async store(
    group: readonly Placed[],
    owner: string | undefined,
    receipt: MarketReceipt,
  ): Promise<void> {
    const traceparent = activeTraceparent();
    const { outcomes, headSeq } = await this.groups
      .run(group.map(({ event }) => ({ ...event, owner, traceparent })))
      .catch((error: unknown) => {
        throw error instanceof StorageUnavailableError ? howFar(error, group, receipt) : error;
      });
    receipt.head_seq = headSeq;
    for (const [index, outcome] of outcomes.entries()) {
      const placed = group[index] as Placed;
      switch (outcome.kind) {
        case "recorded":
          receipt.accepted += 1;
          break;
        case "stale":
          receipt.accepted += 1;
          receipt.stale += 1;
          break;
        case "duplicate":
          receipt.duplicates += 1;
          break;
        case "refused": {
          const { code, detail } = outcome;
          addError(receipt, { ...placed.place, id: placed.event.id, code, detail });
          break;
        }
        case "failed":
          throw outcome.error;
      }
    }
  }

  private async record(groups: readonly (readonly PricedMarketEvent[])[]): Promise<Recorded[]> {
    const recorded = await this.recordApart(groups.flat());
    if (recorded.hasMoved) this.announcer.announce(Date.now());
    let from = 0;
    return groups.map(({ length }) => {
      const outcomes = recorded.outcomes.slice(from, from + length);
      from += length;
      return { ...recorded, outcomes };
    });
  }

  /**
   * Records a group. An event that the database rejects for an unforeseen reason must not fail those of others
   * that share its commit: the group is halved until the event is alone.
   */
  private async recordApart(events: readonly PricedMarketEvent[]): Promise<Recorded> {
    try {
      return await this.market.record(events);
    } catch (error) {
      if (error instanceof StorageUnavailableError || events.length === 0) throw error;
      if (events.length === 1) return { outcomes: [outcomeOf(error)], headSeq: 0, hasMoved: false };
    }
    const half = Math.ceil(events.length / 2);
    const first = await this.recordApart(events.slice(0, half));
    const second = await this.recordApart(events.slice(half));
    return {
      outcomes: [...first.outcomes, ...second.outcomes],
      headSeq: Math.max(first.headSeq, second.headSeq),
      hasMoved: first.hasMoved || second.hasMoved,
    };
  }
}

/** Data that the database rejects is the event's fault; any other error is internal, and only its sender gets it. */
const outcomeOf = (error: unknown): Outcome =>
  isRejectedData(error)
    ? {
        kind: "refused",
        code: "not_storable",
        detail: "The database rejects the data of this event. Do not send it again unchanged.",
      }
    : { kind: "failed", error };

const addError = (receipt: MarketReceipt, error: MarketEventError): void => {
  receipt.refused += 1;
  if (receipt.errors.length < MAX_MARKET_ERRORS) receipt.errors.push(error);
};

const howFar = (
  error: StorageUnavailableError,
  group: readonly Placed[],
  { accepted, duplicates, refused }: MarketReceipt,
): ProblemError => {
  const [first] = group;
  const place =
    first === undefined
      ? "the beginning"
      : "line" in first.place
        ? `line ${first.place.line}`
        : `index ${first.place.index}`;
  return new ProblemError(
    error instanceof OutcomeUnknownError ? "outcome-unknown" : "unavailable",
    `The database is unavailable. Everything before ${place} is processed (${accepted} accepted, ${duplicates} duplicates, ${refused} rejected); later events may or may not be stored. Continue from there, or send everything again: known events change nothing.`,
  );
};
