import { EventsQuery, type EventsPage } from "#contracts";
import { EventLogRepository } from "#storage";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { filterOf } from "../http/domain-name.js";
import { parseWith } from "../http/problem-error.js";

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
    const filter = filterOf({ domains }, "?domains");
    return this.log.read({ sinceSeq, types, domains: filter.domains, limit });
  }
}
