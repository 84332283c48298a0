import { NamesQuery, type NamesPage } from "#contracts";
import { NamesReader } from "#storage";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { parseWith } from "../http/problem-error.js";

/** Known names. */
@Controller("names")
export class NamesController {
  constructor(@Inject(NamesReader) private readonly names: NamesReader) {}

  @Get()
  async find(@Query() query: unknown): Promise<NamesPage> {
    const { prefix, cursor, limit } = parseWith(NamesQuery, "The query", query);
    const found = await this.names.find(prefix.toLowerCase(), cursor ?? "", limit);
    return {
      items: found.map(({ domain, value, valuedAt, tradeCount }) => ({
        domain,
        value,
        valued_at: valuedAt?.toISOString() ?? null,
        trade_count: tradeCount,
      })),
      next_cursor: found.length === limit ? (found.at(-1)?.domain ?? null) : null,
    };
  }
}
