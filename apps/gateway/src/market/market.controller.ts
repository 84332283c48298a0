import {
  BATCH_TYPES,
  MarketPath,
  MAX_MARKET_EVENTS,
  MAX_MARKET_LINE,
  type MarketReceipt,
  type MarketView,
} from "#contracts";
import { Database, readMarket } from "#storage";
import { quoteOf, type Currencies } from "#valuation";
import { Controller, Get, HttpCode, Inject, Param, Post, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import type { Readable } from "node:stream";

import { callerOf } from "../http/access.js";
import { domainNameOf } from "../http/domain-name.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { readLines } from "../http/read-lines.js";
import { IngestMarket, type Entry } from "./ingest-market.js";
import { CURRENCIES } from "./currencies.js";
import { readMarketEvent } from "./read-market-event.js";

/** Market data in, and what the market says of a domain. */
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
    const sender = callerOf(request)?.name;
    const mediaType = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
    if (mediaType === BATCH_TYPES.ndjson) {
      // Left in the middle, the body must not be destroyed: the way to answer would be gone with it.
      const body = (request.body as Readable).iterator({ destroyOnReturn: false });
      return this.ingest.run(entriesOfLines(body), sender);
    }
    if (mediaType !== BATCH_TYPES.json)
      throw new ProblemError(
        "unsupported-media-type",
        `Send one event or an array as ${BATCH_TYPES.json}, or one event a line as ${BATCH_TYPES.ndjson}.`,
      );
    const { body } = request;
    return Array.isArray(body) ? this.recordMany(body, sender) : this.recordOne(body, sender);
  }

  @Get(":domain")
  async show(@Param("domain") given: string): Promise<MarketView> {
    const name = domainNameOf(parseWith(MarketPath, "The path", { domain: given }).domain);
    const found = await readMarket(this.database, name.domain);
    if (found === undefined)
      throw new ProblemError("not-found", `Nothing is known of the market of ${name.domain}.`);
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
      throw new ProblemError("invalid-request", "The array is empty. Give at least one event.");
    if (values.length > MAX_MARKET_EVENTS)
      throw new ProblemError(
        "payload-too-large",
        `An array has at most ${MAX_MARKET_EVENTS.toLocaleString("en")} events. Send more as ${BATCH_TYPES.ndjson}.`,
      );
    return this.ingest.run(
      values.map((value, index): Entry => ({ place: { index }, value })),
      sender,
    );
  }

  /** Of a single event the sender is told by the status what became of it. */
  private async recordOne(value: unknown, sender: string | undefined): Promise<MarketReceipt> {
    const read = readMarketEvent(value, this.currencies, Date.now());
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

async function* entriesOfLines(body: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  let line = 0;
  for await (const text of readLines(body, MAX_MARKET_LINE)) {
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
      detail: `The line has more than ${MAX_MARKET_LINE} letters.`,
    };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { code: "not_json", detail: "The line is no JSON; it may have been cut off." };
  }
};
