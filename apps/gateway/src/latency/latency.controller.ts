import { LatencyQuery, type LatencyReport } from "#contracts";
import { Controller, Get, Inject, Query } from "@nestjs/common";

import { parseWith } from "../http/problem-error.js";
import { LatencyWindow } from "./latency-window.js";

/** Where the time went, of the requests that this process answered. */
@Controller("latency")
export class LatencyController {
  constructor(@Inject(LatencyWindow) private readonly latency: LatencyWindow) {}

  @Get()
  read(@Query() query: unknown): LatencyReport {
    const { window } = parseWith(LatencyQuery, "The query", query);
    return this.latency.report(window, Date.now());
  }
}
