import { LatencyQuery, type LatencyReport, type SlowestRequests } from "#contracts";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { parseWith } from "../http/problem-error.js";
import { LatencyWindow } from "./latency-window.js";
import { SlowestWindow } from "./slowest-window.js";

/** Latency by stage of the requests that this process answered. */
@Controller("latency")
export class LatencyController {
  constructor(
    @Inject(LatencyWindow) private readonly latency: LatencyWindow,
    @Inject(SlowestWindow) private readonly slowest: SlowestWindow,
  ) {}

  @Get()
  read(@Query() query: unknown): LatencyReport {
    const { window } = parseWith(LatencyQuery, "The query", query);
    return this.latency.report(window, Date.now());
  }

  @Get("slowest")
  readSlowest(): SlowestRequests {
    return this.slowest.report(Date.now());
  }
}
