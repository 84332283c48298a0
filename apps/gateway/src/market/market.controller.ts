import {
  BATCH_TYPES,
  JsonDepthError,
  MarketPath,
  MAX_MARKET_EVENTS,
  MAX_MARKET_LINE,
  parseJson,
  type MarketReceipt,
  type MarketRefusalCode,
  type MarketView,
} from "#contracts";
import { Database, readMarket } from "#storage";
import { quoteOf, type Currencies } from "#valuation";
import { Controller, Get, HttpCode, Inject, Param, Post, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { callerOf } from "../http/access.js";
import { TextBody } from "../http/body-text.js";
import { domainNameOf } from "../http/domain-name.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { IngestMarket, type Entry } from "./ingest-market.js";
import { CURRENCIES } from "./currencies.js";
import { readMarketEvent } from "./read-market-event.js";

/** Posts market events; reads the market of a domain. */
@Controller("market")
export class MarketController {
  constructor(
    @Inject(IngestMarket) private readonly ingest: IngestMarket,
    @Inject(Database) private readonly database: Database,
    @Inject(CURRENCIES) private readonly currencies: Currencies,
  ) {}

  @Post("events")
  @HttpCode(200)
  async record(@Req() request: FastifyRequest): Promise<MarketReceipt> {
    const { body } = request;
    const sender = callerOf(request)?.name;
    if (body instanceof TextBody) return this.recordAll(entriesOfLines(body), sender);
    return Array.isArray(body) ? this.recordMany(body, sender) : this.recordOne(body, sender);
  }

  @Get(":domain")
  async show(@Param("domain") given: string): Promise<MarketView> {
    const name = domainNameOf(parseWith(MarketPath, "The path", { domain: given }).domain);
    const found = await readMarket(this.database, name.domain);
    if (found === undefined)
      throw new ProblemError("not-found", `No market data is known for ${name.domain}.`);
    return {
      domain: name.domain,
      currency: quoteOf(name.suffix, this.currencies).currency,
      book: { bids: found.bids, asks: found.asks },
      last_trades: found.trades,
      state: found.state,
    };
  }

  private recordMany(
    values: readonly unknown[],
    sender: string | undefined,
  ): Promise<MarketReceipt> {
    if (values.length === 0)
      throw new ProblemError("invalid-request", "The array is empty. Send at least one event.");
    if (values.length > MAX_MARKET_EVENTS)
      throw new ProblemError(
        "payload-too-large",
        `An array has at most ${MAX_MARKET_EVENTS.toLocaleString("en")} events. Send more as ${BATCH_TYPES.ndjson}.`,
      );
    return this.recordAll(
      values.map((value, index): Entry => ({ place: { index }, value })),
      sender,
    );
  }

  /** If no event is stored, the request is a problem: senders that check only the status must notice. */
  private async recordAll(
    entries: AsyncIterable<Entry> | Iterable<Entry>,
    sender: string | undefined,
  ): Promise<MarketReceipt> {
    const receipt = await this.ingest.run(entries, sender);
    const { accepted, duplicates, refused, errors } = receipt;
    if (accepted + duplicates > 0) return receipt;
    if (refused === 0)
      throw new ProblemError("invalid-request", "The body has no event. Send at least one.");
    throw noneAccepted(refused, errors);
  }

  /** The status of a single event is its outcome. */
  private async recordOne(value: unknown, sender: string | undefined): Promise<MarketReceipt> {
    const read = readMarketEvent(value, this.currencies, (await this.database.now()).getTime());
    if (!read.ok)
      throw new ProblemError(
        "invalid-request",
        `The event does not fit the contract: ${read.detail}`,
        read.errors,
      );
    const receipt = await this.ingest.run([{ place: { index: 0 }, value }], sender);
    const [error] = receipt.errors;
    if (error !== undefined) throw new ProblemError("event-refused", error.detail);
    return receipt;
  }
}

/** Rejections that depend on the order's state, and not on the event alone. */
const BY_ORDER: ReadonlySet<MarketRefusalCode> = new Set([
  "known_order",
  "unknown_order",
  "order_not_active",
]);

const noneAccepted = (refused: number, errors: MarketReceipt["errors"]): ProblemError => {
  const [first] = errors;
  return new ProblemError(
    errors.some(({ code }) => BY_ORDER.has(code)) ? "event-refused" : "invalid-request",
    `${refused === 1 ? "The event was not accepted" : `None of the ${refused} events was accepted; the first`}: ${first?.detail ?? ""}`,
    errors.map(({ index, line, code, detail }) => ({
      pointer: line === undefined ? `/${index ?? 0}` : `line ${line}`,
      detail: `${code}: ${detail}`,
    })),
  );
};

async function* entriesOfLines(body: TextBody): AsyncGenerator<Entry> {
  let line = 0;
  for await (const text of body.lines(MAX_MARKET_LINE)) {
    line += 1;
    if (text.trim() !== "") yield { place: { line }, ...valueOf(text) };
  }
}

const valueOf = (
  text: string,
): { value: unknown } | { code: "line_too_long" | "not_json"; detail: string } => {
  if (text.length > MAX_MARKET_LINE)
    return {
      code: "line_too_long",
      detail: `The line has more than ${MAX_MARKET_LINE} characters.`,
    };
  try {
    return { value: parseJson(text) };
  } catch (error) {
    return {
      code: "not_json",
      detail:
        error instanceof JsonDepthError
          ? `The line ${error.message}.`
          : "The line is not valid JSON; it may have been cut off.",
    };
  }
};
