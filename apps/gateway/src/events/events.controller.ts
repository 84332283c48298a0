import { EventsQuery, type EventsPage } from "#contracts";
import { EventLogRepository } from "#storage";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { filterOf } from "../http/domain-name.js";
import { outOfRange, parseWith } from "../http/problem-error.js";

/** The event log, for backfill. */
@Controller("events")
export class EventsController {
  constructor(@Inject(EventLogRepository) private readonly log: EventLogRepository) {}

  @Get()
  async read(@Query() query: unknown): Promise<EventsPage> {
    const {
      since_seq: sinceSeq,
      types,
      domains,
      limit,
    } = parseWith(EventsQuery, "The query", query);
    const filter = filterOf({ domains }, "?domains");
    const page = await this.log.read({
      sinceSeq: sinceSeq ?? 0,
      types,
      domains: filter.domains,
      limit,
    });
    const { epoch, oldest, head } = page;
    if (sinceSeq !== undefined && (sinceSeq < oldest - 1 || sinceSeq > head))
      throw outOfRange(
        `since_seq ${sinceSeq} is not in the log, which has ${oldest} to ${head}: go on from ${oldest - 1} to ${head}, or leave since_seq out to begin with the oldest event.`,
        { epoch, oldest, head },
      );
    return page;
  }
}
