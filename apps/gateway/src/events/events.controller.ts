import { EventTypeName, type EventsPage } from "#contracts";
import { EventLogRepository } from "#storage";
import { Controller, Get, Inject, Query } from "@nestjs/common";
import { z } from "zod";

import { parseWith } from "../http/problem-error.js";

/** A list in one parameter: `types=trade,valuation_update`. */
const list = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(item).min(1).max(100))
    .optional();

const EventsQuery = z.object({
  since_seq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  types: list(EventTypeName),
  domains: list(z.string().min(1)),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** The event log, for backfill. */
@Controller("events")
export class EventsController {
  constructor(@Inject(EventLogRepository) private readonly log: EventLogRepository) {}

  @Get()
  read(@Query() query: unknown): Promise<EventsPage> {
    const {
      since_seq: sinceSeq,
      types,
      domains,
      limit,
    } = parseWith(EventsQuery, "The query", query);
    return this.log.read({ sinceSeq, types, domains, limit });
  }
}
