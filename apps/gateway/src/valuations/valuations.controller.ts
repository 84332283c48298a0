import {
  DomainQuery,
  HistoryQuery,
  type Explanation,
  type HistoryPage,
  type ValuationResult,
} from "#contracts";
import { ValuationRepository } from "#storage";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { domainNameOf } from "../http/domain-name.js";
import { decodeCursor, encodeCursor } from "../http/cursor.js";
import { parseWith, ProblemError } from "../http/problem-error.js";

/** A domain's newest value, its history, and its explanation. */
@Controller("valuation")
export class ValuationsController {
  constructor(@Inject(ValuationRepository) private readonly valuations: ValuationRepository) {}

  @Get("latest")
  latest(@Query() query: unknown): Promise<ValuationResult> {
    return this.newest(parseWith(DomainQuery, "The query", query).domain);
  }

  @Get("history")
  async history(@Query() query: unknown): Promise<HistoryPage> {
    const { domain: input, cursor, limit } = parseWith(HistoryQuery, "The query", query);
    const domain = domainNameOf(input, "?domain").domain;
    const before = cursor === undefined ? undefined : decodeCursor(domain, cursor);
    const found = await this.valuations.findHistory(domain, before, limit);
    const last = found.at(-1);
    return {
      domain,
      items: found.map(({ result }) => result),
      next_cursor:
        found.length === limit && last !== undefined ? encodeCursor(domain, last.seq) : null,
    };
  }

  @Get("factors")
  async factors(@Query() query: unknown): Promise<Explanation> {
    const result = await this.newest(parseWith(DomainQuery, "The query", query).domain);
    const { input: _, factors, placeholder_created: __, ...rest } = result;
    const { market, ...how } = factors;
    return { ...rest, ...how, factors: market };
  }

  private async newest(input: string): Promise<ValuationResult> {
    const domain = domainNameOf(input, "?domain").domain;
    const latest = await this.valuations.findLatest(domain);
    if (latest === undefined) {
      throw new ProblemError(
        "not-found",
        `${domain} was never valued. POST it to /api/v1/valuation/batch first.`,
      );
    }
    return latest.result;
  }
}
