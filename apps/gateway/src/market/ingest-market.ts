import {
  MARKET_GROUP,
  MAX_MARKET_ERRORS,
  type MarketEventError,
  type MarketReceipt,
  type MarketRefusalCode,
} from "#contracts";
import { Coalescer, MarketRepository, StorageUnavailableError, type RecordedGroup } from "#storage";
import { type PricedMarketEvent } from "#market-rules";
import { activeTraceparent } from "#telemetry";
import type { Currencies } from "#valuation";

import { ProblemError } from "../http/problem-error.js";
import { overloaded } from "../admission/overloaded.js";
import type { MovedAnnouncer } from "./moved-announcer.js";
import { readMarketEvent } from "./read-market-event.js";

/** Senders at once: each holds one group at the most, and they are served in turn. */
const MOST_SENDERS = 128;
const RETRY_AFTER_S = 1;

/** Where an event stood in the request. */
type Place = { readonly index: number } | { readonly line: number };

/** An event as it came, or why it cannot be read at all. */
export type Entry = { readonly place: Place } & (
  | { readonly value: unknown }
  | { readonly code: MarketRefusalCode; readonly detail: string }
);

interface Placed {
  readonly place: Place;
  readonly event: PricedMarketEvent;
}

/**
 * The one way from market events to the log: read, and stored in groups as they come. One group is under way at a time:
 * those who tell meanwhile share the next, and each is told of its own.
 */
export class IngestMarket {
  private readonly groups = new Coalescer<readonly PricedMarketEvent[], RecordedGroup>(
    (groups) => this.record(groups),
    (group) => group.length,
    MARKET_GROUP,
    1,
  );

  private senders = 0;

  constructor(
    private readonly market: MarketRepository,
    private readonly announcer: MovedAnnouncer,
    private readonly currencies: Currencies,
  ) {}

  /** @throws ProblemError `unavailable` that says how far it got; `overloaded` before anything is taken */
  async run(entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<MarketReceipt> {
    if (this.senders >= MOST_SENDERS)
      throw overloaded(`${this.senders} senders of market events are being served.`, RETRY_AFTER_S);
    this.senders += 1;
    try {
      return await this.receive(entries);
    } finally {
      this.senders -= 1;
    }
  }

  private async receive(entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<MarketReceipt> {
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
      if (full.length > 0) await this.store(full, receipt);
    };
    try {
      for await (const entry of entries) {
        const placed = this.read(entry, receipt);
        if (placed !== undefined) group.push(placed);
        if (group.length === MARKET_GROUP) await storeGroup();
      }
    } finally {
      // A sender that breaks off has told all that came before.
      await storeGroup();
    }
    if (receipt.head_seq === 0) receipt.head_seq = (await this.groups.run([])).headSeq;
    return receipt;
  }

  private read(entry: Entry, receipt: MarketReceipt): Placed | undefined {
    const { place } = entry;
    if (!("value" in entry)) {
      addError(receipt, { ...place, code: entry.code, detail: entry.detail });
      return undefined;
    }
    const read = readMarketEvent(entry.value, this.currencies, Date.now());
    if (read.ok) return { place, event: read.event };
    const { id, code, detail } = read;
    addError(receipt, { ...place, ...(id === undefined ? {} : { id }), code, detail });
    return undefined;
  }

  private async store(group: readonly Placed[], receipt: MarketReceipt): Promise<void> {
    const traceparent = activeTraceparent();
    const { outcomes, headSeq } = await this.groups
      .run(group.map(({ event }) => ({ ...event, traceparent })))
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
        }
      }
    }
  }

  private async record(
    groups: readonly (readonly PricedMarketEvent[])[],
  ): Promise<RecordedGroup[]> {
    const recorded = await this.market.record(groups.flat());
    if (recorded.hasMoved) this.announcer.announce(recorded.headSeq, Date.now());
    let from = 0;
    return groups.map(({ length }) => {
      const outcomes = recorded.outcomes.slice(from, from + length);
      from += length;
      return { ...recorded, outcomes };
    });
  }
}

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
    "unavailable",
    `${error.message} Everything before ${place} is dealt with (${accepted} accepted, ${duplicates} told before, ${refused} refused); go on from there, or send all of it again: what is known already changes nothing.`,
  );
};
